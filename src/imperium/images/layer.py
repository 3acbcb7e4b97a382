"""Auxiliary layers: what a compositor wants to know of each pixel."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from imperium.images.layer_name import Layer
from imperium.scene.render import Piece, Studio
from imperium.scene.tone import Picture


@dataclass(frozen=True, slots=True)
class Kind:
    """How a layer is stored: `format` names a picture format, None an OpenEXR file of floats."""

    channels: int
    dtype: Any
    format: str | None


KINDS: dict[Layer, Kind] = {
    "albedo": Kind(3, np.uint8, "png"),
    "normal": Kind(3, np.uint16, "png16"),
    "depth": Kind(1, np.float32, None),
    "mask": Kind(1, np.uint8, "png"),
    "alpha": Kind(1, np.uint8, "png"),
}


def drawn_layer(layer: Layer, piece: Piece, studio: Studio) -> NDArray[Any]:
    """The core of a piece: albedo (sRGB), the normal in the scene's axes coded as 0.5 + n / 2, the distance from the
    camera in cm (0: sky), what share of a pixel the picture's subjects cover (mask), and what share anything covers."""
    assert piece.guides is not None
    if layer == "albedo":
        return _bytes(_encoded(piece.kept(piece.guides.albedo)))
    if layer == "normal":
        return np.asarray(np.rint((piece.kept(piece.guides.normal) * 0.5 + 0.5) * 65535), np.uint16)
    if layer == "depth":
        return piece.kept(piece.guides.depth)
    if layer == "mask":
        return _bytes(studio.mask(piece.core))
    return _bytes(studio.coverage(piece.core))


def _bytes(share: Picture) -> NDArray[np.uint8]:
    return np.asarray(np.rint(np.clip(share, 0, 1) * 255), np.uint8)


def _encoded(linear: Picture) -> Picture:
    """sRGB (IEC 61966-2-1)."""
    curved = 1.055 * np.maximum(linear, 1e-6) ** (1 / 2.4) - 0.055
    return np.where(linear <= 0.0031308, linear * 12.92, curved).astype(np.float32)
