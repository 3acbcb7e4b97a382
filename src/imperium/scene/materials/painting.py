"""An abstract painting in acrylics: broad fields with soft edges, a sun or none, the tooth of the canvas."""

from typing import Literal

import numpy as np

from imperium.scene.colour import Hex, shifted
from imperium.scene.material import Material, Node, Surface
from imperium.scene.reflectance import linear
from imperium.scene.texture import Grid, fractal, mixed, relief, smoothstep


def painting(
    surface: Surface, *, color: Hex = "#c4683f", kind: Literal["land", "fields", "rings"] = "land", seed: int = 0
) -> Node:
    rng = np.random.default_rng(seed)
    width, height = surface.texels(16, 1024)
    u, v = np.meshgrid(np.linspace(0, 1, width), np.linspace(0, 1, height))
    tone = _KINDS[kind](u, v, color, rng)
    brush = fractal(width, height, width / 40, height / 5, rng, 4)
    tooth = fractal(width, height, width / 3, height / 3, rng, 1)
    tone = tone * (0.86 + 0.28 * brush)[..., None]
    body = {"type": "principled", "base_color": tone.astype(np.float32), "roughness": 0.55, "specular": 0.3}
    return {"type": "normalmap", "normalmap": relief(brush * 3 + tooth, 0.5), "bsdf": body}


def _palette(color: str, rng: np.random.Generator) -> list[np.ndarray]:
    hues = (0.0, 0.04, 0.5, 0.46, -0.05)
    lights = (0.0, 0.18, -0.12, 0.1, -0.25)
    return [
        linear(shifted(color, hue=h + rng.uniform(-0.02, 0.02), lightness=light, saturation=0.8))
        for h, light in zip(hues, lights, strict=True)
    ]


def _land(u: np.ndarray, v: np.ndarray, color: str, rng: np.random.Generator) -> Grid:
    """Ridges one behind the other under a sun."""
    tones = _palette(color, rng)
    sheet = mixed(linear("#efe2cb"), linear("#f4efe4"), v)
    x, y = rng.uniform(0.3, 0.7), rng.uniform(0.66, 0.76)
    aspect = u.shape[1] / u.shape[0]
    sheet = mixed(sheet, tones[0], smoothstep(0.125, 0.12, np.hypot((u - x) * aspect, v - y)))
    for level, tone in zip((0.56, 0.43, 0.32, 0.2), (tones[1], tones[3], tones[2], tones[4]), strict=True):
        line = (
            level + 0.16 * (fractal(u.shape[1], 2, 3, 2, rng, 4)[0] - 0.5) + 0.05 * np.sin(u[0] * 5 + rng.random() * 6)
        )
        sheet = mixed(sheet, tone, smoothstep(0.006, -0.006, v - line[None]))
    return sheet


def _fields(u: np.ndarray, v: np.ndarray, color: str, rng: np.random.Generator) -> Grid:
    """Two or three soft-edged blocks of colour."""
    tones = _palette(color, rng)
    sheet = np.broadcast_to(tones[1], (*u.shape, 3))
    wave = 0.05 * (fractal(u.shape[1], u.shape[0], 6, 6, rng, 5) - 0.5)
    for low, high, tone in ((0.08, 0.34, tones[4]), (0.39, 0.62, tones[0]), (0.67, 0.92, tones[3])):
        inside = np.minimum(np.minimum(v - low, high - v), np.minimum(u - 0.09, 0.91 - u)) + wave
        sheet = mixed(sheet, tone, smoothstep(-0.012, 0.03, inside))
    return np.asarray(sheet, np.float32)


def _rings(u: np.ndarray, v: np.ndarray, color: str, rng: np.random.Generator) -> Grid:
    """Half discs and arcs, laid over each other."""
    tones = _palette(color, rng)
    sheet = np.broadcast_to(linear("#efe6d6"), (*u.shape, 3))
    aspect = u.shape[1] / u.shape[0]
    for radius, tone in zip((0.42, 0.3, 0.2, 0.1), (tones[0], tones[2], tones[1], tones[4]), strict=True):
        away = np.hypot((u - 0.5) * aspect, v - 0.42 - 0.2 * (0.42 - radius))
        sheet = mixed(sheet, tone, smoothstep(radius + 0.004, radius - 0.004, away))
    return np.asarray(sheet, np.float32)


_KINDS = {"land": _land, "fields": _fields, "rings": _rings}


MATERIAL = Material(painting)
