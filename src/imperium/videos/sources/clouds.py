"""A flight through clouds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from imperium.platform.preview import Report
from imperium.scene import clouds
from imperium.scene.scene import Scene
from imperium.videos.grading import Floats
from imperium.videos.source import Source, enlarged

WIDEST = 1280  # pixels a row that are marched through: clouds are soft


class _Flight:
    made_of = 0

    def __init__(self, job: dict[str, Any], folder: Path, report: Report) -> None:
        self._job, self._scene = job, Scene.model_validate(job["scene"])
        assert self._scene.clouds is not None
        self.grade = self._scene.grade
        report(0.02, "growing the clouds")
        self._clouds, self._air = self._scene.clouds, clouds.grown(self._scene.clouds)

    def frames(self, start: int, stop: int) -> Iterator[Floats]:
        width, height = self._job["width"], self._job["height"]
        side = -(-width // WIDEST)
        small = max(width // side // 2 * 2, 64), max(height // side // 2 * 2, 64)
        for number in range(start, stop):
            seconds = number / self._job["fps"]
            light = clouds.view(self._air, self._clouds, self._scene.camera.fov, *small, seconds)
            yield light if side == 1 else enlarged(light, width, height)


SOURCE = Source(_Flight)
