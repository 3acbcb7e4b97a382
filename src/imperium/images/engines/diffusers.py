"""Stable Diffusion XL on this machine, through diffusers."""

from __future__ import annotations

from imperium.images.shelved import Shelved
from imperium.scene.resolution import Size
from imperium.weights.request import WeightsRequest
from imperium.weights.shelf import Weights

MOST_PIXELS = 1_600_000
"""SDXL was trained on about 1024×1024 (Podell et al. 2023, section 2.3); far beyond, it repeats what it draws."""
TRAINED_PIXELS, GRID = 1024**2, 64


def _native(weights: Weights, size: Size) -> Size:
    """The size itself where SDXL draws that well; else the same shape as it was trained on."""
    if size.pixels <= MOST_PIXELS:
        return size
    scale = (TRAINED_PIXELS / size.pixels) ** 0.5
    return Size(*(max(round(side * scale / GRID), 1) * GRID for side in (size.width, size.height)))


def _anything(wish: WeightsRequest) -> None:
    """Every wish can be fulfilled."""


ENGINE = Shelved("diffusers", "SDXL", ("sdxl",), "imperium.weights.jobs:paint", _native, _anything)
