"""Bare metal, polished or brushed. Optical constants are those of the renderer's tables."""

from typing import Literal

from pydantic import Field

from imperium.scene.colour import Hex
from imperium.scene.material import Material, Node, Surface
from imperium.scene.reflectance import linear


def metal(
    surface: Surface,
    *,
    kind: Literal["steel", "aluminium", "gold", "copper", "black"] = "steel",
    roughness: float = Field(default=0.18, ge=0.02, le=1),
    brushed: Literal["no", "around", "along"] = "no",
    tint: Hex | None = None,
) -> Node:
    plugin = {"steel": "Cr", "aluminium": "Al", "gold": "Au", "copper": "Cu", "black": "Cr"}[kind]
    along, across = {"no": (1.0, 1.0), "around": (0.35, 1.3), "along": (1.3, 0.35)}[brushed]
    node: Node = {
        "type": "roughconductor",
        "material": plugin,
        "distribution": "ggx",
        "alpha_u": max(roughness * along, 0.02),
        "alpha_v": max(roughness * across, 0.02),
    }
    shade = tint or ("#3a3b3f" if kind == "black" else None)
    return {**node, "specular_reflectance": linear(shade)} if shade else node


MATERIAL = Material(metal)
