"""Sawn wood: rings bent by slow noise, long fibres, dark pores; one board, or planks with gaps."""

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex, shifted
from imperium.scene.material import Material, Node, Surface
from imperium.scene.reflectance import linear
from imperium.scene.texture import Grid, fractal, mixed, relief, smoothstep


def wood(
    surface: Surface,
    *,
    color: Hex = "#b3834f",
    planks: int = Field(default=1, ge=1, le=40),
    gloss: float = Field(default=0.45, ge=0, le=1),
    upright: bool = False,
    seed: int = 0,
) -> Node:
    """Planks run along u, or along v when `upright`."""
    across = Surface(surface.height, surface.width) if upright else surface
    width, height = across.texels(16)
    rng = np.random.default_rng(seed)
    boards = [_board(width, rows.size, across.width, color, rng) for rows in np.array_split(np.arange(height), planks)]
    tone = np.concatenate([board[0] for board in boards])
    ground = np.concatenate([board[1] for board in boards])
    if upright:
        tone, ground = tone.transpose(1, 0, 2), ground.T
    return {
        "type": "normalmap",
        "normalmap": relief(ground, 1.6),
        "bsdf": {
            "type": "principled",
            "base_color": tone,
            "roughness": 0.62 - 0.4 * gloss,
            "specular": 0.4,
        },
    }


def _board(width: int, height: int, length_cm: float, color: str, rng: np.random.Generator) -> tuple[Grid, Grid]:
    """Colour (h, w, 3) and height (h, w) of one board."""
    along = max(length_cm / 40, 1.0)
    warp = 1.5 * fractal(width, height, 2 * along, 2, rng, 4) + 0.3 * fractal(width, height, 9 * along, 4, rng, 3)
    v = np.linspace(0, 1, height, dtype=np.float32)[:, None]
    wave = np.sin((v * 4.5 + warp * 7.5 + rng.random()) * np.pi)
    rings = 0.5 + 0.5 * np.sign(wave) * np.abs(wave) ** 0.6
    fibre = fractal(width, height, 4 * along, height / 3, rng, 2)
    pores = smoothstep(0.70, 0.88, fractal(width, height, 20 * along, height / 2, rng, 1))
    blend = np.clip(0.36 * rings + 0.5 * fibre + rng.uniform(-0.16, 0.2), 0, 1)
    light, dark = linear(shifted(color, lightness=0.05)), linear(shifted(color, hue=-0.012, lightness=-0.13))
    tone = mixed(light, dark, blend) * (1 - 0.35 * pores[..., None])
    rim = np.minimum(np.arange(height), np.arange(height)[::-1])[:, None].astype(np.float32)
    gap = smoothstep(0, 3.0, rim + 0.6) + 0 * fibre
    return (tone * (0.2 + 0.8 * gap)[..., None]).astype(np.float32), gap + 0.10 * fibre - 0.16 * pores


MATERIAL = Material(wood)
