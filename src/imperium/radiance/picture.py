"""Pictures of a field on their way to people."""

from __future__ import annotations

import io

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from imperium.radiance.views import Floats

PREVIEW_SIDE = 320


def pixels(seen: Floats) -> NDArray[np.uint8]:
    """8-bit pixels of display values in 0–1."""
    return np.asarray(np.clip(seen, 0, 1) * 255 + 0.5, np.uint8)


def preview(seen: Floats) -> bytes:
    """A small JPEG."""
    image = Image.fromarray(pixels(seen))
    image.thumbnail((PREVIEW_SIDE, PREVIEW_SIDE))
    content = io.BytesIO()
    image.save(content, "JPEG", quality=80)
    return content.getvalue()
