"""Outdoors: one sun, a sky that glows round it, light from the ground."""

import numpy as np
from pydantic import Field

from imperium.scene.material import Node
from imperium.scene.rig import LightRig, Target
from imperium.scene.skylight import sunlit


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


def sunshine(height: float, azimuth: float, warmth: float, power: float, haze: float, clouds: float) -> dict[str, Node]:
    """Sun and sky by the sun's place in degrees, warmth and power, haze, and the clouds' share."""
    bearing, rise = np.radians(azimuth), np.radians(height)
    towards = np.array([np.sin(bearing) * np.cos(rise), np.cos(bearing) * np.cos(rise), np.sin(rise)])
    colour = np.array([1.0, 0.88 - 0.22 * warmth, 0.74 - 0.42 * warmth]) * 26 * power * (1 - 0.9 * haze)
    return {
        "sky": sunlit(towards, warmth, haze, power, clouds),
        "sun": {"type": "directional", "direction": (-towards).tolist(), "irradiance": colour.astype(np.float32)},
    }


RIG = LightRig(sun, exposure=-0.5, air="#c3d0de")
