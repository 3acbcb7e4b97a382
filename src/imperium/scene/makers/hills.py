"""Mountains one behind the other under grass, rock and snow; the ground lies flat round the origin."""

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from imperium.scene.colour import Hex
from imperium.scene.maker import Maker, Part, finish
from imperium.scene.mesh import Mesh, lattice
from imperium.scene.texture import Grid, fractal, looked_up, noise

ROWS, COLUMNS = 420, 520
TILE = 1024
REPEATS = 6  # of the ground's texture over the width


def hills(
    *,
    color: Hex = "#5c6b45",
    rock: Hex = "#7d766f",
    snow: float = Field(default=0.8, ge=0, le=1, description="Height above which it lies, 1 for none."),
    width: float = Field(default=6000, gt=0, le=1e6),
    height: float = Field(default=900, gt=0, le=1e5),
    near: float = Field(default=250, gt=0, le=1e5),
    peaks: float = Field(default=0.5, ge=0, le=1, description="0 is rolling land, 1 is sharp mountains."),
    seed: int = 0,
) -> tuple[Part, ...]:
    """Land from y=-`near` to y=`width`; it starts to rise `near` behind the origin."""
    relief = _relief(peaks, np.random.default_rng(seed))
    t = np.linspace(0, 1, ROWS)[:, None] ** 1.7
    y = -near + t * (width + near)
    x = np.linspace(-1, 1, COLUMNS)[None] * (near * 1.5 + np.maximum(y, 0) * 0.8)
    y = np.broadcast_to(y, x.shape)
    rise = np.clip((y - near) / (width * 0.55), 0, 1) ** 0.8
    z = (looked_up(relief, x / width, y / width) * rise - 0.04 * rise) * height
    points = np.stack([x, y, z], -1)
    land = lattice(points, points[..., :2] / width * REPEATS)
    size = (width / REPEATS, width / REPEATS)
    looks = {
        "meadow": finish("meadow", color=color, seed=seed),
        "rock": finish("meadow", color=rock, seed=seed + 1),
        "snow": finish("meadow", color="#e6e9ee", bare=0.0, seed=seed + 2),
    }
    cover = _cover(land, height, snow)
    return tuple(
        Part(name, _only(land, cover == k), looks[name], size) for k, name in enumerate(looks) if (cover == k).any()
    )


def _relief(peaks: float, rng: np.random.Generator) -> Grid:
    """A periodic tile of heights in about 0–1: rolling noise, and ridges whose detail grows with height."""
    soft = fractal(TILE, TILE, 4, 4, rng, 8, 0.47)
    total, weight, amplitude = np.zeros((TILE, TILE), np.float32), np.ones((TILE, TILE), np.float32), 0.58
    for octave in range(7):
        ridge = (1 - np.abs(noise(TILE, TILE, 4 * 2**octave, 4 * 2**octave, rng) * 2 - 1)) ** 2
        total += amplitude * ridge * weight
        weight, amplitude = np.clip(ridge * 1.4, 0, 1), amplitude * 0.5
    return np.asarray(soft * (1 - peaks) + total * peaks, np.float32)


def _cover(land: Mesh, height: float, snow: float) -> NDArray[np.int_]:
    """What lies on each face: 0 meadow, 1 rock where it is steep, 2 snow where it is high and not too steep."""
    middle = land.vertices[land.faces].mean(1)
    slope = land.normals[land.faces].mean(1)[:, 2]
    high = middle[:, 2] / height
    steep = slope < 0.80 - 0.15 * high
    white = (high > snow * 0.62) & (slope > 0.55)
    return np.where(white, 2, np.where(steep, 1, 0))


def _only(mesh: Mesh, chosen: NDArray[np.bool_]) -> Mesh:
    return Mesh(mesh.vertices, mesh.normals, mesh.uvs, mesh.faces[chosen])


MAKER = Maker(hills)
