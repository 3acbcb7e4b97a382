"""Moulded plastic, glossy to satin."""

from pydantic import Field

from imperium.scene.colour import Hex
from imperium.scene.material import Material, Node, Surface
from imperium.scene.reflectance import linear


def plastic(surface: Surface, *, color: Hex = "#2b2d31", roughness: float = Field(default=0.2, ge=0.02, le=1)) -> Node:
    return {"type": "roughplastic", "diffuse_reflectance": linear(color), "alpha": roughness, "nonlinear": True}


MATERIAL = Material(plastic)
