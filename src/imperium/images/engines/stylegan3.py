"""StyleGAN3 generators on this machine: pictures of what they were trained on, chosen by the seed alone."""

from __future__ import annotations

from imperium.images.shelved import Shelved
from imperium.platform.errors import InvalidInput
from imperium.scene.resolution import Size
from imperium.weights.request import WeightsRequest
from imperium.weights.shelf import Weights

USUAL = Size(1024, 1024)
"""Only the generator knows its size; what it draws is scaled to what was asked for."""


def _native(weights: Weights, size: Size) -> Size:
    return USUAL


def _seed_alone(wish: WeightsRequest) -> None:
    for field in ("image", "mask", "loras", "control", "scheduler", "negative_prompt"):
        if getattr(wish, field):
            raise InvalidInput(
                f"weights.{field}: StyleGAN3 draws from the seed alone.",
                field=f"weights.{field}",
                remedy="Leave it out, or ask for SDXL weights.",
            )


ENGINE = Shelved(
    "stylegan3",
    "StyleGAN3",
    ("stylegan3", "stylegan3 pickle"),
    "imperium.weights.jobs:synthesize",
    _native,
    _seed_alone,
    work=0.02,
)
