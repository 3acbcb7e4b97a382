"""How often each lamp is asked for its light: by what it sheds on what the picture is about.

Every place that a path reaches asks one lamp for its light. With equal chances most answers come from faint ones, and
what comes from the brightest is noise.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from imperium.scene.material import Node
from imperium.scene.mesh import Array

EVEN = 0.2  # of the chances is shared evenly: a lamp may be near what the target is far from
LUMA = np.array([0.2126, 0.7152, 0.0722])


def weighed(lights: dict[str, Node], target: Sequence[float]) -> dict[str, Node]:
    """The lights of a rig with sampling weights whose mean is 1; what only throws shadows is left as it is."""
    shed = {name: _irradiance(light, np.asarray(target, float)) for name, light in lights.items() if _shines(light)}
    mean = sum(shed.values()) / max(len(shed), 1)
    if not mean:
        return lights
    return {**lights, **{name: _with(lights[name], EVEN + (1 - EVEN) * got / mean) for name, got in shed.items()}}


def _shines(light: Node) -> bool:
    return "emitter" in light or light.get("type") in ("envmap", "directional")


def _irradiance(light: Node, target: Array) -> float:
    """What a surface that faces the lamp gets there, without shadows: radiance by the solid angle of its outline."""
    if light["type"] == "directional":
        return float(light["irradiance"] @ LUMA)
    if light["type"] == "envmap":
        return float(np.pi * (light["bitmap"] @ LUMA).mean())
    matrix = np.asarray(light["to_world"], float)
    across, up, facing, place = matrix[:3, :4].T
    away = target - place
    reach = float(np.linalg.norm(away))
    area = float(np.linalg.norm(np.cross(across, up))) * (np.pi if light["type"] == "disk" else 4)
    turned = abs(float(facing @ away)) / (reach * float(np.linalg.norm(facing)))
    return float(light["emitter"]["radiance"] @ LUMA) * area * turned / reach**2


def _with(light: Node, weight: float) -> Node:
    if "emitter" not in light:
        return {**light, "sampling_weight": weight}
    return {**light, "emitter": {**light["emitter"], "sampling_weight": weight}}
