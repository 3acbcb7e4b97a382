"""The contract of what frames come from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from imperium.kit.kinds import load
from imperium.platform.preview import Report
from imperium.scene.scene import Grade
from imperium.scene.texture import resized

Floats = NDArray[np.float32]


class Shots(Protocol):
    """Frames of one film: linear light (h, w, 3), that whoever takes it may overwrite, and that is gone when the next
    one is asked for. `grade` leads to a screen; None says that the light is as it should be seen."""

    grade: Grade | None
    made_of: int

    def frames(self, start: int, stop: int) -> Iterator[Floats]: ...


@dataclass(frozen=True, slots=True)
class Source:
    """`open` prepares a film of a job (see `film.render_video`); what is worth keeping for another attempt goes into
    the folder."""

    open: Any

    def shots(self, job: dict[str, Any], folder: Path, report: Report) -> Shots:
        shots: Shots = self.open(job, folder, report)
        return shots


def source(name: str) -> Source:
    """The source of that name; what the others stand on isn't loaded."""
    return load("imperium.videos.sources", Source, name)


def enlarged(light: Floats, width: int, height: int) -> Floats:
    """Soft light at a frame's size; never below zero, where the cubic filter would overshoot."""
    planes = [resized(np.ascontiguousarray(light[..., k]), width, height) for k in range(3)]
    return np.maximum(np.stack(planes, -1), 0)
