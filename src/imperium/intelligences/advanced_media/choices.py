"""From what it is for to how it is made: size, frames, light range, format. Every choice says why it was made."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from imperium.intelligences.advanced_media.inputs import MediaInputs, Purpose
from imperium.scene.resolution import Size, parse_size

CAPABILITY = {"image": "image_generation", "video": "video_generation"}
LARGEST = 15_360
IMAGE_SIZE: dict[Purpose | None, str] = {
    None: "1024x1280",
    "web": "1280x720",
    "social": "1080x1350",
    "print": "3000x3750",
    "hdr_display": "4K",
    "compositing": "4K",
    "archive": "8K",
}
VIDEO_SIZE: dict[Purpose | None, str] = {
    None: "1280x720",
    "web": "1280x720",
    "social": "720x1280",
    "print": "1080p",
    "hdr_display": "4K",
    "compositing": "1080p",
    "archive": "4K",
}
FORMATS: dict[Purpose | None, tuple[str, ...]] = {
    None: ("png",),
    "web": ("webp",),
    "social": ("jpeg",),
    "print": ("tiff",),
    "hdr_display": ("avif",),
    "compositing": ("exr",),
    "archive": ("tiff", "png16"),
}
WHY_FORMAT = {
    "png": "loses nothing, and opens everywhere",
    "png16": "loses nothing, with 16 bits a channel",
    "webp": "is small, and shown by every browser",
    "jpeg": "is what networks take and recode least",
    "tiff": "is what print shops ask for, with 16 bits a channel",
    "avif": "carries ten bits and PQ for HDR displays",
    "exr": "keeps linear light for grading",
}
HDR_PURPOSES = ("hdr_display", "compositing")
FULL_HD = 1920 * 1080
TILED_FROM = 4096
"""Pixels of the longer side from which pictures are drawn in tiles."""


class Reason(Struct, frozen=True):
    """What was chosen, and why."""

    choice: str
    because: str


class Choice(Struct, frozen=True):
    """A request to a capability, and how it came about."""

    capability: str
    inputs: dict[str, Any]
    size: Size
    frames: int
    formats: tuple[str, ...]
    hdr: bool
    reasons: tuple[Reason, ...]

    @property
    def is_tiled(self) -> bool:
        return self.frames == 0 and max(self.size.width, self.size.height) > TILED_FROM


def choose(asked: MediaInputs) -> Choice:
    """Raises InvalidInput or TooLarge for a size that can't be."""
    return _image(asked) if asked.media_type == "image" else _video(asked)


def _image(asked: MediaInputs) -> Choice:
    size = parse_size(asked.resolution or IMAGE_SIZE[asked.purpose], LARGEST)
    hdr = asked.purpose in HDR_PURPOSES if asked.hdr is None else asked.hdr
    formats = ("png",) if asked.transparent else FORMATS[asked.purpose]
    reasons = [_size_reason(asked, size), *(_format_reason(name, asked) for name in formats), _hdr_reason(asked, hdr)]
    if max(size.width, size.height) > TILED_FROM:
        reasons.append(Reason("tiles", "so large a picture is drawn tile by tile, in the memory of a small one"))
    samples = _samples(asked, size)
    inputs = {
        **_shared(asked, size),
        "format": list(formats),
        "hdr": hdr,
        "pbr": asked.pbr,
        **({"transparent": True} if asked.transparent else {}),
        **({"samples": samples} if samples else {}),
    }
    return Choice(CAPABILITY["image"], inputs, size, 0, formats, hdr, tuple(reasons))


def _video(asked: MediaInputs) -> Choice:
    size = parse_size(asked.resolution or VIDEO_SIZE[asked.purpose], LARGEST, even=True)
    hdr = asked.purpose == "hdr_display" if asked.hdr is None else asked.hdr
    fps, duration = asked.fps or (60 if hdr else 24), asked.duration or 5.0
    quality = asked.quality or "standard"
    reasons = [
        _size_reason(asked, size),
        _hdr_reason(asked, hdr),
        Reason(f"{fps} frames a second", "it was asked for" if asked.fps else _WHY_FPS[fps]),
        Reason("mp4", "plays everywhere; HDR comes as HEVC with ten bits, beside a file for usual screens"),
    ]
    inputs = {
        **_shared(asked, size),
        "fps": fps,
        "duration": duration,
        "quality": quality,
        "hdr": "hdr10plus" if hdr else "none",
    }
    return Choice(CAPABILITY["video"], inputs, size, max(1, round(duration * fps)), ("mp4",), hdr, tuple(reasons))


_WHY_FPS = {24: "films have it", 60: "HDR screens show motion smoothly"}


def _shared(asked: MediaInputs, size: Size) -> dict[str, Any]:
    optional = {"style": asked.style, "model": asked.model, "seed": asked.seed, "brand": asked.brand}
    given = {name: value for name, value in optional.items() if value is not None}
    return {"prompt": asked.prompt, "resolution": str(size), **given}


def _samples(asked: MediaInputs, size: Size) -> int | None:
    """None leaves it to the engine."""
    if asked.quality == "cinematic":
        return 64 if size.pixels <= FULL_HD else 32
    return 4 if asked.quality == "draft" else None


def _size_reason(asked: MediaInputs, size: Size) -> Reason:
    if asked.resolution:
        return Reason(str(size), "it was asked for")
    return Reason(str(size), f"it is usual for {asked.purpose.replace('_', ' ')}" if asked.purpose else "it is usual")


def _format_reason(name: str, asked: MediaInputs) -> Reason:
    return Reason(name, "it holds transparency" if asked.transparent else WHY_FORMAT[name])


def _hdr_reason(asked: MediaInputs, hdr: bool) -> Reason:
    if asked.hdr is not None:
        return Reason("HDR" if hdr else "SDR", "it was asked for")
    return Reason("HDR" if hdr else "SDR", "it is for HDR screens or grading" if hdr else "every screen shows it")
