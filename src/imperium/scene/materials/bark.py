"""Bark: long plates with deep furrows between them, or smooth with short dark bands."""

from typing import Literal

import numpy as np

from imperium.scene.colour import Hex, shifted
from imperium.scene.material import Material, Node, Surface
from imperium.scene.reflectance import linear
from imperium.scene.texture import Grid, fractal, mixed, relief, smoothstep


def bark(
    surface: Surface,
    *,
    color: Hex = "#6a5442",
    kind: Literal["furrowed", "birch", "palm"] = "furrowed",
    seed: int = 0,
) -> Node:
    """u runs up the trunk, v round it."""
    rng = np.random.default_rng(seed)
    ground, tone = _KINDS[kind](color, rng)
    body = {"type": "diffuse", "reflectance": np.asarray(tone, np.float32)}
    return {"type": "normalmap", "normalmap": relief(ground, 5.0), "bsdf": body}


def _furrowed(color: str, rng: np.random.Generator) -> tuple[Grid, Grid]:
    bent = fractal(768, 768, 5, 14, rng, 5, 0.55)
    plates = np.abs(bent * 2 - 1) ** 0.6
    tooth = fractal(768, 768, 40, 70, rng, 3)
    moss = fractal(768, 768, 3, 3, rng, 5)
    tone = mixed(linear(shifted(color, lightness=-0.16)), linear(shifted(color, lightness=0.07)), plates)
    tone = mixed(tone, linear("#6f7550"), 0.35 * smoothstep(0.5, 0.75, moss))
    return plates + 0.3 * tooth, tone * (0.75 + 0.4 * tooth)[..., None]


def _birch(color: str, rng: np.random.Generator) -> tuple[Grid, Grid]:
    skin = fractal(768, 768, 20, 4, rng, 4)
    marks = smoothstep(0.68, 0.74, fractal(768, 768, 60, 9, rng, 3, 0.6))
    tone = mixed(linear("#d9d4c8") * (0.8 + 0.3 * skin)[..., None], linear("#2b2724"), marks)
    return 0.4 * skin - 0.5 * marks, tone


def _palm(color: str, rng: np.random.Generator) -> tuple[Grid, Grid]:
    u = np.linspace(0, 1, 768, dtype=np.float32)[None]
    wave = fractal(768, 768, 3, 9, rng, 4)
    rings = np.abs((u * 14 + 0.5 * wave) % 1 - 0.2)
    ridge = 1 - smoothstep(0.0, 0.16, rings)
    fibre = fractal(768, 768, 8, 120, rng, 3)
    tone = linear(color) * (0.6 + 0.45 * fibre - 0.3 * ridge)[..., None]
    return 0.3 * fibre - ridge * 0.8, tone


_KINDS = {"furrowed": _furrowed, "birch": _birch, "palm": _palm}


MATERIAL = Material(bark)
