"""Where what was learned is kept between starts: one file, replaced whole."""

from __future__ import annotations

import os
from pathlib import Path

from imperium.models.gain.model import GainModel


class GainStore:
    """A gain model's file. A crash while saving leaves what was saved before."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def load(self) -> GainModel:
        """The model as saved; one that knows the prior alone when nothing is. Raises DataCorrupted."""
        return GainModel.load(self._path.read_bytes() if self._path.exists() else None)

    def save(self, content: bytes) -> None:
        """Keep a dump; it is on the disk when this returns. Blocks: call it in a worker thread."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        beside = self._path.with_suffix(".new")
        with beside.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(self._path)
