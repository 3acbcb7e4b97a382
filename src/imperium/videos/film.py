"""The job that makes a video. Runs in a worker process."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from imperium.platform.preview import within
from imperium.scene import clouds
from imperium.scene.motion import camera_at
from imperium.scene.png import save_png
from imperium.scene.reprojection import View, frame, view_of
from imperium.scene.scene import Camera, Scene
from imperium.scene.stage import sensor
from imperium.scene.tone import display, hazed
from imperium.scene.trace import Looks, Report, denoised, distances, guides, looks, seed_of, traced
from imperium.scene.variant import use_variant
from imperium.scene.views import key_count
from imperium.videos.card import carded
from imperium.videos.encoder import Encoder

Pixels = NDArray[np.uint8]
KEYS_SHARE = 0.45  # of the work, for progress
POSTER_MOMENT = 0.4
STOPPED_DOWN = 0.5


def render_video(job: dict[str, Any], report: Report) -> dict[str, Any]:
    """Writes `job["mp4"]` and its poster `job["poster"]`.

    The job holds `scene`, `width`, `height`, `fps`, `frames`, `samples`, `seed`, `name`, `variant`, `llvm` and
    `parameters`.
    Returns the seconds that tracing and drawing took, and how many views were traced.
    """
    use_variant(job["variant"], job.get("llvm"))
    scene, started = Scene.model_validate(job["scene"]), time.perf_counter()
    report(0.0, "setting the scene")
    count, poster = job["frames"], int(job["frames"] * POSTER_MOMENT)
    with Encoder(Path(job["mp4"]), job["width"], job["height"], job["fps"], scene.title) as encoder:
        shots = _flight(scene, job, report) if scene.clouds else _shots(scene, job, report)
        for number, pixels in enumerate(shots):
            encoder.write(carded(pixels, job["name"], number / count))
            if number == poster:
                save_png(Path(job["poster"]), pixels, job["parameters"])
            share = KEYS_SHARE if not scene.clouds else 0.05
            report(share + (1 - share) * (number + 1) / count, f"frame {number + 1} of {count}")
    return {
        "seconds": time.perf_counter() - started,
        "keys": 0 if scene.clouds else key_count(scene, count, job["fps"]),
    }


def _flight(scene: Scene, job: dict[str, Any], report: Report) -> Iterator[Pixels]:
    """Frames of a flight through clouds."""
    assert scene.clouds is not None
    report(0.02, "growing the clouds")
    air = clouds.grown(scene.clouds)
    for number in range(job["frames"]):
        seconds = number / job["fps"]
        light = clouds.view(air, scene.clouds, scene.camera.fov, job["width"], job["height"], seconds)
        yield display(light, scene.grade)


def _shots(scene: Scene, job: dict[str, Any], report: Report) -> Iterator[Pixels]:
    """Frames of a scene: key views first, then each frame from them, a few at a time in threads."""
    width, height, count = job["width"], job["height"], job["frames"]
    world = looks(scene, width, height)
    keys = key_count(scene, count, job["fps"])
    moments = np.linspace(0, 1, keys).tolist()
    views = [_key(scene, world, moment, k, keys, job, report) for k, moment in enumerate(moments)]
    spacing = 1 / (keys - 1)
    lanes = max(1, os.cpu_count() or 1)

    def developed(moment: float, depth: NDArray[np.float32]) -> Pixels:
        light = frame(_moving(scene, moment, job), moment, depth, views, spacing)
        return display(light, scene.grade)

    with ThreadPoolExecutor(lanes) as pool:
        for first in range(0, count, lanes):
            batch = [number / max(count - 1, 1) for number in range(first, min(first + lanes, count))]
            depths = [_distance(scene, world.lit, moment, job) for moment in batch]
            yield from pool.map(developed, batch, depths)


def _moving(scene: Scene, moment: float, job: dict[str, Any]) -> Camera:
    """The camera, its lens stopped down: what is very blurred can't be carried from view to view."""
    camera = camera_at(scene, moment, job["frames"] / job["fps"])
    return camera.model_copy(update={"aperture": camera.aperture * STOPPED_DOWN})


def _key(
    scene: Scene, world: Looks, moment: float, number: int, keys: int, job: dict[str, Any], report: Report
) -> View:
    """One traced and denoised view, with its haze."""
    import mitsuba

    camera = _moving(scene, moment, job)
    size = job["width"], job["height"]
    lens = mitsuba.load_dict(sensor(camera, *size))

    told = within(report, KEYS_SHARE * number / keys, KEYS_SHARE / keys, f"view {number + 1} of {keys}, ")
    light = traced(world.lit, lens, job["samples"], seed_of(job["seed"], number), told)
    guide = guides(world, lens)
    if scene.grade.haze:
        light = hazed(light, guide.depth, scene.grade.haze)
    return view_of(camera, moment, denoised(light, guide), _distance(scene, world.lit, moment, job))


def _distance(scene: Scene, world: Any, moment: float, job: dict[str, Any]) -> NDArray[np.float32]:
    """Sharp distances at twice the size of a frame."""
    import mitsuba

    camera = _moving(scene, moment, job)
    lens = mitsuba.load_dict(sensor(camera, 2 * job["width"], 2 * job["height"], sharp=True))
    return distances(world, lens)
