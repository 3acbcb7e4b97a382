"""A leather handbag: a flap with a clasp, stitched edges, a round handle."""

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex, shifted
from imperium.scene.decal import Mark
from imperium.scene.forms import capsule, flat_uvs, lumpy, polyline, rings, spline, stitches
from imperium.scene.maker import Maker, Part, Seed, finish
from imperium.scene.mesh import Array, Mesh, lattice, merge
from imperium.scene.shapes import rounded_box, rounded_rectangle, tube

WIDE, DEEP, HIGH = 27.0, 10.5, 20.0


def handbag(
    *,
    color: Hex = "#7c3b2a",
    accent: Hex = "#d9b56a",
    thread: Hex = "#e6cfa2",
    label: str = Field(default="", max_length=16),
    mark: Mark = "none",
    seed: Seed = 0,
) -> tuple[Part, ...]:
    """`accent` tints the metal; a label or mark stands on the clasp's plate."""
    hide = finish("leather", color=color, seed=seed)
    dark = finish("leather", color=shifted(color, lightness=-0.06), seed=seed + 1)
    gold = finish("metal", kind="gold" if accent == "#d9b56a" else "steel", tint=accent, roughness=0.14)
    decal = {"text": label, "mark": mark, "at": (0.5, 0.5), "width": 2.4}
    plate = flat_uvs(rounded_box(3.4, 0.5, 2.6, 0.2), 0, 2).moved(y=-DEEP * 0.5 - 0.75, z=7.6)
    shown = finish("lacquer", color=accent, decal=decal, flakes=1.0) if label or mark != "none" else gold
    return (
        Part("body", lumpy(_body(), 9, 0.12, seed), hide, (WIDE, HIGH)),
        Part("flap", _flap(), dark, (WIDE, 18)),
        Part("piping", _piping(), dark, (60, 1)),
        Part("thread", _thread(), finish("fabric", color=thread, threads=10)),
        Part("clasp", plate, shown, (3.4, 2.6)),
        Part("handle", _handle(), dark, (40, 3)),
        Part("rings", _rings(), gold),
        Part("feet", merge(_stud().moved(x, y) for x in (-10.5, 10.5) for y in (-3, 3)), gold),
    )


def _ring(t: float, grow: float = 0.0) -> Array:
    """The bag's outline at a part of its height: narrower above, its ends folded in a little."""
    wide, deep = WIDE * (1 - 0.14 * t) + 2 * grow, DEEP * (1 - 0.62 * t**1.3) + 2 * grow
    outline = rounded_rectangle(wide, deep, min(1.6, deep * 0.3), 10)
    return np.column_stack([outline, np.full(len(outline), 0.4 + t * (HIGH - 0.4))])


def _body() -> Mesh:
    levels = [_ring(t) for t in np.linspace(0, 1, 48)]
    floor = [levels[0] * [s, s, 0] + [0, 0, 0.4 - 0.25 * (s < 0.95)] for s in (0.02, 0.6, 0.93)]
    roof = [levels[-1] * [s, s, 0] + [0, 0, HIGH + 0.2] for s in (0.94, 0.5, 0.02)]
    return flat_uvs(rings(np.stack([*floor, *levels, *roof])), 0, 2)


def _front(z: Array) -> Array:
    """How far the front stands at -y."""
    t = np.clip((z - 0.4) / (HIGH - 0.4), 0, 1)
    return np.asarray(DEEP / 2 * (1 - 0.62 * t**1.3))


def _flap_points(grow: float) -> Array:
    """From the back over the top and down the front, its end a shallow curve."""
    v = np.linspace(0, 1, 70)[:, None]
    u = np.linspace(-1, 1, 60)[None]
    reach = 17.5 - 4.2 * np.abs(u) ** 2.6
    run = v * (reach + 4.0)
    over = np.clip(run, 0, 4.0)
    down = np.clip(run - 4.0, 0, None)
    z = HIGH + 0.35 + grow - down + 0.25 * np.sin(np.pi * np.clip(over / 4, 0, 1))
    y = np.where(down > 0, -_front(np.minimum(z, HIGH)) - 0.2 - grow * np.clip(down / 0.5, 0, 1), 2.0 - over)
    x = u * WIDE / 2 * (0.865 + 0.1 * np.clip(down / 14, 0, 1))
    return np.stack(np.broadcast_arrays(x, y, z), -1)


def _flap() -> Mesh:
    outer, inner = _flap_points(0.28), _flap_points(0.0)
    rim = [
        np.stack([inner[-1], outer[-1]]),
        np.stack([inner[:, 0], outer[:, 0]]),
        np.stack([outer[:, -1], inner[:, -1]]),
    ]
    sheet = lattice(outer[:, ::-1])
    return merge([sheet, *[lattice(edge) for edge in rim]])


def _piping() -> Mesh:
    """Corded seams up both ends, front and back, and the flap's turned edge."""
    lines = []
    for side in (-1, 1):
        for face in (-1, 1):
            t = np.linspace(0, 1, 40)
            x = side * (WIDE / 2 * (1 - 0.14 * t) - 0.5)
            y = face * (DEEP / 2 * (1 - 0.62 * t**1.3) - 0.12)
            lines.append(tube(np.stack([x, y, 0.4 + t * (HIGH - 0.4)], -1), 0.26, 10))
    edge = _flap_points(0.16)
    path = np.vstack([edge[24:, 0], edge[-1], edge[:23:-1, -1]])
    return merge([*lines, tube(path, 0.2, 10)])


def _thread() -> Mesh:
    """A row of stitches inside the flap's edge and along the foot."""
    edge = _flap_points(0.31)
    path = np.vstack([edge[26:67, 2], edge[66, 2:-2], edge[66:25:-1, -3]])
    foot = np.array([(x, -_front(np.array(1.6)) - 0.03, 1.6) for x in np.linspace(-WIDE * 0.46, WIDE * 0.46, 120)])
    return merge([stitches(path, 0.5, 0.3, 0.06), stitches(foot, 0.5, 0.3, 0.06)])


def _handle() -> Mesh:
    knots = [(-7.5, 0, HIGH + 1.6), (-7.8, 0, HIGH + 5), (-5.5, 0, HIGH + 10.2), (0, 0, HIGH + 12.2)]
    return tube(spline(knots + [(-x, y, z) for x, y, z in knots[-2::-1]], 90), 0.75, 20)


def _rings() -> Mesh:
    turn = np.linspace(0, 2 * np.pi, 49)
    ring = tube(np.stack([1.15 * np.cos(turn), 0 * turn, 1.25 * np.sin(turn)], -1), 0.22, 12)
    tabs = rounded_box(1.8, 2.4, 0.5, 0.2)
    lock = capsule(polyline([(-0.5, 0, 0), (0.5, 0, 0)]), 0.35, 16).moved(0, -DEEP * 0.5 - 1.15, 8.2)
    return merge([lock, *[ring.moved(s * 7.5, 0, HIGH + 1.4) for s in (-1, 1)],
                  *[tabs.moved(s * 7.5, 0, HIGH + 0.2) for s in (-1, 1)]])  # fmt: skip


def _stud() -> Mesh:
    return rounded_box(1.1, 1.1, 0.5, 0.22)


MAKER = Maker(handbag)
