"""A fence: pointed pickets, post and rail, or iron bars with finials."""

from itertools import pairwise
from typing import Literal

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex
from imperium.scene.maker import Maker, Part, finish
from imperium.scene.mesh import Mesh, merge
from imperium.scene.shapes import lathe, profile, tube
from imperium.scene.solids import beam, block, plate, sides_up


def fence(
    *,
    color: Hex = "#ece7db",
    style: Literal["picket", "rail", "iron"] = "picket",
    length: float = Field(default=360, ge=60, le=5000),
    height: float = Field(default=105, ge=30, le=300),
    seed: int = 0,
) -> tuple[Part, ...]:
    """It runs along x. Wood that isn't painted is for post and rail."""
    rng = np.random.default_rng(seed)
    bays = max(1, round(length / 180))
    posts = np.linspace(-length / 2, length / 2, bays + 1)
    if style == "iron":
        iron = finish("coat", color=color if color != "#ece7db" else "#1f2224", grain=0.2, roughness=0.35)
        return (Part("iron", merge(_iron(posts, length, height)), iron, (40, 40)),)
    if style == "rail":
        return (Part("wood", merge(_rails(posts, height, rng)), finish("bark", color="#7c6a55", seed=seed), (150, 60)),)
    paint = finish("coat", color=color, grain=0.35, speckle=0.06, roughness=0.45, seed=seed)
    return (Part("wood", merge(_pickets(posts, length, height, rng)), paint, (40, 40)),)


def _pickets(posts: np.ndarray, length: float, height: float, rng: np.random.Generator) -> list[Mesh]:
    outline = np.array([(-3.5, 3), (3.5, 3), (3.5, height - 5), (0, height), (-3.5, height - 5)], float)
    picket = sides_up(plate(outline, 1.9, 0.35, tile=(40, 40)))
    count = round(length / 11.5)
    xs = (np.arange(count) - (count - 1) / 2) * length / count
    slats = [picket.turned((0, 1, 0), rng.normal(0, 0.25)).moved(float(x), -2.6, rng.normal(0, 0.2)) for x in xs]
    rails = [
        beam((-length / 2, 0, z), (length / 2, 0, z), 4.4, 8, bevel=0.5, tile=(40, 40))
        for z in (height * 0.24, height * 0.74)
    ]
    stands = [
        merge(
            [block(9, 9, height + 4, 0.6, (40, 40)), block(11.5, 11.5, 2, 0.5).moved(z=height + 4), _point(height + 6)]
        ).moved(float(x), 4)
        for x in posts
    ]
    return [*slats, *rails, *stands]


def _point(z: float) -> Mesh:
    return lathe(np.array([[7.2, z], [0.05, z + 5]]), 4).turned((0, 0, 1), 45)


def _rails(posts: np.ndarray, height: float, rng: np.random.Generator) -> list[Mesh]:
    parts = [_pole((x, 0, 0), (x + rng.normal(0, 1), rng.normal(0, 1), height + 8), 7.5, rng) for x in posts]
    for a, b in pairwise(posts):
        levels = [height * share + rng.normal(0, 1.5) for share in (0.32, 0.64, 0.94)]
        parts += [
            _pole((a - 12, -4 + rng.normal(0, 1), z), (b + 12, -4 + rng.normal(0, 1), z), 5.0, rng) for z in levels
        ]
    return parts


def _pole(
    a: tuple[float, float, float], b: tuple[float, float, float], radius: float, rng: np.random.Generator
) -> Mesh:
    """A round timber with its ends sawn off."""
    t = np.linspace(0, 1, 14)[:, None]
    path = np.array(a) * (1 - t) + np.array(b) * t + rng.normal(0, 0.25, (14, 3)) * np.sin(np.pi * t)
    way = (path[-1] - path[0]) / np.linalg.norm(path[-1] - path[0])
    path = np.vstack([path[:1] - way * 1e-3, path, path[-1:] + way * 1e-3])
    stout = radius * np.concatenate([[0.02], 1 + rng.normal(0, 0.03, 14), [0.02]])
    pole = tube(path, stout, 14)
    return Mesh(pole.vertices * [1, 1, 1], pole.normals, pole.uvs[:, ::-1], pole.faces)


def _iron(posts: np.ndarray, length: float, height: float) -> list[Mesh]:
    finial = lathe(profile([(0.01, 10), (1.9, 4.6), (0.9, 1.2), (1.5, 0.6), (1.1, 0)], [0, 1.5, 0.6, 0.2, 0]), 20)
    count = round(length / 12)
    xs = (np.arange(count) - (count - 1) / 2) * length / count
    bars = [tube(np.array([[x, 0, 6.0], [x, 0, height - 8]]), 0.85, 10) for x in xs]
    tops = [finial.moved(float(x), 0, height - 9) for x in xs]
    rails = [beam((-length / 2, 0, z), (length / 2, 0, z), 2.4, 3.2, bevel=0.4) for z in (12, height - 18, height - 30)]
    turn = np.linspace(0, 2 * np.pi, 24)
    ring = tube(np.stack([np.cos(turn) * 4.4, 0 * turn, np.sin(turn) * 4.4], -1), 0.5, 8)
    hoops = [ring.moved(float(x + length / count / 2), 0, height - 24) for x in xs[:-1]]
    stands = [
        merge([block(5, 5, height, 0.5), finial.transformed(np.diag([1.8, 1.8, 1.6, 1.0])).moved(z=height)]).moved(
            float(x)
        )
        for x in posts
    ]
    return [*bars, *tops, *rails, *hoops, *stands]


MAKER = Maker(fence)
