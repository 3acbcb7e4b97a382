"""Bringing a project up to date: what is generated anew, merged with what a person changed since.

For each file three texts are compared: the original that was generated (kept in `.imperium`), yours, and the new one.
Where only one changed, that one stays. Where both did, their lines are merged; where both changed the same lines,
both stand in the file between marks, and the report names it."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from imperium.intelligences.web_app_builder.merge import merge
from imperium.intelligences.web_app_builder.project import MANIFEST, ORIGINALS
from imperium.platform.errors import Conflict, InvalidInput

RECORDS = (MANIFEST, ORIGINALS)


@dataclass(slots=True)
class Report:
    """The paths of what was done. `kept` are files of yours that the new version leaves as they are."""

    written: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)
    conflicts: list[str] = field(default_factory=list)


def unpacked(archive: bytes) -> dict[str, bytes]:
    """The files of a project's archive by path, without the folder that they are below there."""
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        return {name.partition("/")[2]: opened.read(name) for name in opened.namelist()}


def write(files: Mapping[str, bytes], folder: Path) -> None:
    """A project into an empty or new folder. Raises Conflict for one that holds something."""
    if folder.exists() and any(folder.iterdir()):
        raise Conflict(
            f"{folder} is not empty.",
            field="out",
            remedy="Name another folder with --out, or bring this one up to date with --update.",
        )
    for path, content in files.items():
        _put(folder, path, content)


def update(files: Mapping[str, bytes], folder: Path) -> Report:
    """Merge a project into a folder that was made of an earlier one.

    Raises:
        InvalidInput: the folder holds no project, or its records can't be read.
    """
    originals, report = _originals(folder), Report()
    generated = {path: content.decode() for path, content in files.items() if path not in RECORDS}
    for path in sorted({*originals, *generated}):
        _merge(folder, path, originals.get(path), generated.get(path), report)
    for path in RECORDS:
        _put(folder, path, files[path])
    return report


def specifications(folder: Path) -> list[dict[str, Any]]:
    """What a project was made of so far, oldest first. Raises InvalidInput."""
    try:
        found = json.loads((folder / MANIFEST).read_bytes())["specifications"]
        return [dict(one) for one in found]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise _no_project(folder) from error


def _merge(folder: Path, path: str, original: str | None, new: str | None, report: Report) -> None:
    target = _inside(folder, path)
    yours = target.read_text("utf-8") if target.is_file() else None
    if yours == new:
        return
    if yours == original and new is not None:
        _put(folder, path, new.encode())
        report.written.append(path)
    elif yours == original:
        target.unlink()
        report.removed.append(path)
    elif original == new:
        report.kept.append(path)
    elif yours is None or new is None:
        report.conflicts.append(f"{path} ({'you deleted it' if yours is None else 'it is not generated any more'})")
    else:
        merged = merge(original or "", yours, new)
        _put(folder, path, merged.text.encode())
        (report.conflicts if merged.conflicts else report.merged).append(path)


def _originals(folder: Path) -> Mapping[str, str]:
    try:
        with zipfile.ZipFile(folder / ORIGINALS) as archive:
            return {name: archive.read(name).decode() for name in archive.namelist()}
    except (OSError, ValueError, zipfile.BadZipFile) as error:
        raise _no_project(folder) from error


def _no_project(folder: Path) -> InvalidInput:
    return InvalidInput(
        f"{folder} holds no project that was built here, or its .imperium folder can't be read.",
        field="update",
        value=str(folder),
        remedy="Build into a new folder with --out.",
    )


def _put(folder: Path, path: str, content: bytes) -> None:
    target = _inside(folder, path)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)


def _inside(folder: Path, path: str) -> Path:
    """The path below the folder. Raises InvalidInput for one that leads out of it, by its parts or by a link."""
    parts = PurePosixPath(path)
    target = folder.joinpath(*parts.parts)
    if parts.is_absolute() or ".." in parts.parts or not target.resolve().is_relative_to(folder.resolve()):
        raise InvalidInput(f"{path!r} leads out of {folder}.", field="update", value=path)
    return target
