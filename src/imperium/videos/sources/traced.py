"""Every frame path-traced."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from imperium.platform.preview import Report
from imperium.scene.motion import camera_at
from imperium.scene.raster_model import model_of
from imperium.scene.reprojection import layers_of
from imperium.scene.scene import Scene
from imperium.scene.stage import sensor, stage
from imperium.scene.tone import hazed
from imperium.scene.trace import denoised, depth_of, seed_of, traced
from imperium.scene.variant import use_variant
from imperium.videos.grading import Floats
from imperium.videos.source import Source
from imperium.videos.styling import grade_of, guides_of, styled


class _Traced:
    def __init__(self, job: dict[str, Any], folder: Path, report: Report) -> None:
        self._mitsuba = use_variant(job["variant"], job.get("llvm"))
        self._job, self._scene = job, Scene.model_validate(job["scene"])
        self.grade, self.made_of = grade_of(self._scene), job["frames"]
        report(0.01, "setting the scene")
        self._model = model_of(self._scene)
        self._stage = stage(self._scene, job["width"], job["height"])

    def frames(self, start: int, stop: int) -> Iterator[Floats]:
        for number in range(start, stop):
            yield self._frame(number)

    def _frame(self, number: int) -> Floats:
        job, scene = self._job, self._scene
        size = job["width"], job["height"]
        camera = camera_at(scene, number / max(job["frames"] - 1, 1), job["frames"] / job["fps"])
        lens = self._mitsuba.load_dict(sensor(camera, *size))
        light = traced(self._stage, lens, job["samples"], seed_of(job["seed"], number), _unseen, depth_of(self._scene))
        shown = layers_of(self._model, camera, *size)
        guides = guides_of(shown)
        if scene.grade.haze:
            light = hazed(light, guides.depth, scene.grade.haze)
        clean = denoised(light, guides)
        return styled(clean, shown, scene) if self.grade is None else clean


def _unseen(fraction: float, message: str, preview: bytes | None = None) -> None:
    """Passes of a frame aren't told one by one."""


SOURCE = Source(_Traced)
