"""A fireplace: a brick hearth in a stone surround, logs and flames."""

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex
from imperium.scene.maker import Maker, Part, finish
from imperium.scene.mesh import Mesh, merge
from imperium.scene.shapes import tube
from imperium.scene.solids import block, curve, plate, sides_up


def fireplace(
    *,
    color: Hex = "#d9d2c4",
    accent: Hex = "#8a4f3d",
    width: float = Field(default=150, ge=90, le=300),
    fire: float = Field(default=1.0, ge=0, le=4, description="Height of the flames, 0 for none."),
    seed: int = 0,
) -> tuple[Part, ...]:
    """It looks to -y. `color` is the surround's stone, `accent` the brick's."""
    rng = np.random.default_rng(seed)
    stone = finish("stone", kind="marble", color=color, roughness=0.25, seed=seed)
    parts = [
        Part("surround", _surround(width), stone, (150, 150)),
        Part(
            "hearth",
            block(width + 24, 62, 5, 0.8).moved(y=-24),
            finish("stone", kind="slate", color="#5b5a58", seed=seed),
            (120, 60),
        ),
        Part("brick", _firebox(width), finish("brick", color=accent, seed=seed), (100, 83)),
        Part("logs", merge(_logs(rng)), finish("bark", color="#4a382a", seed=seed), (60, 30)),
    ]
    if fire:
        parts.append(Part("embers", _embers(rng), finish("glow", color="#ff5a1a", power=7)))
        parts += [
            Part(f"flame{k}", merge(_flames(fire, size, rng)), finish("glow", color=tone, power=power))
            for k, (size, tone, power) in enumerate(((1.0, "#ff8a2a", 9), (0.62, "#ffc25a", 18)))
        ]
    return tuple(parts)


def _surround(width: float) -> Mesh:
    half, mouth = width / 2, width * 0.29
    front = [(-half, 5), (-mouth, 5), (-mouth, 72), (mouth, 72), (mouth, 5), (half, 5), (half, 104), (-half, 104)]
    face = sides_up(plate(np.array(front, float), 8, 0.8)).moved(y=0)
    pilasters = [block(15, 5, 99, 1.0).moved(s * (half - 9), -9.5, 5) for s in (-1, 1)]
    plinths = [block(18, 8, 12, 1.0).moved(s * (half - 9), -10, 5) for s in (-1, 1)]
    shelf = [block(width + 16, 26, 5, 1.2).moved(0, -3, 109), block(width + 6, 20, 5, 1.2).moved(0, -3, 104)]
    key = block(20, 4, 18, 0.8).moved(0, -9.5, 80)
    return merge([face, *pilasters, *plinths, *shelf, key])


def _firebox(width: float) -> Mesh:
    mouth = width * 0.29
    back = block(2 * mouth + 6, 4, 80, 0.1, (100, 83)).moved(0, 38, 5)
    sides = [block(4, 40, 80, 0.1, (100, 83)).turned((0, 0, 1), -s * 12).moved(s * (mouth - 1), 19, 5) for s in (-1, 1)]
    roof = block(2 * mouth + 8, 44, 4, 0.1, (100, 83)).moved(0, 18, 80)
    return merge([back, *sides, roof, block(width, 44, 2, 0.1, (100, 83)).moved(0, 19, 5)])


def _logs(rng: np.random.Generator) -> list[Mesh]:
    ends = [
        ((-24, 14, 12), (22, 20, 12)),
        ((-20, 26, 12), (25, 22, 12)),
        ((-18, 12, 20), (16, 27, 21)),
        ((17, 13, 20), (-13, 27, 22)),
    ]
    logs = []
    for a, b in ends:
        path = curve([a, np.add(a, b) / 2 + rng.normal(0, 0.8, 3), b], 14)
        logs.append(_capped(path, 4.4 + rng.uniform(-0.5, 0.8) + rng.normal(0, 0.15, 14)))
    return logs


def _capped(path: np.ndarray, radius: np.ndarray) -> Mesh:
    inner = np.vstack([path[:1], path, path[-1:]])
    return tube(inner + np.linspace(-1e-3, 1e-3, len(inner))[:, None], np.concatenate([[0.05], radius, [0.05]]), 18)


def _embers(rng: np.random.Generator) -> Mesh:
    lumps = []
    for _ in range(46):
        wide, deep, tall = rng.uniform([2, 2, 1.5], [5, 5, 3]).tolist()
        x, y, turn = rng.uniform([-22, 12, 0], [22, 28, 90]).tolist()
        lumps.append(block(wide, deep, tall, 0.7).turned((0, 0, 1), turn).moved(x, y, 6.6))
    return merge(lumps)


def _flames(fire: float, size: float, rng: np.random.Generator) -> list[Mesh]:
    """Tongues: flat teardrops that lick and lean."""
    tongues = []
    for _ in range(11):
        x, y, tall = rng.uniform(-19, 19), rng.uniform(15, 25), fire * size * rng.uniform(18, 38)
        tall *= 1 - 0.4 * abs(x) / 19
        t = np.linspace(0, 1, 26)
        sway = rng.uniform(1.5, 4) * np.sin(t * rng.uniform(3, 5) + rng.random() * 6) * t
        path = np.stack([x * (1 - 0.3 * t) + sway, y + 0.5 * sway, 12 + tall * t], -1)
        tongues.append(tube(path, size * 4.4 * np.sin(np.pi * np.clip(t + 0.08, 0, 1) ** 0.62) ** 1.2 + 0.03, 14))
    return tongues


MAKER = Maker(fireplace)
