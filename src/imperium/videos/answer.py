"""What is told of a video that is done."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from pydantic import BaseModel

from imperium.scene.composition import Composition
from imperium.videos.engine import Delivery, Native, Shot, VideoOrder


class VideoOutput(BaseModel):
    """`sdr` is the file for screens without HDR, `stream` a zip of an HLS playlist; both only where they were wanted.
    `motion` is 3d through a scene, 2.5d over a picture with layers, 2d over a flat one. `nerf_note` says why a radiance
    field that was asked for wasn't used. `model` is the one that was used, `notes` say where that isn't what was asked
    for; `native` is what it filmed, `upscaled` and `interpolated` say that size or frames were made of that."""

    video: dict[str, Any]
    poster: dict[str, Any]
    sdr: dict[str, Any] | None
    stream: dict[str, Any] | None
    engine: str
    requested_model: str | None
    model: str | None
    notes: list[str]
    native: dict[str, Any] | None
    upscaled: bool
    interpolated: bool
    cost_micro_usd: int
    priced: bool
    nerf_used: bool
    nerf_note: str | None
    seed: int
    variation: int
    width: int
    height: int
    fps: int
    frames: int
    duration: float
    codec: str
    hdr: str
    max_cll: int | None
    max_fall: int | None
    quality: str
    subframes: int
    views: int
    camera: str
    motion: str
    seconds: float
    peak_memory_mb: int
    setting: str | None
    unmatched_terms: list[dict[str, str]]
    scene: dict[str, Any] | None


def told_of_shot(shot: Shot, delivery: Delivery) -> dict[str, Any]:
    """The fields of an answer that come from who filmed it."""
    return {
        "engine": shot.engine,
        "model": shot.model,
        "cost_micro_usd": shot.cost_micro_usd,
        "priced": shot.priced,
        "max_cll": shot.max_cll,
        "max_fall": shot.max_fall,
        "views": shot.views,
        "seconds": round(shot.seconds, 2),
        "peak_memory_mb": shot.peak_mb,
        **_native(shot.native, delivery),
    }


def told_of_order(order: VideoOrder, films_scenes: bool) -> dict[str, Any]:
    """The fields of an answer that come from what was ordered."""
    delivery = order.delivery
    return {
        "nerf_used": order.radiance,
        "seed": order.seed,
        "width": delivery.size.width,
        "height": delivery.size.height,
        "fps": delivery.fps,
        "frames": delivery.frames,
        "duration": round(delivery.seconds, 3),
        "codec": delivery.codec,
        "hdr": delivery.hdr,
        "quality": delivery.quality,
        "subframes": delivery.subframes,
        "camera": order.move,
        "motion": _motion(order, films_scenes),
        "scene": order.scene.model_dump(mode="json") if order.scene else None,
    }


def told_of_composition(composition: Composition | None, of_picture: bool) -> dict[str, Any]:
    """The fields of an answer that come from how the prompt was read."""
    if composition is None:
        return {"setting": "picture" if of_picture else None, "unmatched_terms": []}
    unmatched = [{"term": item.term, "drawn": item.drawn} for item in composition.unmatched]
    return {"setting": composition.setting, "unmatched_terms": unmatched}


def _motion(order: VideoOrder, films_scenes: bool) -> str:
    if not films_scenes:
        return "generated"
    return "3d" if order.scene else "2.5d" if order.move == "parallax" else "2d"


def _native(native: Native | None, delivery: Delivery) -> dict[str, Any]:
    """What a model filmed by itself, and how that was brought to what was ordered."""
    if native is None:
        return {"native": None, "upscaled": False, "interpolated": False}
    size = delivery.size
    return {
        "native": asdict(native),
        "upscaled": size.width > native.width or size.height > native.height,
        "interpolated": delivery.fps > native.fps + 0.01,
    }
