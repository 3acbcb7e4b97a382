"""Perforated or woven metal: rows of holes, dark behind."""

from typing import Literal

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex
from imperium.scene.material import Material, Node, Surface
from imperium.scene.reflectance import linear
from imperium.scene.texture import mixed, relief, smoothstep


def grille(
    surface: Surface,
    *,
    color: Hex = "#b9bcc2",
    pitch: float = Field(default=0.3, gt=0.02, le=10, description="Centimetres from hole to hole."),
    pattern: Literal["holes", "woven"] = "woven",
    metallic: float = Field(default=0.9, ge=0, le=1),
) -> Node:
    width, height = surface.texels(60, 1536)
    columns = max(1, min(round(surface.width / pitch), width // 6))
    rows = max(1, min(round(surface.height / pitch), height // 6))
    u = np.arange(width)[None] / width * columns
    v = np.arange(height)[:, None] / height * rows
    if pattern == "holes":
        u = u + 0.5 * (np.floor(v) % 2)
        ground = smoothstep(0.26, 0.36, np.hypot(u % 1 - 0.5, v % 1 - 0.5))
    else:
        wires = np.maximum(np.abs(np.cos(np.pi * u)) + 0 * v, np.abs(np.cos(np.pi * v)) + 0 * u)
        ground = smoothstep(0.55, 0.95, wires)
    tone = mixed(np.full(3, 0.004), linear(color), ground)
    body = {
        "type": "principled",
        "base_color": tone,
        "metallic": (metallic * ground).astype(np.float32),
        "roughness": 0.32,
        "specular": 0.3,
    }
    return {"type": "normalmap", "normalmap": relief(ground, 1.5), "bsdf": body}


MATERIAL = Material(grille)
