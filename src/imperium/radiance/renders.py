"""Views of a scene, traced: all around it, or close to the path of its camera."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from imperium.platform.preview import Report
from imperium.radiance.views import GOLDEN_ANGLE, Cube, Floats, Lens, Views, dome, pose_of
from imperium.scene.maker import extent
from imperium.scene.motion import camera_at
from imperium.scene.scene import Camera, Scene
from imperium.scene.stage import sensor
from imperium.scene.tone import Picture, hazed, shown
from imperium.scene.trace import HAZE_SAMPLES, Looks, denoised, guides, seed_of, traced

ASIDE = 0.09
"""Views near a path stand up to this share of the distance beside it: without parallax there is no depth to learn."""

MARGIN = 1.05
"""A little air round things, so that their silhouettes are within the cube."""

LEAST_ALPHA = 0.02
"""Pixels that things cover less of are left to the ground they are put on."""

BEFORE = 0.8
"""Half the side of the space before a camera, as a share of the distance to what it looks at."""


def around(scene: Scene, count: int) -> list[Camera]:
    """Cameras all around the scene's target, as far away as its own camera."""
    camera, target = scene.camera, np.array(scene.camera.target, np.float32)
    return [_moved(camera, place, target) for place in dome(count, target, _distance(camera))]


def along(scene: Scene, count: int, seconds: float) -> list[Camera]:
    """Cameras along the path that the scene's camera takes in a film of `seconds`, a little beside it."""
    return [_beside(camera_at(scene, moment, seconds), n, count) for n, moment in enumerate(np.linspace(0, 1, count))]


def rendered(
    scene: Scene,
    cameras: Sequence[Camera],
    width: int,
    height: int,
    samples: int,
    seed: int,
    report: Report,
    cube: Cube,
    cut_out: bool = False,
) -> Views:
    """The views of these cameras, through the lens of the scene's own; what is learned of them fills `cube`. `cut_out`
    shows things alone, on white. Needs a variant of Mitsuba to be chosen."""
    studio = _Studio(scene, Looks(scene, width, height), (width, height), samples, cut_out)
    pictures = []
    for number, camera in enumerate(cameras):
        report(number / len(cameras), f"view {number + 1} of {len(cameras)}")
        pictures.append(studio.picture(camera, seed_of(seed, number)))
    poses = np.stack([_pose(camera) for camera in cameras])
    lens = Lens.of_fov(width, height, scene.camera.fov)
    return Views(np.stack(pictures), poses, lens, *cube)


def things_in(scene: Scene) -> Cube:
    """The cube round all things that a camera can stand around of; floors and backdrops reach out of it."""
    away = _distance(scene.camera)
    corners = [np.stack(extent(thing)) + thing.at for thing in scene.things]
    held = [pair for pair in corners if float((pair[1] - pair[0]).max()) < away]
    if not held:
        return space_before(scene)
    low, high = np.min(held, (0, 1)), np.max(held, (0, 1))
    return np.asarray((low + high) / 2, np.float32), float((high - low).max() / 2 * MARGIN)


def space_before(scene: Scene) -> Cube:
    """The cube round what the scene's camera looks at, with some of the ground that it stands on."""
    return np.array(scene.camera.target, np.float32), BEFORE * _distance(scene.camera)


@dataclass(frozen=True, slots=True)
class _Studio:
    """Where the pictures of a scene are taken: as displayed, but without what belongs to a picture and not to the
    place, which are vignette and bloom."""

    scene: Scene
    world: Looks
    size: tuple[int, int]
    samples: int
    cut_out: bool

    def picture(self, camera: Camera, seed: int) -> Picture:
        import mitsuba

        lens: Any = mitsuba.load_dict(sensor(camera, *self.size, sharp=True))
        film: Any = mitsuba.load_dict(sensor(camera, *self.size, sharp=True, alpha=True)) if self.cut_out else lens
        raw = traced(
            self.world.lit,
            film,
            self.samples,
            seed,
            _unseen,
            self.world.depth,
            cut_out=self.cut_out,
            a_pass=self.samples,
        )
        if not self.cut_out:
            return self._developed(raw, lens)
        alpha = np.clip(raw[..., 3:], 0, 1)
        seen = self._developed(np.asarray(raw[..., :3] / np.maximum(alpha, LEAST_ALPHA), np.float32), lens)
        return np.asarray(seen * alpha + 1 - alpha, np.float32)

    def _developed(self, light: Picture, lens: Any) -> Picture:
        haze = self.scene.grade.haze
        guide = guides(self.world, lens, depth_samples=HAZE_SAMPLES if haze else 0)
        if haze:
            light = hazed(light, guide.depth, haze)
        clean = denoised(np.ascontiguousarray(light), guide)
        return shown(clean, self.scene.grade.model_copy(update={"bloom": 0.0, "vignette": 0.0}))


def _unseen(fraction: float, message: str, preview: bytes | None = None) -> None:
    """Progress within a view that is over in a moment."""


def _pose(camera: Camera) -> Floats:
    return pose_of(np.array(camera.origin, np.float32), np.array(camera.target, np.float32))


def _moved(camera: Camera, place: Floats, target: Floats) -> Camera:
    return camera.model_copy(update={"origin": _point(place), "target": _point(target), "aperture": 0.0})


def _beside(camera: Camera, number: int, count: int) -> Camera:
    """The camera, moved across its line of sight: along a golden spiral, so that neighbours differ."""
    pose = _pose(camera)
    away = ASIDE * _distance(camera) * ((number * 0.618) % 1) ** 0.5
    turn = number * GOLDEN_ANGLE
    place = pose[:3, 3] + away * (np.cos(turn) * pose[:3, 0] + np.sin(turn) * pose[:3, 1])
    return _moved(camera, place, np.array(camera.target, np.float32))


def _distance(camera: Camera) -> float:
    return float(np.linalg.norm(np.subtract(camera.target, camera.origin)))


def _point(place: Floats) -> tuple[float, float, float]:
    return float(place[0]), float(place[1]), float(place[2])
