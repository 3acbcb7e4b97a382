"""A spruce: whorls of drooping branches, feathered with needles; snow on them where wanted."""

import numpy as np
from pydantic import Field

from imperium.scene.branching import GOLDEN
from imperium.scene.colour import Hex, shifted
from imperium.scene.maker import Maker, Part, finish
from imperium.scene.mesh import Array, Mesh, merge, scaling, smooth_normals
from imperium.scene.shapes import ellipsoid
from imperium.scene.solids import copies, grounded, tubes


def conifer(
    *,
    color: Hex = "#31502f",
    accent: Hex = "#5d4736",
    height: float = Field(default=800, ge=50, le=6000),
    slim: float = Field(default=0.5, ge=0, le=1, description="0 is a broad fir, 1 a narrow spire."),
    snow: bool = False,
    seed: int = 0,
) -> tuple[Part, ...]:
    rng = np.random.default_rng(seed)
    s = scaling(*[height / 800] * 3)
    reach = 235 - 120 * slim
    branches = _branches(reach, rng)
    frames = np.concatenate([_sprays(path, rng) for path in branches])
    half = rng.random(len(frames)) < 0.5
    core = np.array([[0, 0, z] for z in (0, 8, 60, 400, 796)], float)
    trunk = tubes(core[None], np.array([[21, 15, 12.5, 7, 0.6]]), 18)
    stems = np.linspace(2.6, 0.5, 9) + np.zeros((len(branches), 1))
    limbs = grounded(merge([trunk, tubes(np.array(branches), stems, 5)]))
    spray = _spray(rng)
    parts = [
        Part(
            "wood",
            limbs.transformed(s),
            finish("bark", color=accent, seed=seed),
            (100, 100),
        ),
        Part(
            "needles0",
            grounded(copies(spray, frames[half])).transformed(s),
            finish("foliage", color=color, seed=seed),
            (6, 3),
        ),
        Part(
            "needles1",
            grounded(copies(spray, frames[~half])).transformed(s),
            finish("foliage", color=shifted(color, lightness=0.05, hue=-0.02), seed=seed),
            (6, 3),
        ),
    ]
    if snow:
        pads = copies(_pad(), frames[rng.random(len(frames)) < 0.4]).moved(z=2.5)
        parts.append(Part("snow", pads.transformed(s), finish("snow", drift=0.1), (20, 20)))
    return tuple(parts)


def _branches(reach: float, rng: np.random.Generator) -> list[Array]:
    paths = []
    z, k = 70.0, 0
    while z < 780:
        up = (z - 70) / 730
        for _ in range(6 if up < 0.75 else 4):
            length = reach * (1 - up) ** 0.85 * rng.uniform(0.82, 1.12) + 14
            turn = k * GOLDEN + rng.uniform(-0.2, 0.2)
            ray = np.array([np.cos(turn), np.sin(turn)])
            t = np.linspace(0, 1, 9)
            droop = length * (0.50 * (1 - up) + 0.02)
            rise = -droop * np.sin(t * np.pi * 0.62) + 0.34 * droop * t**2 + up * 0.45 * length * t
            paths.append(np.column_stack([ray * length * t[:, None], z + rng.uniform(-6, 6) + rise]))
            k += 1
        z += 15 + 19 * (1 - up)
    return paths


def _sprays(path: Array, rng: np.random.Generator) -> Array:
    """Where sprays of needles sit: on twigs to both sides of a branch and at its tip."""
    length = float(np.linalg.norm(np.diff(path, axis=0), axis=1).sum())
    spots = np.arange(0.14, 1.0, max(15.0 / length, 0.07))
    k = np.minimum((spots * 8).astype(int), 7)
    base = path[k] + (path[k + 1] - path[k]) * (spots * 8 - k)[:, None]
    forward = path[k + 1] - path[k]
    forward /= np.linalg.norm(forward, axis=1, keepdims=True)
    side = np.cross((0, 0, 1), forward)
    side /= np.linalg.norm(side, axis=1, keepdims=True) + 1e-9
    twig = np.maximum(np.minimum(0.42 * length * (1.05 - spots), 75.0), 9.0)
    at, way = [path[-1:] - forward[-1:] * 8], [forward[-1:]]
    for hand in (-1, 1):
        run = forward * 0.75 + side * hand * 0.8 + np.array([0, 0, 1.0]) * rng.uniform(-0.35, 0.05, (len(spots), 1))
        for step in np.arange(2.0, 75.0, 17.0):
            there = twig > step
            at.append(base[there] + run[there] * step)
            way.append(run[there])
    return _frames(np.concatenate(at), np.concatenate(way), rng)


def _frames(at: Array, way: Array, rng: np.random.Generator) -> Array:
    axis = way / np.linalg.norm(way, axis=1, keepdims=True)
    across = np.cross(rng.normal(0, 0.3, axis.shape) * [1, 1, 0] + [0, 0, 1], axis)
    across /= np.linalg.norm(across, axis=1, keepdims=True) + 1e-9
    frames = np.zeros((len(at), 4, 4))
    frames[:, :3, :3] = np.stack([axis, across, np.cross(axis, across)], -1) * rng.uniform(1.25, 1.8, (len(at), 1, 1))
    frames[:, :3, 3], frames[:, 3, 3] = at, 1
    return frames


def _spray(rng: np.random.Generator) -> Mesh:
    """A tuft of needles round a stalk of 18 cm along +x."""
    count = 26
    x = np.linspace(0, 18, count)
    turn = np.arange(count) * 2.2
    root = np.stack([x, 0 * x, 0 * x], -1)
    out = np.stack([np.full(count, 0.75), np.cos(turn), 0.75 * np.sin(turn)], -1)
    tip = root + out * rng.uniform(5.0, 7.5, (count, 1))
    wide = np.cross(out, rng.normal(0, 1, (count, 3)))
    wide *= 0.55 / np.linalg.norm(wide, axis=1, keepdims=True)
    vertices = np.stack([root - wide, root + wide, tip], 1).reshape(-1, 3)
    faces = np.arange(3 * count).reshape(-1, 3)
    normals = smooth_normals(vertices, faces)
    normals *= np.where(normals[:, 2:] < 0, -1.0, 1.0)
    return Mesh(vertices, normals, np.tile([[0.1, 0.3], [0.1, 0.7], [0.9, 0.5]], (count, 1)), faces)


def _pad() -> Mesh:
    """A little snow lying on a spray."""
    return ellipsoid(9.5, 4.2, 1.8, 7).moved(x=9)


MAKER = Maker(conifer)
