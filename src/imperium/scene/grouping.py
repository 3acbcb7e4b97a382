"""Several things side by side, on, under, behind or round each other, at their real sizes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from imperium.scene.maker import extent, parts_of
from imperium.scene.mesh import Array
from imperium.scene.scene import Thing
from imperium.scene.stage import placement

Placer = Callable[[Sequence[Thing], Sequence[Thing], Sequence[Thing]], list[Thing]]
UPRIGHT = 1e-9  # cm²: a triangle that a vertical ray can't hit
GAP = 0.14  # of the neighbours' mean width
SEATS = frozenset({"chair", "armchair", "sofa", "stool"})  # these face what they stand round


@dataclass(frozen=True, slots=True)
class Standing:
    """Things of one kind that stand in `relation` to the standing numbered `to`."""

    copies: tuple[Thing, ...]
    relation: str = "beside"
    to: int | None = None


def grouped(standings: Sequence[Standing]) -> list[Thing]:
    """All things placed: the group stands on z=0, its middle over the origin."""
    placed: dict[int, list[Thing]] = {}
    for number in _order(standings):
        standing = standings[number]
        ground = placed.get(standing.to) if standing.to is not None else None
        others = [thing for things in placed.values() for thing in things]
        relation = standing.relation if ground else "beside"
        placed[number] = _PLACERS[relation](standing.copies, ground or others, others)
    return _centred([thing for number in range(len(standings)) for thing in placed[number]])


def _order(standings: Sequence[Standing]) -> list[int]:
    """Grounds before what stands on them; a circle is broken at its first member."""
    done: list[int] = []
    waiting = list(range(len(standings)))
    while waiting:
        ready = [k for k in waiting if standings[k].to is None or standings[k].to in done or standings[k].to == k]
        done.append((ready or waiting)[0])
        waiting.remove(done[-1])
    return done


def _size(thing: Thing) -> Array:
    low, high = extent(thing)
    return high - low


def _moved(thing: Thing, x: float, y: float, z: float) -> Thing:
    """The thing with the middle of its box over (x, y) and its lowest point at z."""
    low, high = extent(thing)
    middle = (low + high) / 2
    return thing.model_copy(update={"at": (x - float(middle[0]), y - float(middle[1]), z - min(float(low[2]), 0.0))})


def box(things: Sequence[Thing]) -> tuple[Array, Array]:
    """Lowest and highest corner of placed things."""
    boxes = [np.array(extent(thing)) + np.array(thing.at) for thing in things]
    return np.min([b[0] for b in boxes], axis=0), np.max([b[1] for b in boxes], axis=0)


def _beside(copies: Sequence[Thing], ground: Sequence[Thing], others: Sequence[Thing]) -> list[Thing]:
    """In a row, now on the right and now on the left of all that stands there."""
    placed = list(others)
    for number, thing in enumerate(copies):
        if not placed:
            placed.append(_moved(thing, 0, 0, 0))
            continue
        low, high = box(placed)
        size = _size(thing)
        gap = GAP * (size[0] + (high[0] - low[0]) / max(len(placed), 1)) / 2 + 0.02 * size[2]
        right = len(placed) % 2 == 1
        x = high[0] + gap + size[0] / 2 if right else low[0] - gap - size[0] / 2
        y = (0.25 if number % 2 else -0.18) * size[1]
        placed.append(_moved(thing, float(x), float(y), 0))
    return placed[len(others) :]


def _side(sign: int) -> Placer:
    def place(copies: Sequence[Thing], ground: Sequence[Thing], others: Sequence[Thing]) -> list[Thing]:
        placed: list[Thing] = []
        for thing in copies:
            low, high = box([*ground, *placed])
            half = _size(thing)[0] / 2
            gap = GAP * (half * 2 + high[0] - low[0]) / 2
            x = high[0] + gap + half if sign > 0 else low[0] - gap - half
            placed.append(_moved(thing, float(x), 0, 0))
        return placed

    return place


def _deep(sign: int) -> Placer:
    """Behind (1) or in front (-1), a little to the side, so that neither hides the other."""

    def place(copies: Sequence[Thing], ground: Sequence[Thing], others: Sequence[Thing]) -> list[Thing]:
        low, high = box(ground)
        sizes = [_size(thing) for thing in copies]
        row = sum(float(size[0]) * 1.15 for size in sizes)
        x, placed = (
            float(low[0] + high[0]) / 2 + (0.3 * float(high[0] - low[0]) if len(copies) == 1 else 0) - row / 2,
            [],
        )
        for thing, size in zip(copies, sizes, strict=True):
            gap = 0.2 * float(size[1]) + 0.08 * float(high[1] - low[1])
            y = float(high[1]) + gap + float(size[1]) / 2 if sign > 0 else float(low[1]) - gap - float(size[1]) / 2
            placed.append(_moved(thing, x + float(size[0]) * 0.575, y, 0))
            x += float(size[0]) * 1.15
        return placed

    return place


def _on(copies: Sequence[Thing], ground: Sequence[Thing], others: Sequence[Thing]) -> list[Thing]:
    """On what carries them: the surface below each one's foot, so on a chair's seat and not on its back."""
    low, high = box(ground)
    width, places = float(high[0] - low[0]), len(copies)
    placed = []
    for number, thing in enumerate(copies):
        x = float(low[0]) + width * (number + 1) / (places + 1)
        y = float(low[1] + high[1]) / 2 - (0.12 * float(high[1] - low[1]) if width > 30 else 0.0)
        half = _size(thing)[:2] / 2
        placed.append(_moved(thing, x, y, max(surface(other, x, y, half) for other in ground)))
    return placed


def _in(copies: Sequence[Thing], ground: Sequence[Thing], others: Sequence[Thing]) -> list[Thing]:
    """Inside an open vessel: low in it, close together."""
    low, high = box(ground)
    middle, tall = (low + high) / 2, float(high[2] - low[2])
    placed = []
    for number, thing in enumerate(copies):
        size = _size(thing)
        turn, ring = number * 2.4, 0.28 * float(min(high[0] - low[0], high[1] - low[1])) * min(number, 1)
        sink = 0.25 * tall if size[2] < 2 * tall else 0.1 * tall
        at = float(middle[0]) + ring * np.cos(turn), float(middle[1]) + ring * np.sin(turn)
        placed.append(_moved(thing, *at, float(low[2]) + sink + 0.35 * float(size[2]) * (number // 5)))
    return placed


def _under(copies: Sequence[Thing], ground: Sequence[Thing], others: Sequence[Thing]) -> list[Thing]:
    low, high = box(ground)
    spread = 0.5 * float(high[0] - low[0])
    count = len(copies)
    xs = [float(low[0] + high[0]) / 2 + spread * ((k + 1) / (count + 1) - 0.5) for k in range(count)]
    if count == 1:
        xs = [xs[0] + 0.16 * spread * 2]
    return [_moved(thing, x, float(low[1]) * 0.35, 0) for thing, x in zip(copies, xs, strict=True)]


def _around(copies: Sequence[Thing], ground: Sequence[Thing], others: Sequence[Thing]) -> list[Thing]:
    low, high = box(ground)
    middle = (low + high) / 2
    count = max(len(copies), 1)
    placed = []
    for number, thing in enumerate(copies):
        size = _size(thing)
        turn = 2 * np.pi * (number + 0.5) / count - np.pi / 2
        across = (high[:2] - low[:2]) / 2 + size[:2] * 0.65
        x, y = middle[0] + across[0] * np.cos(turn) * 1.15, middle[1] + across[1] * np.sin(turn) * 1.15
        turned = thing.model_copy(update={"turn": float(np.degrees(turn) + 90)}) if thing.maker in SEATS else thing
        placed.append(_moved(turned, float(x), float(y), 0))
    return placed


def _above(copies: Sequence[Thing], ground: Sequence[Thing], others: Sequence[Thing]) -> list[Thing]:
    low, high = box(ground)
    tall = float(high[2] - low[2])
    xs = np.linspace(low[0], high[0], len(copies) + 2)[1:-1].tolist()
    return [
        _moved(t, x, 0, float(high[2]) + 0.15 * tall + 0.2 * float(_size(t)[2]))
        for t, x in zip(copies, xs, strict=True)
    ]


def surface(ground: Thing, x: float, y: float, half: Array) -> float:
    """The highest point of a placed thing under a foot round (x, y), `half` (2,) to each side; its top beside it."""
    spots = [(x + dx * float(half[0]), y + dy * float(half[1])) for dx in (-0.5, 0, 0.5) for dy in (-0.5, 0, 0.5)]
    triangles = _triangles(ground.model_dump_json())
    heights = [height for spot in spots if (height := _height(triangles, *spot)) is not None]
    return max(heights, default=float(box([ground])[1][2]))


@lru_cache(8)
def _triangles(thing: str) -> Array:
    """Corners (n, 3, 3) of all triangles of a placed thing."""
    described = Thing.model_validate_json(thing)
    matrix = placement(described)
    meshes = [part.mesh.transformed(matrix) for part in parts_of(described)]
    return np.concatenate([mesh.vertices[mesh.faces] for mesh in meshes])


def _height(triangles: Array, x: float, y: float) -> float | None:
    """The highest z at which a vertical through (x, y) meets a triangle, by barycentric coordinates."""
    a, b, c = (triangles[:, k, :2] for k in range(3))
    area = (b[:, 0] - a[:, 0]) * (c[:, 1] - a[:, 1]) - (c[:, 0] - a[:, 0]) * (b[:, 1] - a[:, 1])
    upright = np.abs(area) < UPRIGHT
    area = np.where(upright, 1.0, area)
    v = ((x - a[:, 0]) * (c[:, 1] - a[:, 1]) - (c[:, 0] - a[:, 0]) * (y - a[:, 1])) / area
    w = ((b[:, 0] - a[:, 0]) * (y - a[:, 1]) - (x - a[:, 0]) * (b[:, 1] - a[:, 1])) / area
    hit = ~upright & (v >= 0) & (w >= 0) & (v + w <= 1)
    if not hit.any():
        return None
    z = triangles[hit, :, 2]
    v, w = v[hit], w[hit]
    return float((z[:, 0] * (1 - v - w) + z[:, 1] * v + z[:, 2] * w).max())


def _centred(things: list[Thing]) -> list[Thing]:
    low, high = box(things)
    x, y = (float(side) for side in (low + high)[:2] / 2)
    return [t.model_copy(update={"at": (t.at[0] - x, t.at[1] - y, t.at[2])}) for t in things]


_PLACERS: dict[str, Placer] = {
    "beside": _beside,
    "left": _side(-1),
    "right": _side(1),
    "behind": _deep(1),
    "before": _deep(-1),
    "on": _on,
    "in": _in,
    "under": _under,
    "around": _around,
    "above": _above,
}
