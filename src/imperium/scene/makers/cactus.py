"""A cactus with ribs and spines: a branching column, or a barrel, in a clay pot where wanted."""

from typing import Literal

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex
from imperium.scene.maker import Maker, Part, finish
from imperium.scene.mesh import Array, Mesh, merge, scaling, smooth_normals
from imperium.scene.shapes import lathe, lathe_size, profile, tube
from imperium.scene.solids import copies, curve

RIBS = 13


def cactus(
    *,
    color: Hex = "#5f7f4f",
    pot: Hex = "#b5694a",
    kind: Literal["column", "barrel"] = "column",
    height: float = Field(default=34, ge=5, le=900),
    potted: bool = True,
    seed: int = 0,
) -> tuple[Part, ...]:
    rng = np.random.default_rng(seed)
    lift = 9.6 if potted else 0.0
    limbs = _column(lift, rng) if kind == "column" else _barrel(lift)
    s = scaling(*[height / (34 if kind == "column" else 24)] * 3)
    body = merge(_ribbed(path, radius) for path, radius in limbs)
    spines = merge(_spines(path, radius, rng) for path, radius in limbs)
    parts = [
        Part(
            "body",
            body.transformed(s),
            finish("coat", color=color, grain=0.5, speckle=0.3, roughness=0.5, seed=seed),
            (10, 10),
        ),
        Part("spines", spines.transformed(s), finish("matte", color="#e9dfc4")),
    ]
    if potted:
        outline = profile(
            [(0.01, 0), (5.2, 0), (6.6, 8.4), (7.3, 8.4), (7.5, 11), (6.7, 11), (6.3, 9.3), (0.01, 9.2)],
            [0, 0.3, 0.2, 0.2, 0.3, 0.3, 0.2, 0],
        )
        parts.append(
            Part(
                "pot",
                lathe(outline, 96).transformed(s),
                finish("ceramic", color=pot, roughness=0.55, mottle=0.3, seed=seed),
                lathe_size(outline),
            )
        )
        soil = lathe(profile([(6.4, 9.9), (3, 10.2), (0.01, 10.1)], [0, 1, 0]), 48)
        parts.append(Part("soil", soil.transformed(s), finish("soil", stones=0.9, seed=seed), (20, 20)))
    return tuple(parts)


Limb = tuple[Array, Array]


def _dome(count: int, radius: float) -> Array:
    """Radius along a limb that is round at its tip."""
    t = np.linspace(0, 1, count)
    return np.asarray(
        radius
        * np.sqrt(np.clip(1 - np.clip((t - 0.72) / 0.28, 0, 1) ** 2.4, 0.0004, 1))
        * (0.88 + 0.12 * np.sin(t * 3))
    )


def _column(lift: float, rng: np.random.Generator) -> list[Limb]:
    tall = 34 - lift
    limbs = [(np.column_stack([np.zeros((60, 2)), np.linspace(lift - 0.4 * (lift > 0), 34, 60)]), _dome(60, 3.5))]
    for side, at, rise in ((1, 0.36, 0.44), (-1, 0.5, 0.32)):
        turn = rng.uniform(-0.4, 0.4)
        ray = side * np.array([np.cos(turn), np.sin(turn), 0])
        z = lift + at * tall
        path = curve(
            [
                ray * 1.5 + [0, 0, z],
                ray * 5.2 + [0, 0, z + 0.5],
                ray * 7.3 + [0, 0, z + 3.2],
                ray * 7.6 + [0, 0, z + rise * tall],
            ],
            50,
        )
        limbs.append((path, _dome(50, 2.3)))
    return limbs


def _barrel(lift: float) -> list[Limb]:
    t = np.linspace(0, 1, 60)
    path = np.column_stack([np.zeros((60, 2)), lift - 0.6 * (lift > 0) + (24 - lift) * t])
    return [(path, 7.0 * np.sin(np.pi * (0.12 + 0.86 * t)) ** 0.62 + 0.02)]


def _ribbed(path: Array, radius: Array) -> Mesh:
    segments = RIBS * 10
    round_ = tube(path, 1.0, segments)
    angle = np.linspace(0, 2 * np.pi, segments + 1)
    groove = 1 - 0.17 * (1 - np.abs(np.cos(angle * RIBS / 2)) ** 0.8)
    scale = (radius[:, None] * groove[None]).reshape(-1, 1)
    points = np.repeat(path, segments + 1, axis=0) + round_.normals * scale
    normals = smooth_normals(points, round_.faces).reshape(len(path), segments + 1, 3)
    normals[:, 0] = normals[:, -1] = normals[:, 0] + normals[:, -1]
    flat = normals.reshape(-1, 3) / (np.linalg.norm(normals.reshape(-1, 3), axis=1, keepdims=True) + 1e-12)
    flat *= np.sign((flat * round_.normals).sum(1, keepdims=True) + 1e-9)
    return Mesh(points, flat, round_.uvs, round_.faces)


def _spines(path: Array, radius: Array, rng: np.random.Generator) -> Mesh:
    """Stars of spines along the crest of every rib."""
    ring = tube(path, 1.0, RIBS)
    out = ring.normals.reshape(len(path), RIBS + 1, 3)[1::3, :RIBS]
    at = (path[:, None] + ring.normals.reshape(len(path), RIBS + 1, 3) * radius[:, None, None])[1::3, :RIBS]
    way = np.repeat(out.reshape(-1, 3), 5, axis=0)
    foot = np.repeat(at.reshape(-1, 3), 5, axis=0)
    way = way * 0.8 + rng.normal(0, 0.5, way.shape)
    way /= np.linalg.norm(way, axis=1, keepdims=True)
    side = np.cross(way, rng.normal(0, 1, way.shape))
    side /= np.linalg.norm(side, axis=1, keepdims=True)
    frames = np.zeros((len(foot), 4, 4))
    frames[:, :3, :3] = np.stack([side, np.cross(way, side), way], -1) * rng.uniform(0.6, 1.15, (len(foot), 1, 1))
    frames[:, :3, 3], frames[:, 3, 3] = foot, 1
    needle = tube(np.array([[0, 0, 0], [0, 0, 0.5], [0, 0, 1.0]]), np.array([0.05, 0.035, 0.008]), 4)
    return copies(needle, frames)


MAKER = Maker(cactus)
