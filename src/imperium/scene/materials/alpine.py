"""A mountain's cover: meadow and forest below, rock where it is steep, scree in the gullies, snow above."""

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex, shifted
from imperium.scene.material import Material, Node, Surface
from imperium.scene.reflectance import linear
from imperium.scene.terrain import CELLS, massif
from imperium.scene.texture import fractal, mixed, relief, resized, smoothstep

TEXELS = 1536


def alpine(
    surface: Surface,
    *,
    color: Hex = "#5d6a43",
    rock: Hex = "#77706a",
    snow: float = Field(default=0.55, ge=0, le=1, description="Share of the height above which it lies."),
    height: float = Field(default=60000, gt=0),
    peaks: float = Field(default=0.8, ge=0, le=1),
    seed: int = 0,
) -> Node:
    """u and v span the land that `terrain.massif` of the same peaks and seed describes."""
    land = np.clip(resized(massif(peaks, seed), TEXELS, TEXELS), 0, 1)
    rng = np.random.default_rng(seed)
    patches, fine = fractal(TEXELS, TEXELS, 18, 18, rng, 7, 0.6), fractal(TEXELS, TEXELS, 190, 190, rng, 3)
    rise = np.hypot(*np.gradient(land * height, surface.width / TEXELS))
    hollow = _hollow(land)
    tone = mixed(linear(shifted(color, lightness=-0.08)), linear(shifted(color, hue=-0.03, lightness=0.07)), patches)
    forest = smoothstep(0.34, 0.22, land + 0.25 * (patches - 0.5)) * smoothstep(0.4, 0.6, fine)
    tone = mixed(tone, linear(shifted(color, hue=0.03, lightness=-0.16)), forest * 0.8)
    strata = 0.5 + 0.5 * np.sin((land * 46 + patches * 3) * np.pi)
    stone = linear(rock) * (0.66 + 0.12 * strata + 0.55 * (fine - 0.3))[..., None]
    bare = smoothstep(0.62, 0.95, rise + 0.6 * land + 0.5 * (patches - 0.5))
    tone = mixed(tone, stone, bare)
    tone = mixed(
        tone, linear(shifted(rock, lightness=0.08)), 0.55 * smoothstep(0.2, 0.8, hollow) * smoothstep(0.25, 0.4, land)
    )
    lying = smoothstep(snow - 0.07, snow + 0.07, land + 0.22 * (patches - 0.5) + 0.10 * hollow)
    white = lying * smoothstep(1.75, 1.15, rise + 0.35 * (fine - 0.5))
    tone = mixed(tone, linear("#eef2f8"), white)
    body = {"type": "diffuse", "reflectance": tone.astype(np.float32)}
    rough = fine * (1 - 0.8 * white) + 0.6 * patches + 0.12 * strata * bare
    return {"type": "normalmap", "normalmap": relief(rough, 1.6), "bsdf": body}


def _hollow(land: np.ndarray) -> np.ndarray:
    """Where the land lies below its surroundings, in about 0-1."""
    blurred = resized(resized(land, CELLS // 8, CELLS // 8), TEXELS, TEXELS)
    return np.asarray(np.clip((blurred - land) * 26, 0, 1))


MATERIAL = Material(alpine)
