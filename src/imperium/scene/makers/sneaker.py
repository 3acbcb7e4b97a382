"""A sneaker: midsole and outsole, an upper with toe cap, heel and side stripes, tongue and laces."""

from collections.abc import Callable

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex
from imperium.scene.forms import capsule, cushion, deformed, rings, spline, superellipsoid
from imperium.scene.maker import Maker, Part, Seed, finish
from imperium.scene.mesh import Array, Mesh, lattice, merge
from imperium.scene.shapes import rounded_rectangle, sweep, tube

# The foot seen from above, toe to -x, counter-clockwise from the toe.
FOOT = [(-14.5, 0.3), (-13.4, -2.9), (-9.5, -4.7), (-4, -4.5), (2, -3.8), (8, -3.6), (12.3, -3.2), (14.2, -1.7)]
FOOT += [(14.6, 0), (14.2, 1.7), (12.3, 3.1), (8, 3.3), (2, 3.1), (-4, 4.1), (-9.5, 4.5), (-13.2, 2.9)]
COUNT = 240
Skin = Callable[[Array, Array], Array]


def sneaker(
    *,
    color: Hex = "#e9e6df",
    accent: Hex = "#2f5f8f",
    sole: Hex = "#f6f4ee",
    tread: Hex = "#b98a52",
    stripes: int = Field(default=3, ge=0, le=5),
    pair: bool = False,
    seed: Seed = 0,
) -> tuple[Part, ...]:
    """The toe points to -x, the outer side to -y; `accent` colours stripes, heel and lining."""
    skin = _skin(_foot())
    leather = finish("leather", color=color, seed=seed)
    second = finish("leather", color=accent, seed=seed + 1)
    panels = [_patch(skin, 0.928, 1.072, 0.02, 0.30), _patch(skin, 0.40, 0.60, 0.02, 0.62)]
    eyestays = [_patch(skin, low, low + 0.042, 0.48, 0.95) for low in (0.935, 1.023)]
    parts = [
        Part("sole", _sole(), finish("rubber", color=sole, roughness=0.5)),
        Part("tread", _tread(), finish("rubber", color=tread)),
        Part("upper", _whole(skin), finish("canvas", color=color, threads=14, seed=seed), (70, 14)),
        Part("panels", merge([panels[0], *eyestays]), leather, (14, 10)),
        Part("heel", panels[1], second, (12, 10)),
        Part("tongue", merge([_patch(skin, 0.978, 1.022, 0.44, 1.0, 0.02), _tongue(skin)]), second, (8, 12)),
        Part("lining", merge([_collar(skin), _inside(skin)]), finish("fabric", color=accent, threads=12), (30, 6)),
        Part("laces", _laces(skin), finish("fabric", color=sole, threads=10), (10, 1)),
        Part("seams", _seams(skin), finish("fabric", color=sole, threads=10)),
    ]
    if stripes:
        parts.append(Part("stripes", merge(_stripes(skin, stripes)), second, (10, 6)))
    if not pair:
        return tuple(parts)
    twin = [
        Part(p.slot, merge([p.mesh, p.mesh.turned((0, 0, 1), -9).moved(3.5, 11.5)]), p.finish, p.size) for p in parts
    ]
    return tuple(twin)


def _foot() -> Array:
    return spline(FOOT, COUNT, closed=True)


def _spring(x: Array) -> Array:
    """How far the sole lifts off the ground under the toes."""
    return np.asarray(1.5 * np.clip((-x - 7.5) / 7, 0, 1) ** 2)


def _top(x: Array) -> Array:
    """Height of the sole's upper edge."""
    return np.asarray(2.9 + 0.05 * (x + 8) + _spring(x))


def _sole() -> Mesh:
    """A midsole that flares towards the ground, with a groove round it."""
    levels = [(0.94, 0.0), (1.0, 0.06), (1.035, 0.2), (1.035, 0.42), (1.02, 0.46), (1.02, 0.5), (1.03, 0.54)]
    levels += [(1.022, 0.9), (1.0, 1.0), (0.96, 1.02), (0.6, 1.0), (0.05, 1.0)]
    foot = _foot()
    stack = []
    for size, t in levels:
        ring = foot * [1 + (size - 1) * 0.5, size] if size > 0.9 else foot * size
        low = 0.35 + _spring(ring[:, 0])
        stack.append(np.column_stack([ring, low + (_top(ring[:, 0]) - low) * t]))
    return rings(np.stack(stack))


def _tread() -> Mesh:
    body = cushion(_foot() * [1.005, 1.01], 0.5, 0.15)

    def lifted(points: Array) -> Array:
        return points + np.column_stack([0 * points[:, :2], _spring(points[:, 0])])

    return deformed(body, lifted)


def _collar_ring(turn: Array) -> Array:
    """The opening: higher behind, dipping under the ankle."""
    angle = np.pi + 2 * np.pi * turn
    x, y = 8.3 + 5.3 * np.cos(angle), 2.75 * np.sin(angle)
    z = 10.9 + 0.15 * (x - 8) + 1.1 * np.clip((x - 10) / 4, 0, 1) ** 2 - 1.0 * np.abs(np.sin(angle)) ** 3
    return np.stack([x, y, z], -1)


def _skin(foot: Array) -> Skin:
    """The upper as a map from place round the foot (1 is the toe, as 0 is) and rise in 0–1 to points."""
    ends = np.vstack([foot, foot[:1]])

    def at(turn: Array, rise: Array) -> Array:
        turn = turn % 1.0
        base = np.stack([np.interp(turn * COUNT, np.arange(COUNT + 1), ends[:, k]) for k in (0, 1)], -1)
        low = np.column_stack([base.reshape(-1, 2) * 0.985, _top(base[..., 0].ravel()) - 0.25]).reshape(
            *base.shape[:-1], 3
        )
        high = _collar_ring(turn)
        front = np.clip((4 - base[..., 0]) / 18, 0, 1)[..., None]
        side = np.stack([0 * turn, np.sign(base[..., 1]) * np.minimum(np.abs(base[..., 1]), 1), 0 * turn], -1)
        swell = low + np.array([0, 0, 1.0]) * (4.2 + 0.9 * front) + np.array([-0.2, 0, 0]) * front + 0.35 * side
        neck = high + front * np.array([-6.8, 0, -2.6]) + (1 - front) * (0.75 * side + np.array([0, 0, -3.2]))
        t = rise[..., None]
        return np.asarray((1 - t) ** 3 * low + 3 * t * (1 - t) ** 2 * swell + 3 * t**2 * (1 - t) * neck + t**3 * high)

    return at


def _whole(skin: Skin) -> Mesh:
    turn, rise = np.meshgrid(np.arange(COUNT) / COUNT, np.linspace(0, 1, 48))
    return rings(skin(turn, rise))


def _patch(skin: Skin, start: float, end: float, low: float, high: float, thick: float = 0.09) -> Mesh:
    """A piece of leather on the upper, its edges rolled in."""
    turn, rise = np.meshgrid(np.linspace(start, end, 60), np.linspace(low, high, 40))
    return _raised(skin(turn, rise), thick)


def _raised(points: Array, thick: float) -> Mesh:
    flat = lattice(points)
    rim = np.minimum.outer(_rim(points.shape[0]), _rim(points.shape[1]))
    lift = thick * np.sqrt(np.clip(1 - (1 - rim) ** 2, 0, 1))
    return lattice(points + flat.normals.reshape(points.shape) * lift[..., None])


def _rim(count: int) -> Array:
    """0 at both ends, 1 from the third point on."""
    steps = np.arange(count)
    return np.asarray(np.clip(np.minimum(steps, steps[::-1]) / 2.5, 0, 1))


def _stripes(skin: Skin, count: int) -> list[Mesh]:
    """Slanted bars on both sides."""
    bars = []
    for side in (1, -1):
        for k in range(count):
            t = np.linspace(0, 1, 30)[:, None]
            across = np.linspace(0, 1, 10)[None]
            middle = 0.185 + 0.034 * k + 0.06 * t
            turn = 1.0 + side * (middle + 0.013 * (across - 0.5) * 1.2)
            points = skin(*np.broadcast_arrays(turn[:, ::side], 0.08 + 0.62 * t + 0 * across))
            bars.append(_raised(points, 0.08))
    return bars


def _tongue(skin: Skin) -> Mesh:
    """The padded tongue: on along the instep and out of the collar."""
    low, near, high = (skin(np.array([1.0]), np.array([rise]))[0] for rise in (0.8, 0.9, 1.0))
    ahead = (high - near) / np.linalg.norm(high - near)
    up = np.array([0, 0, 1.0])
    lifted = [low, high + 0.15 * up, high + 1.6 * ahead + 0.7 * up, high + 2.8 * ahead + 1.9 * up]
    path = spline(np.array(lifted), 40)
    pad = sweep(path, (0, 1, 0), rounded_rectangle(4.9, 0.95, 0.46, 7))
    return merge([pad, superellipsoid(0.47, 2.45, 0.47, 2.4, 2.0, 24).moved(*path[-1])])


def _collar(skin: Skin) -> Mesh:
    turn = np.linspace(0, 1, 121)
    return tube(_collar_ring(turn) - [0, 0, 0.1], 0.42, 16)


def _inside(skin: Skin) -> Mesh:
    turn, t = np.meshgrid(np.arange(120) / 120, np.linspace(0, 1, 12))
    ring = _collar_ring(turn)
    ring[..., 2] -= 5.5 * t
    return rings(ring * np.stack([1 + 0 * t, 0.93 + 0 * t, 1 + 0 * t], -1))


def _laces(skin: Skin) -> Mesh:
    """Bars across the instep, and a bow on top."""
    rows = []
    for rise in np.linspace(0.52, 0.92, 6):
        for slant in (0.0, 0.035):
            turn = np.linspace(0.956, 1.044, 24)
            path = skin(turn, np.clip(rise + slant * np.linspace(-1, 1, 24), 0, 1))
            bow = np.sin(np.linspace(0, np.pi, 24))[:, None] * [0, 0, 0.12] + [-0.05, 0, 0.22]
            rows.append(capsule(path + bow, 0.19, 10))
    knot = skin(np.array([1.0]), np.array([0.95]))[0] + [-0.3, 0, 0.4]
    for side in (-1, 1):
        loop = [(0, 0, 0), (-0.6, 1.4, 0.7), (-0.9, 2.9, 0.2), (-0.6, 2.7, -0.8), (-0.1, 1.2, -0.1), (0, 0, 0)]
        rows.append(capsule(spline([knot + np.array([x, side * y, z]) for x, y, z in loop], 48), 0.17, 10))
        tail = [(0, 0, 0), (-0.9, 1.0, -0.1), (-1.5, 2.4, -1.0), (-1.3, 3.1, -2.2)]
        rows.append(capsule(spline([knot + np.array([x, side * y, z]) for x, y, z in tail], 30), 0.17, 10))
    return merge(rows)


def _seams(skin: Skin) -> Mesh:
    """Lines of thread beside the pieces of leather, and the welt on the sole."""
    turn = np.linspace(0, 1, 200)
    welt = skin(turn, np.full(200, 0.045))
    toe = skin(np.linspace(0.925, 1.075, 80), np.full(80, 0.31))
    heel = [skin(np.full(40, u), np.linspace(0.03, 0.63, 40)) for u in (0.395, 0.605)]
    return merge(tube(path, 0.06, 8) for path in (welt, toe, *heel))


MAKER = Maker(sneaker)
