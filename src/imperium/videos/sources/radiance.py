"""A flight through a radiance field, which is learned first from traced views beside the camera's path."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from imperium.platform.preview import Report, within
from imperium.radiance import checkpoint
from imperium.radiance.field import Field
from imperium.radiance.renders import along, rendered, space_before
from imperium.radiance.training import PLANS, picture, train
from imperium.radiance.views import Lens, pose_of
from imperium.scene.motion import camera_at
from imperium.scene.scene import Scene
from imperium.scene.variant import use_variant
from imperium.videos.grading import Floats, unsrgb
from imperium.videos.source import Source, enlarged

VIEWS = 40
VIEW_SIDE = 200
SAMPLES = 32
WIDEST = 480  # pixels a row that rays are sent through: what was learned is no sharper
KEPT = "field.npz"


class _Flight:
    grade = None
    made_of = VIEWS

    def __init__(self, job: dict[str, Any], folder: Path, report: Report) -> None:
        self._job, self._scene = job, Scene.model_validate(job["scene"])
        self._seconds = job["frames"] / job["fps"]
        self._field = self._learned(folder / KEPT, report)

    def frames(self, start: int, stop: int) -> Iterator[Floats]:
        width, height = self._job["width"], self._job["height"]
        share = min(1.0, WIDEST / max(width, height))
        lens = Lens.of_fov(max(round(width * share), 2), max(round(height * share), 2), self._scene.camera.fov)
        directions = lens.directions()
        for number in range(start, stop):
            camera = camera_at(self._scene, number / max(self._job["frames"] - 1, 1), self._seconds)
            pose = pose_of(np.array(camera.origin, np.float32), np.array(camera.target, np.float32))
            seen = picture(self._field, pose, directions)
            yield unsrgb(seen if share == 1 else np.minimum(enlarged(seen, width, height), 1))

    def _learned(self, path: Path, report: Report) -> Field:
        """The field, from an earlier attempt if there was one."""
        if path.exists():
            return checkpoint.load(path)[0]
        job, scene = self._job, self._scene
        use_variant(job["variant"], job.get("llvm"))
        share = VIEW_SIDE / max(job["width"], job["height"])
        size = max(round(job["width"] * share), 16), max(round(job["height"] * share), 16)
        cameras, told = along(scene, VIEWS, self._seconds), within(report, 0.0, 0.4)
        views = rendered(scene, cameras, *size, SAMPLES, job["seed"], told, space_before(scene))
        plan = PLANS["draft" if job["quick"] else "standard"]
        trained = train(views, plan, job["seed"], within(report, 0.4, 0.6, "learning the place, "))
        partial = path.with_suffix(".part.npz")
        checkpoint.save(trained.field, partial, views.lens, {"psnr": round(trained.psnr, 2)})
        partial.rename(path)
        return trained.field


SOURCE = Source(_Flight)
