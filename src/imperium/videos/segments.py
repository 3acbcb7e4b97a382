"""Work that survives an end in the middle: whole segments of a film in a folder that the next attempt finds.

A folder belongs to one task and one order: its name is a hash of both. A segment's light is written before the segment
gets its name, so that what has a name is whole. Folders that nobody came back for go after a day.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from imperium.videos.hdr.messages import FrameLight

KEPT_S = 24 * 3600.0


@dataclass(frozen=True, slots=True)
class Segment:
    """Frames `start` to `stop` of a film, the file they stand in, and its smaller SDR companion's."""

    start: int
    stop: int
    path: Path
    companion: Path

    @property
    def is_whole(self) -> bool:
        return self.path.is_file()

    @property
    def part(self) -> Path:
        return self.path.with_suffix(".part")

    def seal(self, light: list[FrameLight]) -> None:
        """Let the part be the segment."""
        self.path.with_suffix(".json").write_text(json.dumps([asdict(frame) for frame in light]), "utf-8")
        self.part.replace(self.path)

    def light(self) -> list[FrameLight]:
        """Of each frame; empty where the film isn't HDR."""
        read = json.loads(self.path.with_suffix(".json").read_text("utf-8"))
        return [FrameLight(tuple(f["brightest"]), f["mean"], tuple(f["distribution"])) for f in read]


def planned(folder: Path, frames: int, fps: int) -> list[Segment]:
    """A film in segments of a second."""
    return [
        Segment(start, min(start + fps, frames), folder / f"segment{n:05d}.mp4", folder / f"companion{n:05d}.mp4")
        for n, start in enumerate(range(0, frames, fps))
    ]


def work_folder(root: Path, task: str, order: dict[str, Any]) -> Path:
    """The folder of a task's order under `root`, made where it isn't there; others' old ones are removed."""
    for old in _forgotten(root):
        shutil.rmtree(old, ignore_errors=True)
    name = hashlib.sha256(json.dumps([task, order], sort_keys=True).encode()).hexdigest()[:40]
    folder = root / name
    folder.mkdir(parents=True, exist_ok=True)
    folder.touch()
    return folder


def _forgotten(root: Path) -> Iterator[Path]:
    if not root.is_dir():
        return
    for folder in root.iterdir():
        with suppress(FileNotFoundError):
            newest = max((path.stat().st_mtime for path in (folder, *folder.iterdir())), default=0.0)
            if newest < time.time() - KEPT_S:
                yield folder
