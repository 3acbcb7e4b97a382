"""A bowl of stoneware: one glaze outside, another inside, a bare foot ring."""

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex
from imperium.scene.decal import Mark
from imperium.scene.forms import spline, walled
from imperium.scene.maker import Maker, Part, Seed, finish
from imperium.scene.shapes import along, lathe, lathe_size


def bowl(
    *,
    color: Hex = "#3f5f6b",
    accent: Hex = "#efe7d6",
    label: str = Field(default="", max_length=40),
    mark: Mark = "none",
    radius: float = Field(default=8.0, ge=2, le=60),
    depth: float = Field(default=0.9, ge=0.4, le=1.6, description="Height in radii."),
    seed: Seed = 0,
) -> tuple[Part, ...]:
    """`accent` is the glaze inside."""
    high = radius * depth
    knots = [(0.46, 0.08), (0.7, 0.22), (0.9, 0.5), (0.985, 0.8), (1.0, 1.0)]
    outer = np.vstack([[0.05 * radius, 0.08 * high], spline([(r * radius, z * high) for r, z in knots], 60)])
    whole = walled(outer, 0.05 * radius + 0.05, 0.14 * high)
    rim = int(whole[:, 1].argmax())
    outside, inside = whole[: rim + 1], whole[rim:]
    ring = np.array([[0.40, 0.1], [0.41, 0.0], [0.46, 0.0], [0.48, 0.09], [0.5, 0.1]]) * [radius, high]
    decal = {"text": label, "mark": mark, "at": (0.5, along(outside, 0.62 * high)), "width": 0.6 * radius}
    return (
        Part(
            "outside",
            lathe(outside),
            finish("ceramic", color=color, decal=decal, mottle=0.25, roughness=0.16, seed=seed),
            lathe_size(outside),
        ),
        Part(
            "inside",
            lathe(inside),
            finish("ceramic", color=accent, mottle=0.1, roughness=0.12, seed=seed + 1),
            lathe_size(inside),
        ),
        Part("foot", lathe(ring), finish("stone", color="#b59a7c", roughness=0.6, seed=seed), lathe_size(ring)),
    )


MAKER = Maker(bowl)
