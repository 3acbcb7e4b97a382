"""The last hour of a day: a low amber sun, long shadows, a sky that glows."""

from pydantic import Field

from imperium.scene.material import Node
from imperium.scene.rig import LightRig, Target
from imperium.scene.skylight import sunshine


def golden_hour(
    target: Target,
    *,
    azimuth: float = Field(default=-62.0, ge=-360, le=360, description="Degrees to the right of +y, where the sun is."),
    height: float = Field(default=9.0, ge=1, le=20, description="Degrees above the horizon."),
    power: float = Field(default=1.0, ge=0, le=20),
    clouds: float = Field(default=0.45, ge=0, le=1, description="How much of the sky clouds cover."),
) -> dict[str, Node]:
    return sunshine(height, azimuth, warmth=1.0, power=1.25 * power, haze=0.18, clouds=clouds)


RIG = LightRig(golden_hour, exposure=-0.35, air="#e0b48c")
