"""A coconut palm: a leaning ringed trunk, feathered fronds, nuts."""

import numpy as np
from pydantic import Field

from imperium.scene.branching import GOLDEN
from imperium.scene.colour import Hex, shifted
from imperium.scene.maker import Maker, Part, finish
from imperium.scene.mesh import Array, Mesh, merge, scaling
from imperium.scene.shapes import ellipsoid, leaf, tube
from imperium.scene.solids import copies, curve, grounded


def palm(
    *,
    color: Hex = "#5c7f34",
    accent: Hex = "#8d7a62",
    height: float = Field(default=800, ge=40, le=4000),
    fronds: int = Field(default=22, ge=5, le=40),
    lean: float = Field(default=0.25, ge=0, le=0.8),
    seed: int = 0,
) -> tuple[Part, ...]:
    rng = np.random.default_rng(seed)
    s = scaling(*[height / 800] * 3)
    top = np.array([lean * 560, 0, 610.0])
    path = curve([(0, 0, 0), (lean * 120, 0, 170), (lean * 330, 0, 400), top], 60)
    t = np.linspace(0, 1, 60)
    rings = 1 + 0.045 * np.abs((t * 30) % 1 - 0.5)
    trunk = tube(path, (12.5 + 11 * np.exp(-t * 13) - 3.2 * t) * rings, 22)
    grown = [_frond(k, fronds, top, rng) for k in range(fronds)]
    nuts = merge(
        ellipsoid(11, 11, 13, 18).moved(*(top + np.array([22 * np.cos(a), 22 * np.sin(a), -14 + 5 * np.sin(3 * a)])))
        for a in np.arange(6) * 1.05
    )
    fresh, old = (
        [g for k, g in enumerate(grown) if k >= fronds // 4],
        [g for k, g in enumerate(grown) if k < fronds // 4],
    )
    return (
        Part(
            "trunk",
            grounded(Mesh(trunk.vertices, trunk.normals, trunk.uvs[:, ::-1], trunk.faces)).transformed(s),
            finish("bark", color=accent, kind="palm", seed=seed),
            (300, 100),
        ),
        Part("fronds", merge(g[0] for g in fresh).transformed(s), finish("foliage", color=color, seed=seed), (6, 1)),
        Part(
            "old_fronds",
            merge(g[0] for g in old).transformed(s),
            finish("foliage", color=shifted(color, hue=-0.09, lightness=0.04), seed=seed),
            (6, 1),
        ),
        Part("ribs", merge(g[1] for g in grown).transformed(s), finish("matte", color="#8a8f4c")),
        Part("nuts", nuts.transformed(s), finish("plastic", color="#5b6b2f", roughness=0.4)),
    )


def _frond(k: int, count: int, top: Array, rng: np.random.Generator) -> tuple[Mesh, Mesh]:
    """The lower fronds, drawn first, hang; the last stand up."""
    rise = -0.35 + 1.5 * (k / max(count - 1, 1)) + rng.uniform(-0.1, 0.1)
    turn = k * GOLDEN + rng.uniform(-0.15, 0.15)
    length = 260 * rng.uniform(0.88, 1.1)
    ray = np.array([np.cos(turn), np.sin(turn), 0])
    spots, way, at = [], ray * np.cos(rise) + np.array([0, 0, np.sin(rise)]), top.copy()
    for _ in range(33):
        spots.append(at.copy())
        at = at + way * length / 32
        way = way + np.array([0, 0, -0.055 - 0.012 * (rise < 0)])
        way /= np.linalg.norm(way)
    path = np.array(spots)
    return _leaflets(path, rng), tube(path, np.linspace(3.6, 0.5, 33), 7)


def _leaflets(path: Array, rng: np.random.Generator) -> Mesh:
    dense = curve(path[4:], 54)
    tangent = np.gradient(dense, axis=0)
    tangent /= np.linalg.norm(tangent, axis=1, keepdims=True)
    side = np.cross(tangent, (0, 0, 1))
    side /= np.linalg.norm(side, axis=1, keepdims=True) + 1e-9
    up = np.cross(side, tangent)
    t = np.linspace(0, 1, len(dense))[:, None]
    size = 82 * (0.35 + 0.75 * np.sin(np.pi * np.clip(t * 0.8 + 0.12, 0, 1)))
    frames = []
    for hand in (-1, 1):
        axis = (
            side * hand * (0.95 - 0.35 * t) + tangent * (0.45 + 0.5 * t) + up * 0.22 + rng.normal(0, 0.05, dense.shape)
        )
        axis[:, 2] -= 0.22
        axis /= np.linalg.norm(axis, axis=1, keepdims=True)
        across = np.cross(up, axis)
        across /= np.linalg.norm(across, axis=1, keepdims=True)
        frame = np.zeros((len(dense), 4, 4))
        frame[:, :3, :3] = (
            np.stack([axis, across, np.cross(axis, across)], -1) * (size * rng.uniform(0.9, 1.1, size.shape))[..., None]
        )
        frame[:, :3, 3], frame[:, 3, 3] = dense, 1
        frames.append(frame)
    return copies(leaf(1.0, 0.045, bend=0.55, fold=0.5, rows=6, columns=3), np.concatenate(frames))


MAKER = Maker(palm)
