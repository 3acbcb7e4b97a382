"""From files that a worker wrote to artifacts.

Content credentials are salted, so that a file signed anew has other bytes each time. A picture that was signed here
before is therefore delivered as it was then: the same request gives the same bytes.
"""

from __future__ import annotations

import asyncio
from pathlib import Path

from imperium.images.engine import Drawn
from imperium.platform.artifacts import Artifact, ArtifactStore

SIGNED = "signed"


async def delivered(drawn: Drawn, prompt: str, store: ArtifactStore) -> dict[str, Artifact]:
    """The artifacts by kind of file."""
    return {
        kind: await _stored(kind, path, drawn.unsigned.get(kind), prompt, store) for kind, path in drawn.files.items()
    }


async def _stored(kind: str, path: Path, unsigned: str | None, prompt: str, store: ArtifactStore) -> Artifact:
    extension = path.suffix[1:]
    layer = kind.partition(":")[2]
    name = f"{prompt[:60]} {layer}" if layer else prompt
    if unsigned is None:
        return await store.put_file(path, name, extension)
    note = store.folder / SIGNED / unsigned[:2] / f"{unsigned}.{extension}"
    known = await asyncio.to_thread(_earlier, note, store.folder)
    artifact = await store.put_file(known or path, name, extension)
    if known is None:
        await asyncio.to_thread(_noted, note, artifact.name)
    return artifact


def _earlier(note: Path, folder: Path) -> Path | None:
    """The file that this picture was stored as before, where it is still there."""
    if not note.is_file():
        return None
    name = note.read_text()
    path = folder / name[:2] / name
    return path if path.is_file() else None


def _noted(note: Path, name: str) -> None:
    note.parent.mkdir(parents=True, exist_ok=True)
    draft = note.with_suffix(".draft")
    draft.write_text(name)
    draft.replace(note)
