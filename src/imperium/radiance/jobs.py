"""Training a field, in a worker process: on renders of a scene, or on photos."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from imperium.platform.preview import Report, within
from imperium.radiance import checkpoint, photos
from imperium.radiance.picture import pixels
from imperium.radiance.renders import around, rendered, things_in
from imperium.radiance.training import PLANS, Trained, held_out, train
from imperium.radiance.views import Views
from imperium.scene.scene import Scene
from imperium.scene.variant import use_variant

SHOWN = 4
"""Views held out that stand beside their originals in the picture of the result."""


def of_scene(job: dict[str, Any], report: Report) -> dict[str, Any]:
    """Renders `views` pictures of `scene` from all around, `size` pixels a side, and learns from them.

    The job also holds `samples`, `quality`, `seed`, `variant`, `llvm` and the `folder` for `field.npz`, `points.ply`
    and `held_out.png`. Returns the decibels on views held out, their curve, and the seconds of both parts.
    """
    use_variant(job["variant"], job.get("llvm"))
    scene, started = Scene.model_validate(job["scene"]), time.perf_counter()
    cameras = around(scene, job["views"])
    told = within(report, 0.0, 0.35)
    views = rendered(scene, cameras, job["size"], job["size"], job["samples"], job["seed"], told, things_in(scene))
    return _learned(views, job, time.perf_counter() - started, within(report, 0.35, 0.65))


def of_photos(job: dict[str, Any], report: Report) -> dict[str, Any]:
    """Learns from the archive `photos`, pictures made smaller to `size` pixels; otherwise as `of_scene`."""
    started = time.perf_counter()
    report(0.0, "opening the photos")
    views = photos.read(Path(job["photos"]), job["size"])
    return _learned(views, job, time.perf_counter() - started, within(report, 0.05, 0.95))


def _learned(views: Views, job: dict[str, Any], gathered_s: float, report: Report) -> dict[str, Any]:
    started, folder = time.perf_counter(), Path(job["folder"])
    trained = train(views, PLANS[job["quality"]], job["seed"], within(report, 0.0, 0.97))
    report(0.97, "writing the field")
    about = {"psnr": round(trained.psnr, 2), "views": len(views.poses), "quality": job["quality"], "seed": job["seed"]}
    checkpoint.save(trained.field, folder / "field.npz", views.lens, about)
    count = checkpoint.points(trained.field, folder / "points.ply")
    _side_by_side(trained, views).save(folder / "held_out.png")
    return {
        **about,
        "held_out": len(views.held_out),
        "curve": [[step, round(decibels, 2)] for step, decibels in trained.curve],
        "points": count,
        "device": trained.field.density.device.type,
        "gathered_seconds": round(gathered_s, 2),
        "training_seconds": round(time.perf_counter() - started, 2),
    }


def _side_by_side(trained: Trained, views: Views) -> Image.Image:
    """Originals above, what was learned below."""
    chosen = views.held_out[:SHOWN]
    learned = [seen for seen, _ in zip(held_out(trained.field, views), chosen, strict=False)]
    rows = [np.concatenate([views.pictures[number] for number in chosen], 1), np.concatenate(learned, 1)]
    return Image.fromarray(pixels(np.concatenate(rows)))
