"""Skies as environment maps, with z up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from imperium.scene.material import Node
from imperium.scene.mesh import rotation

Triple = Sequence[float]


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


def sunlit(towards: NDArray[np.float64], warmth: float, haze: float, power: float) -> Node:
    """A clear to overcast sky with the glow of a sun in direction `towards` (3,), unit length."""
    polar = np.linspace(0, np.pi, 128)[:, None]
    azimuth = np.linspace(-np.pi, np.pi, 256, endpoint=False)[None] + np.pi / 256
    direction = np.stack(
        np.broadcast_arrays(np.sin(polar) * np.sin(azimuth), np.sin(polar) * np.cos(azimuth), np.cos(polar)), -1
    )
    height = np.clip(direction[..., 2:], 0, 1) ** 0.55
    zenith = np.array([0.16, 0.30, 0.62]) * (1 - haze) + np.array([0.62, 0.66, 0.72]) * haze
    rim = np.array([0.75, 0.72, 0.68]) * (1 - warmth) + np.array([1.0, 0.58, 0.32]) * warmth
    sky = rim + (zenith - rim) * height
    near = np.clip(direction @ towards, 0, 1)[..., None]
    flare = np.array([1.0, 0.8 - 0.25 * warmth, 0.6 - 0.4 * warmth])
    sky = sky + flare * (1.6 * near**12 + 5.0 * near**180) * (1 - 0.7 * haze)
    ground = np.array([0.16, 0.14, 0.11])
    below = np.clip(-direction[..., 2:] * 12, 0, 1)
    return environment((sky * (1 - below) + ground * below) * power)
