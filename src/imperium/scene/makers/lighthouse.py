"""A lighthouse: a banded tower on rocks, a gallery with a railing, a lantern that shines."""

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex
from imperium.scene.maker import Maker, Part, finish, maker
from imperium.scene.mesh import Mesh, merge, scaling
from imperium.scene.shapes import ellipsoid, lathe, profile, tube
from imperium.scene.solids import block


def lighthouse(
    *,
    color: Hex = "#b8322a",
    accent: Hex = "#f0ece2",
    height: float = Field(default=2800, ge=300, le=10000),
    bands: int = Field(default=5, ge=1, le=11),
    power: float = Field(default=25, ge=0, le=200),
    rocks: bool = True,
    seed: int = 0,
) -> tuple[Part, ...]:
    """Bands of `color` and `accent` from the foot up; `power` is the lantern's."""
    s = scaling(*[height / 2800] * 3)
    tint = [finish("plaster", color=c, depth=0.35, seed=seed) for c in (color, accent)]
    iron = finish("coat", color="#23272b", grain=0.1, roughness=0.35)
    rings: list[list[Mesh]] = [[], []]
    for k in range(bands):
        rings[k % 2].append(_band(k / bands, (k + 1) / bands))
    parts = [Part(f"band{k}", merge(r), tint[k], (800, 800)) for k, r in enumerate(rings) if r]
    parts += [
        Part("gallery", merge(_gallery()), iron),
        Part("glass", lathe(profile([(165, 2210), (165, 2480)], [0, 0]), 48), finish("glass", thin=True)),
        Part("lamp", ellipsoid(62, 62, 84, 24).moved(z=2345), finish("glow", color="#ffe9b8", power=power)),
        Part(
            "roof",
            lathe(
                profile(
                    [(205, 2470), (210, 2486), (150, 2580), (40, 2660), (22, 2690), (0.01, 2700)], [0, 4, 60, 30, 8, 0]
                ),
                64,
            ),
            finish("coat", color=color, grain=0.05, roughness=0.3),
        ),
        Part("details", merge(_details()), finish("coat", color="#dfe4e6", grain=0.05)),
        Part("panes", merge(_panes()), finish("plastic", color="#12171c", roughness=0.04)),
    ]
    placed = [Part(p.slot, p.mesh.moved(z=100).transformed(s), p.finish, p.size) for p in parts]
    return (*placed, *(_rocks(height, seed) if rocks else _plinth(s)))


def _radius(t: float) -> float:
    return 340 - 150 * float(t**0.8)


def _band(low: float, high: float) -> Mesh:
    t = np.linspace(low, high, 12)
    return lathe(np.stack([[_radius(float(k)) for k in t], 40 + 1990 * t], -1), 96)


def _gallery() -> list[Mesh]:
    deck = lathe(
        profile(
            [(185, 1960), (200, 2010), (272, 2050), (276, 2085), (190, 2090), (175, 2210), (150, 2212)],
            [0, 20, 20, 6, 3, 10, 0],
        ),
        72,
    )
    turn = np.linspace(0, 2 * np.pi, 73)
    rails = [
        tube(np.stack([np.cos(turn) * 262, np.sin(turn) * 262, np.full(73, z)], -1), 4 if z > 2150 else 2.4, 8)
        for z in (2120, 2150, 2185)
    ]
    posts = [
        tube(np.array([[np.cos(a) * 262, np.sin(a) * 262, z] for z in (2085, 2135, 2188)]), 3.6, 6) for a in turn[:72:3]
    ]
    bars = [
        tube(np.array([[np.cos(a) * 166, np.sin(a) * 166, z] for z in (2208, 2340, 2484)]), 5, 6) for a in turn[:72:6]
    ]
    vane = tube(np.array([[0, 0, 2690], [0, 0, 2800]], float), np.array([6.0, 2]), 8)
    return [deck, *rails, *posts, *bars, vane, lathe(profile([(140, 2470), (206, 2474)], [0, 0]), 48)]


def _details() -> list[Mesh]:
    frames = [block(92, 30, 150, 5).moved(0, -_radius(t) + 10, 40 + 1990 * t - 75) for t in (0.3, 0.55, 0.8)]
    return [*frames, block(150, 40, 250, 6).moved(0, -_radius(0.05) + 4, 20)]


def _panes() -> list[Mesh]:
    panes = [block(64, 34, 120, 3).moved(0, -_radius(t) + 8, 40 + 1990 * t - 60) for t in (0.3, 0.55, 0.8)]
    return [*panes, block(112, 46, 215, 4).moved(0, -_radius(0.05) + 2, 24)]


def _rocks(height: float, seed: int) -> list[Part]:
    """Boulders heaped about the foot."""
    rng, k = np.random.default_rng(seed), height / 2800
    parts = []
    base = maker("rock").make({"size": min(1500 * k, 3000), "flat": 0.3, "rugged": 0.5, "seed": seed})[0]
    level = float(base.mesh.vertices[:, 2].max())
    parts.append(
        Part(
            "base",
            Mesh(base.mesh.vertices * [1, 1, 150 * k / level], base.mesh.normals, base.mesh.uvs, base.mesh.faces),
            base.finish,
            base.size,
        )
    )
    for n in range(9):
        turn, away = n * 0.7 + rng.uniform(-0.2, 0.2), rng.uniform(560, 760) * k
        stone = maker("rock").make({"size": float(rng.uniform(220, 460) * k), "flat": 0.55, "seed": seed + n + 1})[0]
        parts.append(
            Part(f"rock{n}", stone.mesh.moved(np.cos(turn) * away, np.sin(turn) * away), stone.finish, stone.size)
        )
    return parts


def _plinth(s: np.ndarray) -> list[Part]:
    foot = lathe(profile([(0.01, 0), (440, 0), (440, 120), (400, 140), (0.01, 141)], [0, 6, 6, 6, 0]), 96)
    return [Part("plinth", foot.transformed(s), finish("concrete"), (800, 800))]


MAKER = Maker(lighthouse)
