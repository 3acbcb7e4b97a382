"""A small island: a beach, a green rise with rocks, palms, water round it."""

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex
from imperium.scene.maker import Maker, Part, finish, maker
from imperium.scene.mesh import Array, Mesh, lattice, merge
from imperium.scene.texture import fractal

RINGS, SPOKES = 110, 220


def island(
    *,
    color: Hex = "#6c8442",
    accent: Hex = "#d9bd8c",
    size: float = Field(default=2600, ge=300, le=50000, description="Its width."),
    palms: int = Field(default=5, ge=0, le=12),
    sea: bool = True,
    seed: int = 0,
) -> tuple[Part, ...]:
    """`accent` is the sand's. The sea stands at z=0."""
    rng = np.random.default_rng(seed)
    land = _Land(size / 2, rng)
    sand, green = land.meshes()
    parts = [
        Part("sand", sand, finish("sand", color=accent, ripples=0.3, seed=seed), (700, 700)),
        Part("green", green, finish("meadow", color=color, bare=0.15, seed=seed), (900, 900)),
    ]
    parts += _grown(land, palms, size, rng)
    if sea:
        parts += [
            Part(
                "shallows",
                _ring(size * 0.49, size * 0.64, 1.2),
                finish("water", color="#3a9c98", ripples=0.25, seed=seed),
                (600, 600),
            )
        ]
        parts += [
            Part(
                "sea",
                _ring(size * 0.6, size * 1.6, 0.8),
                finish("water", color="#0f5566", ripples=0.4, seed=seed),
                (900, 900),
            )
        ]
    return tuple(parts)


class _Land:
    """Heights of the island by place."""

    def __init__(self, reach: float, rng: np.random.Generator) -> None:
        self.reach = reach
        self.bumps = fractal(256, 256, 5, 5, rng, 5)
        self.coast = [(k, rng.normal(0, 0.10 / k**0.7), rng.random() * 6) for k in range(1, 7)]

    def height(self, x: Array, y: Array) -> Array:
        turn, away = np.arctan2(y, x), np.hypot(x, y) / self.reach
        edge = 0.84 + sum(tall * np.sin(k * turn + phase) for k, tall, phase in self.coast)
        inland = np.clip(1 - away / edge, -0.35, 1)
        i, j = ((y / self.reach * 0.5 + 0.5) * 255).astype(int), ((x / self.reach * 0.5 + 0.5) * 255).astype(int)
        bump = self.bumps[np.clip(i, 0, 255), np.clip(j, 0, 255)]
        hill = np.clip(inland - 0.22, 0, 1) ** 1.4 * (0.35 + 0.8 * bump)
        return np.asarray(
            self.reach * (0.16 * inland * (inland > 0) * 0.6 + 0.5 * hill + 0.25 * np.minimum(inland, 0)), float
        )

    def meshes(self) -> tuple[Mesh, Mesh]:
        turn = np.linspace(0, 2 * np.pi, SPOKES)[None]
        away = np.linspace(1e-3, 1.0, RINGS)[:, None] * self.reach
        x, y = away * np.cos(turn), away * np.sin(turn)
        z = np.maximum(self.height(x, y), 0.0)
        land = lattice(np.stack([x, y, z], -1), np.stack([x, y], -1) / 800)
        land = (
            land if land.normals[:, 2].sum() > 0 else Mesh(land.vertices, -land.normals, land.uvs, land.faces[:, ::-1])
        )
        wet = land.vertices[land.faces].mean(1)
        rough = self.bumps[(np.abs(wet[:, 0]).astype(int) * 3) % 256, (np.abs(wet[:, 1]).astype(int) * 3) % 256]
        high = wet[:, 2] > self.reach * (0.034 + 0.014 * rough)
        return tuple(Mesh(land.vertices, land.normals, land.uvs, land.faces[chosen]) for chosen in (~high, high))  # type: ignore[return-value]


def _ring(inner: float, outer: float, z: float) -> Mesh:
    turn = np.linspace(0, 2 * np.pi, 129)
    rings = [np.stack([np.cos(turn) * r, np.sin(turn) * r, np.full(129, z)], -1) for r in np.linspace(outer, inner, 12)]
    points = np.stack(rings)
    return lattice(points, points[..., :2] / 900)


def _grown(land: _Land, palms: int, size: float, rng: np.random.Generator) -> list[Part]:
    """Palms near the crest, shrubs and boulders about them."""
    wanted = [
        ("palm", {"height": size * rng.uniform(0.2, 0.32), "lean": rng.uniform(0.1, 0.5), "seed": k}, 0.3)
        for k in range(palms)
    ]
    wanted += [("shrub", {"height": min(size * rng.uniform(0.035, 0.06), 500), "seed": k}, 0.55) for k in range(4)]
    wanted += [("rock", {"size": min(size * rng.uniform(0.05, 0.11), 3000), "seed": k}, 0.85) for k in range(5)]
    gathered: dict[str, list[Part]] = {}
    for name, params, spread in wanted:
        turn, away = rng.uniform(0, 2 * np.pi), spread * size / 2 * np.sqrt(rng.uniform(0.1, 1.0))
        x, y = away * np.cos(turn), away * np.sin(turn)
        z = float(land.height(np.array([x]), np.array([y]))[0])
        for part in maker(name).make(params):
            mesh = part.mesh.turned((0, 0, 1), np.degrees(turn) * 3).moved(x, y, max(z, 0) - 0.002 * size)
            gathered.setdefault(f"{name}_{part.slot}", []).append(Part(part.slot, mesh, part.finish, part.size))
    return [Part(name, merge(p.mesh for p in same), same[0].finish, same[0].size) for name, same in gathered.items()]


MAKER = Maker(island)
