"""A model city: blocks of towers, tallest in the middle, glowing streets. One unit is about five metres."""

import numpy as np
from pydantic import Field

from imperium.scene.maker import Maker, Part, finish
from imperium.scene.mesh import Array, Mesh, lattice, merge
from imperium.scene.shapes import plane, tube

LOOKS = 5
BLOCK, STREET = 16.0, 5.0
TILE = (8.0, 16.0)


def city(*, blocks: int = Field(default=15, ge=1, le=24), futuristic: bool = True, seed: int = 0) -> tuple[Part, ...]:
    rng = np.random.default_rng(seed)
    walls: dict[int, list[Mesh]] = {k: [] for k in range(LOOKS)}
    roofs: list[Mesh] = []
    crowns: list[Mesh] = []
    span = blocks * (BLOCK + STREET)
    for x, y in _sites(blocks, rng):
        near = np.exp(-((x**2 + y**2) / (span * 0.20) ** 2))
        height = rng.uniform(7, 20) + near * rng.gamma(3.0, 15.0)
        _tower(x, y, min(float(height), 105.0), futuristic, walls[int(rng.integers(LOOKS))], roofs, crowns, rng)
    facades = [
        Part(f"facade{k}", merge(meshes), finish("facade", look=k, futuristic=futuristic, seed=seed * 7 + k), TILE)
        for k, meshes in walls.items()
        if meshes
    ]
    streets = [
        Part("ground", plane(span * 60, span * 60), finish("plastic", color="#14161c", roughness=0.25)),
        Part("roofs", merge(roofs), finish("matte", color="#2a2d35")),
    ]
    lights = [Part("traffic", _traffic(blocks, rng), finish("glow", color="#ffb26b", power=2.2))]
    if crowns:
        lights.append(Part("crowns", merge(crowns), finish("glow", color="#6fd8ff", power=2.2)))
    return (*facades, *streets, *lights)


def _sites(blocks: int, rng: np.random.Generator) -> list[tuple[float, float]]:
    """Two to four towers a block, and none on the avenue along x=0."""
    pitch, sites = BLOCK + STREET, []
    for i in range(blocks):
        for j in range(blocks):
            x, y = (i - (blocks - 1) / 2) * pitch, (j - (blocks - 1) / 2) * pitch
            for dx, dy in ((-0.25, -0.25), (0.25, -0.25), (-0.25, 0.25), (0.25, 0.25)):
                if rng.random() < 0.8:
                    sites.append((x + dx * BLOCK * 1.02, y + dy * BLOCK * 1.02))
    return sites


def _tower(
    x: float,
    y: float,
    height: float,
    futuristic: bool,
    walls: list[Mesh],
    roofs: list[Mesh],
    crowns: list[Mesh],
    rng: np.random.Generator,
) -> None:
    """Tiers that step in or twist as they rise."""
    sides = int(rng.choice([4, 4, 4, 6, 24])) if futuristic else 4
    radius = float(rng.uniform(3.3, 4.6)) * (1.0 if sides > 4 else 1.25)
    turn = np.pi / 4 if sides == 4 else float(rng.uniform(0, 1))
    tiers = int(rng.integers(1, 4)) if height > 25 else 1
    lean = float(rng.choice([0, 0, 0.5])) if futuristic and height > 40 else 0.0
    z, top = 0.0, height
    for tier in range(tiers):
        rise = top - z if tier == tiers - 1 else (top - z) * float(rng.uniform(0.4, 0.65))
        shrink = float(rng.uniform(0.72, 1.0)) if tier == tiers - 1 and futuristic else 1.0
        base, lid = _ring(sides, radius, turn), _ring(sides, radius * shrink, turn + lean)
        walls.append(_wall(base, lid, z, z + rise).moved(x, y))
        roofs.append(_roof(lid, z + rise).moved(x, y))
        z, radius, turn = z + rise, radius * shrink * float(rng.uniform(0.62, 0.85)), turn + lean
    if futuristic and height > 45 and rng.random() < 0.55:
        rim = np.column_stack([lid, np.full(len(lid), z - 0.6)])
        crowns.append(tube(np.vstack([rim, rim[:1]]) * [1.02, 1.02, 1], 0.2, 6).moved(x, y))
    if height > 60:
        mast = np.array([[x, y, z], [x, y, z + height * 0.08], [x, y, z + height * 0.17]])
        roofs.append(tube(mast, np.array([0.3, 0.16, 0.05]), 6))


def _ring(sides: int, radius: float, turn: float) -> Array:
    angle = turn + np.linspace(0, 2 * np.pi, sides, endpoint=False)
    return np.stack([np.cos(angle), np.sin(angle)], -1) * radius


def _wall(base: Array, lid: Array, low: float, high: float) -> Mesh:
    """Flat faces from one ring to the other; whole windows on each, in the texture's own scale."""
    faces, levels = [], max(2, int((high - low) / 12) + 1)
    for k in range(len(base)):
        pair = [k, (k + 1) % len(base)]
        t = np.linspace(0, 1, levels)[:, None, None]
        ground = base[pair][None] * (1 - t) + lid[pair][None] * t
        z = np.broadcast_to(low + t * (high - low), (levels, 2, 1))
        width = float(np.linalg.norm(base[pair[1]] - base[pair[0]]))
        tiles = max(round(width / TILE[0] * 16), 1) / 16
        v = np.linspace(low, high, levels) / TILE[1]
        u = np.array([k * 0.37, k * 0.37 + tiles]) // (1 / 16) / 16
        faces.append(lattice(np.concatenate([ground, z], -1), np.stack(np.meshgrid(u, v), -1)))
    return merge(faces)


def _roof(ring: Array, z: float) -> Mesh:
    rim = np.column_stack([ring, np.full(len(ring), z)])
    rim = np.vstack([rim, rim[:1]])
    return lattice(np.stack([rim, np.broadcast_to([0, 0, z], rim.shape)]))


def _traffic(blocks: int, rng: np.random.Generator) -> Mesh:
    """Thin lines of light along the streets."""
    pitch, half, lines = BLOCK + STREET, blocks * (BLOCK + STREET) / 2, []
    for k in range(blocks + 1):
        where = (k - blocks / 2) * pitch
        for offset in (-0.9, 0.9):
            path = np.array([[where + offset, y, 0.25] for y in np.linspace(-half, half, 4)])
            lines += [tube(path, 0.13, 5), tube(path[:, [1, 0, 2]], 0.13, 5)]
    return merge(lines)


MAKER = Maker(city)
