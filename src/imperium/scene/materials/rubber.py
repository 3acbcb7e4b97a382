"""Soft-touch rubber and silicone: dark sheen at the rim, no gloss."""

from pydantic import Field

from imperium.scene.colour import Hex
from imperium.scene.material import Material, Node, Surface
from imperium.scene.reflectance import linear


def rubber(surface: Surface, *, color: Hex = "#26272b", roughness: float = Field(default=0.62, ge=0.1, le=1)) -> Node:
    return {"type": "principled", "base_color": linear(color), "roughness": roughness, "specular": 0.3, "sheen": 0.4}


MATERIAL = Material(rubber)
