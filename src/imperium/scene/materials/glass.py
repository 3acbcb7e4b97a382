"""Glass, clear or tinted; thin sheets don't bend the light."""

from imperium.scene.colour import Hex
from imperium.scene.material import Material, Node, Surface
from imperium.scene.reflectance import linear


def glass(surface: Surface, *, tint: Hex = "#f4faf7", thin: bool = False) -> Node:
    shade = linear(tint)
    if thin:
        return {"type": "thindielectric", "specular_transmittance": shade}
    return {"type": "dielectric", "int_ior": 1.5, "specular_transmittance": shade}


MATERIAL = Material(glass)
