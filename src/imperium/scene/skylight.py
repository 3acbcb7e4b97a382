"""Skies as environment maps, with z up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from imperium.scene.material import Node
from imperium.scene.mesh import rotation
from imperium.scene.texture import Grid, fractal, smoothstep

Triple = Sequence[float]
ROWS, COLUMNS = 512, 1024
CLOUD_TILE = 512
CLOUD_HEIGHT = 0.16  # the curvature that keeps far clouds from growing endlessly small


def dome(top: Triple, horizon: Triple, ground: Triple) -> Node:
    """A smooth sky: colour overhead, at the horizon and from below."""
    height = np.cos(np.linspace(0, np.pi, 64))[:, None]
    colours = [np.asarray(colour, float) for colour in (top, horizon, ground)]
    above = colours[1] + (colours[0] - colours[1]) * np.clip(height, 0, 1) ** 0.8
    below = colours[1] + (colours[2] - colours[1]) * np.clip(-height * 4, 0, 1)
    column = np.where(height >= 0, above, below)
    return environment(np.repeat(column[:, None], 128, axis=1))


def environment(pixels: NDArray[np.floating[Any]]) -> Node:
    """A latitude-longitude picture (h, w, 3) of linear light as the sky; row 0 is overhead."""
    return {"type": "envmap", "bitmap": np.asarray(pixels, np.float32), "to_world": rotation((1, 0, 0), 90)}


def sunshine(height: float, azimuth: float, warmth: float, power: float, haze: float, clouds: float) -> dict[str, Node]:
    """Sun and sky by the sun's place in degrees, warmth and power, haze, and the clouds' share."""
    bearing, rise = np.radians(azimuth), np.radians(height)
    towards = np.array([np.sin(bearing) * np.cos(rise), np.cos(bearing) * np.cos(rise), np.sin(rise)])
    colour = np.array([1.0, 0.88 - 0.22 * warmth, 0.74 - 0.42 * warmth]) * 26 * power * (1 - 0.9 * haze)
    return {
        "sky": sunlit(towards, warmth, haze, power, clouds),
        "sun": {"type": "directional", "direction": (-towards).tolist(), "irradiance": colour.astype(np.float32)},
    }


def sunlit(towards: NDArray[np.float64], warmth: float, haze: float, power: float, clouds: float = 0.0) -> Node:
    """A clear to overcast sky with the glow of a sun in direction `towards` (3,), unit length.

    `clouds` in 0–1 is how much of it thin and heaped clouds cover.
    """
    polar = np.linspace(0, np.pi, ROWS)[:, None]
    azimuth = np.linspace(-np.pi, np.pi, COLUMNS, endpoint=False)[None] + np.pi / COLUMNS
    direction = np.stack(
        np.broadcast_arrays(np.sin(polar) * np.sin(azimuth), np.sin(polar) * np.cos(azimuth), np.cos(polar)), -1
    )
    dusk = max(
        2 * warmth - 1, 0.0
    )  # in the evening the horizon's colours are deeper, and reach higher and further round
    height = np.clip(direction[..., 2:], 0, 1) ** (0.34 + 0.3 * dusk)
    near = np.clip(direction @ towards, 0, 1)[..., None]
    beside = np.clip(0.5 + 0.5 * (direction[..., :2] @ towards[:2])[..., None], 0, 1) ** 1.6
    zenith = np.array([0.19, 0.40, 0.92]) * (1 - haze) + np.array([0.66, 0.70, 0.77]) * haze
    pale, amber = np.array([0.82, 0.98, 1.16]), np.array([1.30, 0.78 - 0.24 * dusk, 0.42 - 0.24 * dusk])
    rim = pale + (amber - pale) * warmth * (1 - (0.88 - 0.48 * dusk) * (1 - beside))
    sky = rim + (zenith - rim) * height
    flare = np.array([1.0, 0.8 - 0.25 * warmth, 0.6 - 0.4 * warmth])
    if clouds > 0:
        lit = (
            0.55 * rim
            + np.array([0.9, 0.9 - 0.25 * dusk, 0.92 - 0.45 * dusk])
            + flare * (0.5 * near**3 + 1.2 * near**14)
        )
        cover, shade = _clouds(direction, towards, clouds)
        sky = sky + (lit * (1 - 0.42 * shade[..., None]) - sky) * cover[..., None]
    sky = sky + flare * (1.6 * near**12 + 5.0 * near**180) * (1 - 0.7 * haze)
    ground = np.array([0.16, 0.14, 0.11])
    below = np.clip(-direction[..., 2:] * 12, 0, 1)
    return environment((sky * (1 - below) + ground * below) * power)


def _clouds(direction: NDArray[np.float64], towards: NDArray[np.float64], amount: float) -> tuple[Grid, Grid]:
    """How much cloud covers each direction, and how much of it lies in its own shadow (0–1).

    Clouds lie on a plane overhead; what stands between a cloud and the sun shades it.
    """
    rng = np.random.default_rng(round(1000 * amount) + round(100 * float(towards[0])))
    tile = fractal(CLOUD_TILE, CLOUD_TILE, 5, 5, rng, 7, 0.52)
    level = np.maximum(direction[..., 2], 0) + CLOUD_HEIGHT
    plane = direction[..., :2] / level[..., None] * 0.16
    thick = smoothstep(0.74 - 0.42 * amount, 0.92 - 0.3 * amount, _tiled(tile, plane))
    towards_sun = _tiled(tile, plane + towards[:2] * 0.035)
    shade = smoothstep(0.5, 0.85, towards_sun) * thick
    rises = smoothstep(0.0, 0.10, direction[..., 2])
    return np.asarray(thick * rises * 0.94, np.float32), shade


def _tiled(tile: Grid, plane: NDArray[np.float64]) -> Grid:
    """Bilinear and periodic."""
    spot = plane * CLOUD_TILE
    first = np.floor(spot).astype(int)
    x, y = (spot - first)[..., 0], (spot - first)[..., 1]
    corner = [
        [tile[(first[..., 1] + j) % CLOUD_TILE, (first[..., 0] + i) % CLOUD_TILE] for i in (0, 1)] for j in (0, 1)
    ]
    low = corner[0][0] * (1 - x) + corner[0][1] * x
    high = corner[1][0] * (1 - x) + corner[1][1] * x
    return np.asarray(low * (1 - y) + high * y, np.float32)
