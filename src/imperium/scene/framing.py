"""Camera rules: where to stand so that what matters fills the picture."""

from __future__ import annotations

import numpy as np

from imperium.scene.mesh import Array
from imperium.scene.scene import Camera

LOWEST = 0.05  # of the subject's height: a camera doesn't look from under the ground
MAX_APERTURE = 100.0  # cm
NEAREST = 0.35  # of the distance: what stands nearer than that before the middle is out of focus


def framed(
    low: Array,
    high: Array,
    aspect: float,
    *,
    azimuth: float = 0.0,
    elevation: float = 8.0,
    fov: float = 27.0,
    fill: float = 0.62,
    shift: tuple[float, float] = (0.0, 0.0),
    aperture: float = 0.0,
    floor: float | None = None,
) -> Camera:
    """A camera that sees the box `low`–`high` at `fill` of the picture's tighter side.

    `azimuth` is degrees to the right of -y, `elevation` degrees above the horizon. `shift` moves the box right and up,
    in parts of the picture. `aperture` is the lens radius for a subject 70 cm away; it grows with the distance. The
    camera stays over `floor`, which lies a little above the foot of the box where none is given.
    """
    centre, size = (low + high) / 2, high - low
    turn, rise = np.radians(azimuth), np.radians(elevation)
    back = np.array([np.sin(turn) * np.cos(rise), -np.cos(turn) * np.cos(rise), np.sin(rise)])
    right = np.array([np.cos(turn), np.sin(turn), 0.0])
    half_u = np.tan(np.radians(fov) / 2) * min(aspect, 1.0)
    half_v = np.tan(np.radians(fov) / 2) / max(aspect, 1.0)
    wide = abs(size[0] * right[0]) + abs(size[1] * right[1])
    tall = size[2] * np.cos(rise) + np.hypot(size[0], size[1]) * 0.7 * np.sin(rise)
    distance = max(tall / (2 * half_v), wide / (2 * half_u)) / fill
    target = centre - right * shift[0] * 2 * half_u * distance - np.array([0, 0, shift[1] * 2 * half_v * distance])
    origin = target + back * distance
    origin[2] = max(origin[2], low[2] + LOWEST * size[2] if floor is None else floor)
    near = float(distance - min(0.35 * np.hypot(size[0], size[1]), NEAREST * distance))
    return Camera(
        origin=(float(origin[0]), float(origin[1]), float(origin[2])),
        target=(float(target[0]), float(target[1]), float(target[2])),
        fov=fov,
        aperture=min(float(aperture * distance / 70), MAX_APERTURE),
        focus=max(near, 1e-3),
    )
