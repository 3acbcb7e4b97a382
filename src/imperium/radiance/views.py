"""Pictures whose cameras are known: what a radiance field is trained on, and judged by.

Cameras follow OpenGL, as NeRF's and instant-ngp's `transforms.json` do: x right, y up, looking along -z.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import pi, radians, tan

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Cube = tuple[Floats, float]
"""Centre (3,) and half a side."""
HELD_OUT_EVERY = 8
"""Each eighth view is kept from training, as the benchmarks of the field do (Mildenhall et al., 2019, LLFF)."""
GOLDEN_ANGLE = pi * (3 - 5**0.5)
STRAIGHT = 1e-5
"""Sine of the angle to the vertical below which a camera that looks up or down has no upright side."""


@dataclass(frozen=True, slots=True)
class Lens:
    """Pixels: size of a picture, focal lengths, centre. `distortion` is k1, k2, p1, p2 (Brown–Conrady)."""

    width: int
    height: int
    focal: tuple[float, float]
    centre: tuple[float, float]
    distortion: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)

    @classmethod
    def of_fov(cls, width: int, height: int, degrees: float) -> Lens:
        """One without distortion; the angle spans the larger side."""
        focal = 0.5 * max(width, height) / tan(radians(degrees) / 2)
        return cls(width, height, (focal, focal), (width / 2, height / 2))

    def scaled(self, width: int, height: int) -> Lens:
        across, down = width / self.width, height / self.height
        focal = self.focal[0] * across, self.focal[1] * down
        return Lens(width, height, focal, (self.centre[0] * across, self.centre[1] * down), self.distortion)

    def directions(self) -> Floats:
        """(h, w, 3): where each pixel looks, in the camera's space, at unit length."""
        x, y = np.meshgrid(np.arange(self.width) + 0.5, np.arange(self.height) + 0.5)
        flat = np.stack([(x - self.centre[0]) / self.focal[0], (y - self.centre[1]) / self.focal[1]], -1)
        if any(self.distortion):
            flat = _undistorted(flat, self.distortion)
        rays = np.stack([flat[..., 0], -flat[..., 1], -np.ones(flat.shape[:2])], -1)
        return np.asarray(rays / np.linalg.norm(rays, axis=-1, keepdims=True), np.float32)


@dataclass(frozen=True, slots=True)
class Views:
    """`pictures` (n, h, w, 3) in 0–1 as displayed, `poses` (n, 4, 4) from camera to world, all through one lens.
    `centre` (3,) and `half` a side are the cube that holds what they are of."""

    pictures: Floats
    poses: Floats
    lens: Lens
    centre: Floats
    half: float

    @property
    def held_out(self) -> list[int]:
        return list(range(0, len(self.poses), HELD_OUT_EVERY))

    @property
    def trained_on(self) -> list[int]:
        held_out = set(self.held_out)
        return [number for number in range(len(self.poses)) if number not in held_out]

    def rays(self, number: int) -> tuple[Floats, Floats]:
        """Origins and directions (h·w, 3) of a view."""
        return rays_of(self.poses[number], self.lens.directions())


def rays_of(pose: Floats, directions: Floats) -> tuple[Floats, Floats]:
    """Origins and directions (n, 3) in the world, of directions in the camera's space."""
    turned = np.asarray(directions.reshape(-1, 3) @ pose[:3, :3].T, np.float32)
    return np.broadcast_to(pose[:3, 3], turned.shape).astype(np.float32), turned


def pose_of(origin: Floats, target: Floats) -> Floats:
    """The pose (4, 4) of an upright camera at `origin` that looks at `target`."""
    way = np.asarray(target, float) - origin
    ahead = way / np.linalg.norm(way)
    aside = np.cross(ahead, (0, 0, 1))
    if np.linalg.norm(aside) < STRAIGHT:
        aside = np.cross(ahead, (0, 1, 0))
    across = aside / np.linalg.norm(aside)
    pose = np.eye(4, dtype=np.float32)
    pose[:3, :3] = np.stack([across, np.cross(across, ahead), -ahead], -1)
    pose[:3, 3] = origin
    return pose


def dome(count: int, target: Floats, distance: float, lowest: float = 6.0, highest: float = 68.0) -> list[Floats]:
    """Camera places all around something, evenly, between two elevations in degrees: a golden spiral."""
    rise = np.radians(lowest + (highest - lowest) * (np.arange(count) + 0.5) / count)
    turn = np.arange(count) * GOLDEN_ANGLE
    away = np.stack([np.cos(turn) * np.cos(rise), np.sin(turn) * np.cos(rise), np.sin(rise)], -1)
    return list(np.asarray(target + distance * away, np.float32))


def seen_box(poses: Floats) -> Cube:
    """The cube that the cameras look at: round the point nearest to all their axes, reaching
    to most of them."""
    ahead = -poses[:, :3, 2].astype(np.float64)
    across = np.eye(3) - ahead[:, :, None] * ahead[:, None, :]
    centre = np.linalg.lstsq(across.sum(0), (across @ poses[:, :3, 3, None]).sum(0)[:, 0], rcond=None)[0]
    away = np.linalg.norm(poses[:, :3, 3] - centre, axis=-1)
    return np.asarray(centre, np.float32), float(np.median(away))


def _undistorted(flat: NDArray[np.float64], distortion: tuple[float, float, float, float]) -> NDArray[np.float64]:
    """The straight ray of each distorted point, by fixed-point iteration (as OpenCV's undistortPoints)."""
    k1, k2, p1, p2 = distortion
    straight = flat.copy()
    for _ in range(8):
        x, y = straight[..., 0], straight[..., 1]
        square = x * x + y * y
        radial = 1 + k1 * square + k2 * square * square
        tangential = np.stack(
            [2 * p1 * x * y + p2 * (square + 2 * x * x), p1 * (square + 2 * y * y) + 2 * p2 * x * y], -1
        )
        straight = (flat - tangential) / radial[..., None]
    return straight
