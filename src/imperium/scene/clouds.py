"""A sea of clouds, ray-marched through a periodic volume of density and light. Lengths are metres, y is ahead.

The light in the clouds is worked out once for each volume: the optical depth towards the sun by doubling sums, then
the scattered light as a sum of ever softer extinctions, which stands for multiple scattering (M. Wrenninge, C. Kulla,
V. Lundqvist, "Oz: The Great and Volumetric", SIGGRAPH 2013 talks). A frame is then one march of its rays.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from imperium.scene.marching import BLOCK, blocks, marched
from imperium.scene.scene import Clouds
from imperium.scene.tone import Picture
from imperium.scene.window import Box, Window

CELLS = (288, 288, 72)  # x, y, z
CELL = np.array([20.0, 20.0, 12.0])
FLOOR = 120.0  # altitude of the volume's bottom
EXTINCTION = 0.055  # a metre, at density 1
FIRST_STEP, GROWTH, FARTHEST = 8.0, 0.028, 11_000.0
SPEED = 150.0  # metres a second in a calm flight

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Air:
    """The volume, flattened: density in the real part, light in the imaginary part; and the colours round it.

    `full` are the blocks of cells that hold any, `start` is a place in the open with a cloud ahead.
    """

    cells: NDArray[np.complex64]
    full: NDArray[np.bool_]
    start: Floats
    sun: Floats
    lamp: Floats
    zenith: Floats
    horizon: Floats


def still(clouds: Clouds, fov: float, box: Box, window: Window) -> Picture:
    """Linear light (h, w, 3) of a box of the view at the start of the flight; the window has the whole's size."""
    return _view(grown(clouds), clouds, fov, box, window, 0.0)


@lru_cache(2)
def grown(clouds: Clouds) -> Air:
    """The volume of a description; the same seed grows the same clouds."""
    density = _density(clouds.cover, np.random.default_rng(clouds.seed))
    rise, side = np.radians(clouds.sun_height), np.radians(clouds.sun_side)
    sun = np.array([np.sin(side) * np.cos(rise), np.cos(side) * np.cos(rise), np.sin(rise)])
    light = _lit(density, sun)
    warm = clouds.warmth
    lamp = np.array([1.0, 0.94 - 0.34 * warm, 0.88 - 0.60 * warm]) * 2.5
    zenith = np.array([0.09, 0.23, 0.60]) * (1 - warm) + np.array([0.17, 0.22, 0.46]) * warm
    horizon = np.array([0.50, 0.68, 0.90]) * (1 - warm) + np.array([1.05, 0.55, 0.32]) * warm
    cells = np.ascontiguousarray((density + 1j * light).astype(np.complex64)).ravel()
    full = np.zeros(tuple(-(-count // BLOCK) for count in CELLS), np.bool_)
    blocks(cells, np.array(CELLS), full)
    return Air(
        cells,
        full,
        *(c.astype(np.float32) for c in (_start(density, clouds.altitude), sun, lamp, zenith, horizon)),
    )


def view(air: Air, clouds: Clouds, fov: float, width: int, height: int, seconds: float) -> Picture:
    """Linear light (height, width, 3) after `seconds` of flight."""
    return _view(air, clouds, fov, Box(0, 0, width, height), Window(width, height), seconds)


def _view(air: Air, clouds: Clouds, fov: float, box: Box, window: Window, seconds: float) -> Picture:
    """Marched at half size: clouds are soft."""
    half = Window(window.width // 2, window.height // 2)
    part = Box(box.left // 2, box.top // 2, box.width // 2, box.height // 2)
    aspect = window.width / window.height
    eye, rays = _rays(clouds, fov, half, part, aspect, seconds)
    eye = eye + air.start
    bands = np.array_split(np.arange(part.width * part.height), max(1, os.cpu_count() or 1))
    jitter = _jitter(part)
    with ThreadPoolExecutor(len(bands)) as pool:
        parts = list(pool.map(lambda band: _marched(air, eye, rays[band], jitter[band]), bands))
    veil = _softened(np.concatenate(parts).reshape(part.height, part.width, 4))
    return _composed(air, veil, _rays(clouds, fov, window, box, aspect, seconds)[1], box.width, box.height)


def _density(cover: float, rng: np.random.Generator) -> Floats:
    """Heaps with flat floors: billowing noise cut by a height that a coarse map of towers decides."""
    towers = _spectral(CELLS[:2], 2.4, rng, 5.0)
    heaps = _spectral(CELLS, 1.9, rng, 7.0)
    curls = _spectral(CELLS, 1.3, rng, 18.0)
    billow = 0.78 - np.abs(heaps) * 0.62 + 0.16 * curls
    z = np.linspace(0, 1, CELLS[2], dtype=np.float32)
    top = 0.24 + 0.70 * np.clip(0.42 * towers + cover, 0, 1.1) ** 1.5
    fade = np.clip((top[..., None] - z) / 0.30, -1.2, 1)
    base = np.clip(z / 0.10, 0, 1)
    body = np.clip((billow + 0.62 * fade - 0.86 + 0.34 * (cover - 0.5)) * 4.2, 0, 1)
    wisps = 0.10 * np.clip(curls + 0.5 * heaps - 1.1, 0, 1) * np.clip(1 - np.abs(z - 0.72) / 0.16, 0, 1)
    density = np.maximum(body * base, wisps) * np.clip((1 - z) / 0.08, 0, 1)
    return np.asarray(density, np.float32)


def _spectral(shape: tuple[int, ...], slope: float, rng: np.random.Generator, lowest: float) -> Floats:
    """Periodic Gaussian noise, unit variance, whose amplitude falls with frequency^-slope from `lowest` cycles on."""
    axes = [np.fft.fftfreq(n) * n for n in shape[:-1]] + [np.fft.rfftfreq(shape[-1]) * shape[-1]]
    if len(shape) == 3:
        axes[2] = axes[2] * shape[0] * CELL[0] / (shape[2] * CELL[2])
    frequency = np.sqrt(sum(np.square(a) for a in np.meshgrid(*axes, indexing="ij")))
    amplitude = np.where(
        frequency < lowest * 0.7, 0, np.maximum(frequency, lowest) ** -slope / np.maximum(frequency, 1) ** 0.5
    )
    field = np.fft.irfftn(np.fft.rfftn(rng.standard_normal(shape)) * amplitude, shape, axes=tuple(range(len(shape))))
    return np.asarray(field / field.std(), np.float32)


def _start(density: Floats, altitude: float) -> NDArray[np.float64]:
    """The place (3,) at an altitude with the clearest way for 700 m and some cloud in the 800 m after it."""
    level = density[..., int(np.clip((altitude - FLOOR) / CELL[2], 0, CELLS[2] - 1))]
    wide = sum(np.roll(level, k, 0) for k in range(-4, 5))
    near = sum(np.roll(wide, -k, 1) for k in range(34))
    later = sum(np.roll(wide, -k, 1) for k in range(40, 80))
    x, y = np.unravel_index(np.argmax(np.minimum(later, 30.0) - 8 * near), level.shape)
    return np.array([x * CELL[0], y * CELL[1], 0.0])


def _lit(density: Floats, sun: NDArray[np.float64]) -> Floats:
    """Light scattered in each cell, 1 in full sun."""
    depth = density * 20.0
    for doubling in range(5):
        offset = np.round(sun * 20.0 * 2**doubling / CELL).astype(int)
        depth = depth + _towards_sun(depth, offset)
    tau = depth * EXTINCTION
    return np.asarray(0.72 * np.exp(-tau) + 0.30 * np.exp(-0.2 * tau) + 0.05 * np.exp(-0.04 * tau), np.float32)


def _towards_sun(depth: Floats, offset: NDArray[np.int_]) -> Floats:
    """The field as seen `offset` cells ahead: it wraps sideways, and above the top there is nothing."""
    moved = np.roll(depth, (-offset[0], -offset[1]), (0, 1))
    if offset[2] <= 0:
        return moved
    up = np.zeros_like(moved)
    if offset[2] < moved.shape[2]:
        up[..., : -offset[2]] = moved[..., offset[2] :]
    return up


def _rays(clouds: Clouds, fov: float, window: Window, box: Box, aspect: float, seconds: float) -> tuple[Floats, Floats]:
    """The eye (3,) and unit directions (n, 3) of a box: a slow weave ahead with a slight bank."""
    sway = seconds * 0.45
    eye = np.array([60 * np.sin(sway), SPEED * seconds, clouds.altitude + 18 * np.sin(sway * 0.8)])
    half = np.tan(np.radians(fov) / 2)
    half_u, half_v = half * min(aspect, 1.0), half / max(aspect, 1.0)
    u = ((np.arange(box.left, box.left + box.width) + 0.5) / window.width * 2 - 1) * half_u
    v = (1 - (np.arange(box.top, box.top + box.height) + 0.5) / window.height * 2) * half_v
    right, up = np.meshgrid(u, v)
    bank, yaw, pitch = 0.10 * np.cos(sway), 0.10 * np.cos(sway), -0.10
    right, up = right * np.cos(bank) - up * np.sin(bank), right * np.sin(bank) + up * np.cos(bank)
    ahead = np.stack([right + np.tan(yaw), np.ones_like(right), up + np.tan(pitch)], -1).reshape(-1, 3)
    ahead /= np.linalg.norm(ahead, axis=1, keepdims=True)
    return eye.astype(np.float32), ahead.astype(np.float32)


def _jitter(box: Box) -> Floats:
    """A fixed pattern in 0–1 that shifts the first step of each ray, so that steps don't show as bands."""
    y, x = np.mgrid[box.top : box.top + box.height, box.left : box.left + box.width]
    return np.asarray((52.9829189 * ((0.06711056 * x + 0.00583715 * y) % 1.0)) % 1.0, np.float32).ravel()


def _marched(air: Air, eye: Floats, rays: Floats, jitter: Floats) -> Floats:
    """Light gathered, light of the surrounding sky, mean distance and transmittance, for each ray (n, 4)."""
    near, far = _slab(eye, rays)
    result = np.empty((len(rays), 4), np.float32)
    start = near + jitter * np.float32(FIRST_STEP)
    size = np.array(CELLS)
    marched(
        air.cells, size, air.full, CELL, FLOOR, eye, rays, start, far, FIRST_STEP, GROWTH, EXTINCTION, result
    )  # fmt: skip
    return result


def _softened(veil: Floats) -> Floats:
    """The picture under a 3×3 binomial filter, which takes the jitter's pattern out."""
    for axis in (0, 1):
        ahead, behind = np.roll(veil, 1, axis), np.roll(veil, -1, axis)
        edge = [slice(None)] * 3
        for side, rolled in ((0, ahead), (-1, behind)):
            edge[axis] = side  # type: ignore[call-overload]
            rolled[tuple(edge)] = veil[tuple(edge)]
        veil = np.asarray(0.5 * veil + 0.25 * (ahead + behind), np.float32)
    return veil


def _slab(eye: Floats, rays: Floats) -> tuple[Floats, Floats]:
    """Where each ray enters and leaves the layer of clouds."""
    top = FLOOR + CELLS[2] * CELL[2]
    slope = np.where(np.abs(rays[:, 2]) < 1e-4, 1e-4, rays[:, 2])
    ends = np.stack([(FLOOR - eye[2]) / slope, (top - eye[2]) / slope])
    return np.maximum(ends.min(0), 2.0).astype(np.float32), np.minimum(ends.max(0), FARTHEST).astype(np.float32)


def _composed(air: Air, veil: Floats, rays: Floats, width: int, height: int) -> Picture:
    """Clouds, brought to full size, over the sky; far ones fade into the horizon."""
    from imperium.scene.texture import resized

    full = np.stack([resized(veil[..., k], width, height) for k in range(4)], -1).reshape(-1, 4)
    covered = np.clip(1 - full[:, 3], 0, 1)
    distance = full[:, 2] / np.maximum(covered, 1e-3)
    towards = np.clip(rays @ air.sun, -1, 1)
    glow = 1.1 + 1.8 * np.clip(towards, 0, 1) ** 5
    sky = _sky(air, rays, towards)
    ambient = air.zenith * 0.62 + air.horizon * 0.2
    cloud = full[:, :1] * air.lamp * glow[:, None] + full[:, 1:2] * ambient
    fade = (1 - np.exp(-np.maximum(distance, 0) / 6500))[:, None] * covered[:, None]
    veiled = cloud * (1 - fade) + _sky(air, rays * np.array([1, 1, 0], np.float32), towards) * fade
    light = veiled + sky * (1 - covered)[:, None]
    return np.asarray(np.maximum(light, 0), np.float32).reshape(height, width, 3)


def _sky(air: Air, rays: Floats, towards: Floats) -> Floats:
    height = np.clip(rays[:, 2:], 0, 1) ** 0.5
    sky = air.horizon * (1 - height) + air.zenith * height
    facing = np.clip(towards, 0, 1)
    disc = 0.45 * facing**16 + 1.5 * facing**240 + 9 * facing**9000
    return np.asarray(sky + air.lamp * disc[:, None] * 0.6, np.float32)
