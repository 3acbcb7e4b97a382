"""Pictures that a request brings, as arrays."""

from __future__ import annotations

import io
import warnings
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from imperium.platform.errors import InvalidInput

MOST_PIXELS = 64_000_000
Pixels = NDArray[np.float32]


def opened(path: Path, field: str, mode: str = "RGB") -> Image.Image:
    """The picture upright. Raises InvalidInput for what is none, or is too large."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(path, formats=("PNG", "JPEG", "WEBP")) as found:
                if found.width * found.height > MOST_PIXELS:
                    raise InvalidInput(
                        f"{field}: {found.width}x{found.height} pixels are too many.",
                        field=field,
                        remedy=f"Give a picture of at most {MOST_PIXELS:,} pixels.",
                    )
                return ImageOps.exif_transpose(found).convert(mode)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise InvalidInput(
            f"{field}: the file is no picture that can be read ({type(error).__name__}).",
            field=field,
            remedy="Give a PNG, JPEG or WebP file.",
        ) from None


def covering(picture: Image.Image, width: int, height: int) -> Image.Image:
    """The middle of a picture in that size, nothing distorted."""
    return ImageOps.fit(picture, (width, height), Image.Resampling.LANCZOS)


def as_array(picture: Image.Image) -> Pixels:
    """0–1; (h, w, 3), or (h, w) for a grey one."""
    return np.asarray(picture, np.float32) / np.float32(255)


def write_png(pixels: Pixels, path: Path) -> None:
    """A picture (h, w, 3) in 0–1."""
    _as_image(pixels).save(path, "PNG", compress_level=1)


def _as_image(pixels: Pixels) -> Image.Image:
    return Image.fromarray(np.rint(np.clip(pixels, 0, 1) * 255).astype(np.uint8))


def as_jpeg(pixels: Pixels) -> bytes:
    """A small file of a picture (h, w, 3) in 0–1."""
    content = io.BytesIO()
    shown = _as_image(pixels)
    shown.thumbnail((384, 384))
    shown.save(content, "JPEG", quality=78)
    return content.getvalue()
