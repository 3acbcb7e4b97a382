"""A scene drawn from traced views, with as many points of the lens and the shutter as were asked for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from imperium.platform.preview import Report
from imperium.scene.motion import camera_at
from imperium.scene.raster_model import model_of
from imperium.scene.reprojection import View, Views, frame, layers_of, view_of
from imperium.scene.scene import Camera, Scene
from imperium.scene.stage import sensor, stage
from imperium.scene.trace import denoised, depth_of, seed_of, traced
from imperium.scene.variant import use_variant
from imperium.videos.grading import Floats
from imperium.videos.source import Source
from imperium.videos.styling import grade_of, guides_of, styled

SHARE = 0.4  # of the work, for progress
GOLDEN = 2.399963  # radians: points of a sunflower are spread evenly over a lens
SHUTTER = 0.5  # of a frame's time that it is open


class _Drawn:
    def __init__(self, job: dict[str, Any], folder: Path, report: Report) -> None:
        self._job, self._scene = job, Scene.model_validate(job["scene"])
        self.grade, self.made_of = grade_of(self._scene), job["views"]
        report(0.0, "setting the scene")
        self._model = model_of(self._scene)
        moments = np.linspace(0, 1, job["views"]).tolist()
        world = _World(job, self._scene)
        views = []
        for number, moment in enumerate(moments):
            report(SHARE * number / len(moments), f"view {number + 1} of {len(moments)}")
            views.append(self._view(world, moment, number, folder / f"view{number:03d}.npy"))
        self._views = Views(views)

    def _view(self, world: _World, moment: float, number: int, kept: Path) -> View:
        """A view that was traced before, or now."""
        camera = self._camera(moment)
        size = self._job["view_width"], self._job["view_height"]
        shown = layers_of(self._model, camera, *size)
        if kept.is_file():
            return view_of(camera, moment, np.load(kept), shown)
        light = denoised(world.traced(camera, number), guides_of(shown))
        part = kept.with_suffix(".part")
        with part.open("wb") as file:
            np.save(file, light)
        part.replace(kept)
        return view_of(camera, moment, light, shown)

    def _camera(self, moment: float) -> Camera:
        job = self._job
        return camera_at(self._scene, min(max(moment, 0.0), 1.0), job["frames"] / job["fps"])

    def frames(self, start: int, stop: int) -> Iterator[Floats]:
        points, shape = self._job["subframes"], (self._job["height"], self._job["width"], 3)
        light = np.empty(shape, np.float32)
        other = np.empty(shape, np.float32) if points > 1 else light
        for number in range(start, stop):
            self._draw(number, 0, light)
            for point in range(1, points):
                self._draw(number, point, other)
                light += other
            if points > 1:
                light /= np.float32(points)
            yield self._styled(light, number) if self.grade is None else light

    def _styled(self, light: Floats, number: int) -> Floats:
        camera = self._camera(number / max(self._job["frames"] - 1, 1))
        return styled(light, layers_of(self._model, camera, self._job["width"], self._job["height"]), self._scene)

    def _draw(self, number: int, point: int, light: Floats) -> None:
        """One point of the lens at one moment of the shutter."""
        last, points = max(self._job["frames"] - 1, 1), self._job["subframes"]
        late = SHUTTER * ((point * 0.618034) % 1 - 0.5) if points > 1 else 0.0
        moment = (number + late) / last
        camera = self._camera(moment)
        radius = camera.aperture * np.sqrt((point + 0.5) / points) if points > 1 else 0.0
        shift = float(radius * np.cos(point * GOLDEN)), float(radius * np.sin(point * GOLDEN))
        frame(self._model, self._views, camera, moment, light, haze=self._scene.grade.haze, shift=shift)


class _World:
    """The scene as the path tracer has it, loaded when a view is missing."""

    def __init__(self, job: dict[str, Any], scene: Scene) -> None:
        self._job, self._scene, self._stage = job, scene, None

    def traced(self, camera: Camera, number: int) -> Floats:
        mitsuba = use_variant(self._job["variant"], self._job.get("llvm"))
        size = self._job["view_width"], self._job["view_height"]
        self._stage = self._stage or stage(self._scene, *size)
        lens = mitsuba.load_dict(sensor(camera, *size, sharp=True))
        seed, depth = seed_of(self._job["seed"], number), depth_of(self._scene)
        return traced(self._stage, lens, self._job["samples"], seed, _unseen, depth)


def _unseen(fraction: float, message: str, preview: bytes | None = None) -> None:
    """Passes of a view aren't told one by one."""


SOURCE = Source(_Drawn)
