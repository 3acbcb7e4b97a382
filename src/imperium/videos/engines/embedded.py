"""The embedded engine: traced views drawn from a moving camera, a march through clouds, a moved picture. CPU only."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import Any

from imperium.platform.capability import Context, Estimate
from imperium.scene.resolution import Size
from imperium.scene.scene import Scene
from imperium.scene.variant import Variant, working_variant
from imperium.scene.views import key_count
from imperium.videos.codec import codecs
from imperium.videos.engine import SMALL_WIDTH, Delivery, Shot, VideoOrder

RENDER = "imperium.videos.film:render_video"
VIEW_SIDES = {"draft": 640, "standard": 960}
VIEW_WORK = {"draft": 1_400_000, "standard": 4_200_000}  # samples of a view
CINEMATIC_SAMPLES = 32
FEWEST, MOST = 8, 32  # samples a pixel of a view
# CPU seconds, measured on two cores of an AMD EPYC with the LLVM variant.
SETUP_S = 9.0
SAMPLES_PER_S = 1_000_000
DENOISE_S = 4.4e-6  # a pixel
DRAW_S = 0.06e-6  # a pixel and subframe
GRADE_S = 0.02e-6
CLOUD_WIDEST = 1280  # pixels a row
CLOUD_S = 1.1e-6  # a marched pixel
ENCODE_S = {"h264": 0.035e-6, "hevc": 0.035e-6, "av1": 0.035e-6}
COMPANION_S = 0.04e-6  # a pixel of the film for other screens


class _Embedded:
    max_side = 7680
    max_rate = 7680 * 4320 * 60
    max_work = 25_000_000_000
    films_scenes = True

    def missing(self, model: str, desk: Any, principal: Any) -> str | None:
        return None

    def estimate(self, scene: Scene | None, delivery: Delivery, model: str = "", desk: Any = None) -> Estimate:
        return Estimate(seconds=self._cpu_seconds(scene or Scene(), delivery) / max(1, 0.85 * (os.cpu_count() or 1)))

    def _cpu_seconds(self, scene: Scene, delivery: Delivery) -> float:
        pixels = delivery.size.pixels
        frame = GRADE_S + ENCODE_S[delivery.codec]
        if delivery.hdr != "none":
            frame += COMPANION_S / -((-delivery.size.width // SMALL_WIDTH) ** 2)
        if scene.clouds:
            side = -(-delivery.size.width // CLOUD_WIDEST)
            return SETUP_S + delivery.frames * pixels * (frame + CLOUD_S / side**2)
        if delivery.quality == "cinematic":
            traced = CINEMATIC_SAMPLES / SAMPLES_PER_S + DENOISE_S
            return SETUP_S + delivery.frames * pixels * (frame + traced)
        view = _view_size(delivery)
        views = key_count(scene, delivery.frames, delivery.fps)
        tracing = views * view.pixels * (_samples(view, delivery) / SAMPLES_PER_S + DENOISE_S)
        return SETUP_S + tracing + delivery.frames * pixels * (frame + delivery.subframes * DRAW_S)

    def expected_bytes(self, delivery: Delivery) -> int:
        return codecs()[delivery.codec].expected_bytes(delivery.take, delivery.frames)

    async def shoot(self, order: VideoOrder, folder: Path, context: Context, desk: Any = None) -> Shot:
        variant = await asyncio.to_thread(working_variant)
        job = job_of(order, variant)
        result = await context.workers.run(
            RENDER,
            {**job, "folder": str(folder)},
            progress=context.progress,
            priority=context.priority,
            waiting=context.waiting,
            timeout_s=context.deadline_s or 14_400.0,
        )
        delivery = order.delivery
        return Shot(
            folder / "video.mp4",
            folder / "poster.png",
            folder / "sdr.mp4" if delivery.hdr != "none" else None,
            folder / "stream.zip" if delivery.hls else None,
            job["parameters"]["engine"],
            result["seconds"],
            result["keys"],
            result["max_cll"],
            result["max_fall"],
            result["peak_mb"],
        )


def job_of(order: VideoOrder, variant: Variant) -> dict[str, Any]:
    """What the worker is told (see `film.render_video`), without the folder."""
    delivery, scene = order.delivery, order.scene
    source = _source(order)
    engine = variant.engine if source in ("views", "traced") else f"embedded:{source}"
    view = _view_size(delivery)
    described = scene.model_dump(mode="json") if scene else None
    traced = CINEMATIC_SAMPLES if source == "traced" else _samples(view, delivery)
    return {
        "source": source,
        "scene": described,
        "picture": str(order.picture) if order.picture else None,
        "move": order.move,
        "width": delivery.size.width,
        "height": delivery.size.height,
        "fps": delivery.fps,
        "frames": delivery.frames,
        "codec": delivery.codec,
        "hdr": delivery.hdr,
        "hls": delivery.hls,
        "quick": delivery.quality == "draft",
        "subframes": delivery.subframes,
        "views": key_count(scene, delivery.frames, delivery.fps) if scene else 0,
        "view_width": view.width,
        "view_height": view.height,
        "samples": traced,
        "seed": order.seed,
        "name": order.name,
        "title": order.title,
        "variant": variant.name,
        "llvm": variant.llvm,
        "parameters": {**order.parameters, "engine": engine, "scene": described},
    }


def _source(order: VideoOrder) -> str:
    if order.scene is None:
        return "picture"
    if order.scene.clouds:
        return "clouds"
    if order.radiance:
        return "radiance"
    return "traced" if order.delivery.quality == "cinematic" else "views"


def _view_size(delivery: Delivery) -> Size:
    """Of a traced view: its light is soft, its textures come from the surfaces."""
    longest = max(delivery.size.width, delivery.size.height)
    scale = min(VIEW_SIDES.get(delivery.quality, 960) / longest, 1.0)
    return Size(*(max(int(side * scale) // 2 * 2, 16) for side in (delivery.size.width, delivery.size.height)))


def _samples(view: Size, delivery: Delivery) -> int:
    work = VIEW_WORK.get(delivery.quality, 0)
    return int(min(max(work / view.pixels, FEWEST), MOST)) // 4 * 4


ENGINE = _Embedded()
