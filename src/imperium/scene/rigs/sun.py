"""Outdoors: one sun, a sky that glows round it, light from the ground."""

from pydantic import Field

from imperium.scene.material import Node
from imperium.scene.rig import LightRig, Target
from imperium.scene.skylight import sunshine


def sun(
    target: Target,
    *,
    height: float = Field(default=22.0, ge=-5, le=90, description="Degrees above the horizon."),
    azimuth: float = Field(default=-60.0, ge=-360, le=360, description="Degrees to the right of +y, where it stands."),
    warmth: float = Field(default=0.5, ge=0, le=1),
    power: float = Field(default=1.0, ge=0, le=20),
    haze: float = Field(default=0.4, ge=0, le=1, description="Softness: 1 is an overcast sky."),
    clouds: float = Field(default=0.4, ge=0, le=1, description="How much of the sky clouds cover."),
) -> dict[str, Node]:
    return sunshine(height, azimuth, warmth, power, haze, clouds)


RIG = LightRig(sun, exposure=-0.5, air="#c3d0de")
