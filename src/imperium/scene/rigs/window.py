"""Low sun through a window and leaves: a warm key with dappled shadows, a soft fill, a thin rim."""

import numpy as np
from pydantic import Field

from imperium.scene.material import Node
from imperium.scene.mesh import Array, Mesh, facing, merge, scaling
from imperium.scene.rig import LightRig, Target, softbox
from imperium.scene.shapes import leaf, tube
from imperium.scene.skylight import dome

WARM, NEUTRAL = np.array([22000.0, 15500.0, 9600.0]), np.array([20000.0, 17500.0, 14500.0])


def window(
    target: Target,
    *,
    warmth: float = Field(default=1.0, ge=0, le=1),
    leaves: int = Field(default=85, ge=0, le=400),
    panes: bool = True,
    side: float = Field(default=-1.0, description="-1 shines from the left, 1 from the right."),
    power: float = Field(default=1.0, ge=0, le=20),
    seed: int = 0,
) -> dict[str, Node]:
    sun_at = target.at(side * 7.5, -1.9, 6.2)
    aim = target.at(-side * 0.3, 2.1, 0.3)
    colour = (NEUTRAL + (WARM - NEUTRAL) * warmth) * power
    lights = {
        "sky": dome(top=(0.136, 0.148, 0.172), horizon=(0.08, 0.088, 0.104), ground=(0.052, 0.04, 0.03)),
        "soft": softbox(target, target.at(side * 2.3, -1.1, 1.45), 1.7, 2.4, np.array([4.6, 4.5, 4.3]) * power),
        "rim": softbox(target, target.at(-side * 3.9, 0.7, 1.2), 1.0, 4.0, np.array([7.5, 6.7, 5.4]) * power),
        "sun": {
            "type": "disk",
            "to_world": _disc(sun_at, aim, target.reach * 0.13),
            "emitter": {"type": "area", "radiance": colour.astype(np.float32)},
        },
    }
    shade = _shade(sun_at, aim, target.reach, leaves, panes, seed)
    if shade is None:
        return lights
    dark = {"type": "twosided", "bsdf": {"type": "diffuse", "reflectance": np.full(3, 0.02, np.float32)}}
    return {**lights, "shade": {"mesh": shade, "bsdf": dark}}


def _disc(origin: Array, target: Array, radius: float) -> Array:
    return facing(origin.tolist(), target.tolist()) @ scaling(radius, radius, 1)


def _shade(sun: Array, aim: Array, reach: float, leaves: int, panes: bool, seed: int) -> Mesh | None:
    """Leaves and window bars across the beam, five reaches before what it hits."""
    ray = (aim - sun) / np.linalg.norm(aim - sun)
    centre = aim - ray * 5 * reach
    right = np.cross(ray, np.array([0.0, 0.0, 1.0]))
    right /= np.linalg.norm(right)
    up = np.cross(right, ray)
    rng = np.random.default_rng(seed)
    pieces = [_leaf(centre, right, up, ray, reach, rng) for _ in range(leaves)]
    if panes:
        pieces += [_bar(centre + right * o * reach, up, reach * 0.08, reach) for o in (-0.95, 0.85)]
        pieces.append(_bar(centre + up * 0.2 * reach, right, reach * 0.06, reach))
    return merge(pieces) if pieces else None


def _leaf(centre: Array, right: Array, up: Array, ray: Array, reach: float, rng: np.random.Generator) -> Mesh:
    turn = rng.uniform(0, 2 * np.pi)
    frame = np.eye(4)
    along = right * np.cos(turn) + up * np.sin(turn)
    place = centre + (right * rng.uniform(-1.5, 1.5) + up * rng.uniform(-1.3, 1.3)) * reach
    frame[:3, :4] = np.stack([along, np.cross(ray, along), ray, place], axis=1)
    size = reach * rng.uniform(0.25, 0.45)
    return leaf(size, size * 0.24, 0.2, 0.1, 8, 5).transformed(frame)


def _bar(middle: Array, along: Array, radius: float, reach: float) -> Mesh:
    ends = np.array([-3.0, -1.0, 1.0, 3.0])[:, None] * reach
    return tube(middle + along * ends, radius, 8)


RIG = LightRig(window, exposure=0.5, air="#d8cdbb")
