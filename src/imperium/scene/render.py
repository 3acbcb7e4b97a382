"""The job that makes a picture. Runs in a worker process."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from imperium.platform.preview import within
from imperium.scene import clouds
from imperium.scene.scene import Scene
from imperium.scene.stage import sensor
from imperium.scene.tone import Picture, display, hazed
from imperium.scene.trace import Report, denoised, guides, looks, traced
from imperium.scene.variant import use_variant


def render_picture(job: dict[str, Any], report: Report) -> dict[str, Any]:
    """Writes `job["png"]`, and linear light to `job["exr"]` where given.

    The job holds `scene`, `width`, `height`, `samples`, `seed`, `variant`, `llvm` and `parameters` (kept in the file).
    Returns the seconds each step took and the samples traced a second.
    """
    use_variant(job["variant"], job.get("llvm"))
    scene, started = Scene.model_validate(job["scene"]), time.perf_counter()
    report(0.0, "setting the scene")
    light, traced_s = _light(scene, job, report)
    report(0.95, "developing")
    save_png(Path(job["png"]), display(light, scene.grade), job["parameters"])
    if exr := job.get("exr"):
        _save_exr(Path(exr), light)
    count = job["width"] * job["height"] * job["samples"]
    return {
        "seconds": time.perf_counter() - started,
        "trace_seconds": traced_s,
        "samples_per_second": round(count / max(traced_s, 1e-6)),
    }


def _light(scene: Scene, job: dict[str, Any], report: Report) -> tuple[Picture, float]:
    """Clean linear light (h, w, 3), and the seconds that tracing took."""
    size = job["width"], job["height"]
    if scene.clouds:
        started = time.perf_counter()
        light = clouds.still(scene.clouds, scene.camera.fov, *size, report)
        return light, time.perf_counter() - started
    import mitsuba

    world = looks(scene, *size)
    lens = mitsuba.load_dict(sensor(scene.camera, *size))
    started = time.perf_counter()
    light = traced(world.lit, lens, job["samples"], job["seed"], within(report, 0.1, 0.75))
    seconds = time.perf_counter() - started
    report(0.86, "removing noise")
    guide = guides(world, lens)
    if scene.grade.haze:
        light = hazed(light, guide.depth, scene.grade.haze)
    return denoised(light, guide), seconds


def save_png(path: Path, pixels: np.ndarray[Any, np.dtype[np.uint8]], parameters: dict[str, Any]) -> None:
    """A PNG whose parameters stand in an iTXt chunk `imperium`, as JSON."""
    info = PngInfo()
    info.add_itxt("imperium", json.dumps(parameters, sort_keys=True, ensure_ascii=False))
    info.add_itxt("Software", "Imperium")
    Image.fromarray(pixels).save(path, pnginfo=info, compress_level=6)


def _save_exr(path: Path, light: Picture) -> None:
    import mitsuba

    mitsuba.Bitmap(light).convert(mitsuba.Bitmap.PixelFormat.RGB, mitsuba.Struct.Type.Float16, srgb_gamma=False).write(
        str(path)
    )
