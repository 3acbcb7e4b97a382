"""How the camera travels: from a move and a moment to a camera."""

from __future__ import annotations

import numpy as np

from imperium.scene.mesh import Array, rotation
from imperium.scene.scene import Camera, Scene

ORBIT_DEGREES = 13.0
CALM_S = 5.0


def camera_at(scene: Scene, moment: float, seconds: float) -> Camera:
    """The camera at `moment` in 0–1 of a video of `seconds`; longer videos travel farther, but not without end."""
    reach = scene.move.amount * min(seconds / CALM_S, 2.0) ** 0.6
    origin, target = np.array(scene.camera.origin), np.array(scene.camera.target)
    eased = _eased(moment) - 0.5
    moved, aimed = _MOVES[scene.move.kind](origin, target, eased * reach)
    focus = scene.camera.focus and scene.camera.focus * _ratio(moved - aimed, origin - target)
    return scene.camera.model_copy(update={"origin": _point(moved), "target": _point(aimed), "focus": focus})


def _eased(moment: float) -> float:
    """Mostly even speed with a soft start and end."""
    smooth = moment * moment * (3 - 2 * moment)
    return 0.55 * moment + 0.45 * smooth


def _ratio(first: Array, second: Array) -> float:
    return float(np.linalg.norm(first) / np.linalg.norm(second))


def _point(place: Array) -> tuple[float, float, float]:
    return float(place[0]), float(place[1]), float(place[2])


def _orbit(origin: Array, target: Array, s: float) -> tuple[Array, Array]:
    turned = rotation((0, 0, 1), 2 * ORBIT_DEGREES * s)[:3, :3] @ (origin - target)
    return target + turned * (1 - 0.05 * s), target


def _push(origin: Array, target: Array, s: float) -> tuple[Array, Array]:
    turned = rotation((0, 0, 1), 5 * s)[:3, :3] @ (origin - target)
    return target + turned * (1 - 0.30 * s), target


def _dolly(origin: Array, target: Array, s: float) -> tuple[Array, Array]:
    ahead = target - origin
    side = np.cross(ahead, (0, 0, 1))
    side *= 0.34 * s * np.linalg.norm(ahead) / (np.linalg.norm(side) + 1e-9)
    return origin + side, target + side * 0.12


def _crane(origin: Array, target: Array, s: float) -> tuple[Array, Array]:
    lift = 0.26 * s * np.linalg.norm(target - origin)
    raised = origin + np.array([0, 0, lift])
    raised[2] = max(raised[2], 0.6 * origin[2])
    return target + (raised - target) * (1 - 0.08 * s), target


def _fly(origin: Array, target: Array, s: float) -> tuple[Array, Array]:
    ahead = target - origin
    level = ahead * [1, 1, 0.12]
    return origin + level * (0.20 + 0.42 * s), target + level * (0.20 + 0.36 * s)


_MOVES = {"orbit": _orbit, "push": _push, "dolly": _dolly, "crane": _crane, "fly": _fly}
