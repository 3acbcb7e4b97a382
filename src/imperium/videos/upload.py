"""A picture that somebody gave: from a request to a file that is known to be a picture of a sane size."""

from __future__ import annotations

import asyncio
import binascii
from base64 import b64decode
from pathlib import Path
from typing import TYPE_CHECKING

from imperium.platform.capability import Context
from imperium.platform.errors import InvalidInput, TooLarge

if TYPE_CHECKING:
    from imperium.videos.request import VideoInputs

MAX_PIXELS = 140_000_000  # 16K
LONGEST = 7680
KINDS = ("PNG", "JPEG", "WEBP")


async def picture_of(inputs: VideoInputs, context: Context, folder: Path) -> Path:
    """An RGB PNG in the folder. Raises NotFound, InvalidInput or TooLarge."""
    field = "image" if inputs.image else "image_data"
    content = await context.artifacts.read(inputs.image) if inputs.image else _decoded(inputs.image_data or "")
    target = folder / "picture.png"
    if not target.is_file():
        await asyncio.to_thread(_checked, content, field, target)
    return target


def _decoded(text: str) -> bytes:
    try:
        return b64decode(text.partition("base64,")[2] or text, validate=True)
    except (binascii.Error, ValueError):
        raise InvalidInput(
            "image_data: not base64.", field="image_data", remedy="Send the file's bytes as base64."
        ) from None


def _checked(content: bytes, field: str, target: Path) -> None:
    """Nothing is decoded before its kind and size are known."""
    import io

    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        picture = Image.open(io.BytesIO(content), formats=KINDS)
        pixels = picture.width * picture.height
        if pixels > MAX_PIXELS:
            raise TooLarge(f"{field}: a picture of {pixels} pixels.", field=field, value=pixels, limit=MAX_PIXELS)
        upright = ImageOps.exif_transpose(picture).convert("RGB")
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError):
        raise InvalidInput(
            f"{field}: no picture that can be read.", field=field, remedy="Give a PNG, JPEG or WebP file."
        ) from None
    upright.thumbnail((LONGEST, LONGEST))
    part = target.with_suffix(".part")
    upright.save(part, "PNG", compress_level=1)
    part.replace(target)
