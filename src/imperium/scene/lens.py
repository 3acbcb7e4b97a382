"""A pinhole as sixteen numbers, as the kernels take it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from imperium.scene.mesh import Array, facing
from imperium.scene.scene import Camera

NEAR = 0.5  # cm: what is nearer isn't drawn


def lens(camera: Camera, width: int, height: int, shift: tuple[float, float] = (0.0, 0.0)) -> Array:
    """Origin, right, up and forward (3 each), then scale x, y and centre x, y in pixels.

    `shift` moves the eye right and up by centimetres, with the plane in focus held in place: a point of a lens.
    """
    frame = facing(camera.origin, camera.target)
    right, up, ahead = -frame[:3, 0], frame[:3, 1], frame[:3, 2]
    half = float(np.tan(np.radians(camera.fov) / 2))
    scale = max(width, height) / (2 * half)
    focus = focus_distance(camera)
    origin = np.asarray(camera.origin, float) + right * shift[0] + up * shift[1]
    centre = width / 2 + scale * shift[0] / focus, height / 2 - scale * shift[1] / focus
    return np.concatenate([origin, right, up, ahead, [scale, scale], centre])


def focus_distance(camera: Camera) -> float:
    """Centimetres from the eye to what is sharp."""
    return camera.focus or float(np.linalg.norm(np.subtract(camera.target, camera.origin)))


def rays(view: Array, width: int, height: int) -> NDArray[np.float64]:
    """Directions (height, width, 3) through the pixels' centres, of depth 1."""
    u = (np.arange(width) + 0.5 - view[14]) / view[12]
    v = (view[15] - np.arange(height) - 0.5) / view[13]
    rows: NDArray[np.float64] = u[None, :, None] * view[3:6] + v[:, None, None] * view[6:9] + view[9:12]
    return rows
