"""From a canvas to a file, strip by strip, with libvips."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

TOLD = ("exif", "xmp", "iptc", "icc", "image-description", "orientation")


def strips(canvas: Path, xmp: bytes | None = None) -> Any:
    """A canvas as an image of libvips that is read once from top to bottom, without what its file tells besides."""
    vips: Any = import_module("pyvips")
    vips.cache_set_max(0)
    image = vips.Image.tiffload(str(canvas), access="sequential", fail_on="error")
    bare = image.copy(interpretation=_meant(image))
    for field in bare.get_fields():
        if field.startswith(TOLD):
            bare.remove(field)
    if xmp:
        bare.set_type(vips.GValue.blob_type, "xmp-data", xmp)
    return bare


def _meant(image: Any) -> str:
    deep = image.format == "ushort"
    if image.bands < 3:
        return "grey16" if deep else "b-w"
    return "rgb16" if deep else "srgb"


def opaque(image: Any) -> Any:
    """On white where it has alpha, for formats without."""
    return image.flatten(background=[255, 255, 255]) if image.hasalpha() else image
