"""An alarm clock with two bells, or a plain wall clock stood up."""

from typing import Literal

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex
from imperium.scene.forms import capsule, cushion, flat_uvs
from imperium.scene.maker import Maker, Part, Seed, finish
from imperium.scene.mesh import Mesh, merge
from imperium.scene.scene import Finish
from imperium.scene.shapes import disc, ellipsoid, lathe, profile, rounded_box, rounded_rectangle, tube

R, DEEP = 6.0, 4.4


def clock(
    *,
    color: Hex = "#2f6f73",
    accent: Hex = "#d9743f",
    dial: Hex = "#f6f1e6",
    label: str = Field(default="", max_length=12),
    kind: Literal["alarm", "wall"] = "alarm",
    hour: int = Field(default=10, ge=0, le=23),
    minute: int = Field(default=9, ge=0, le=59),
    seed: Seed = 0,
) -> tuple[Part, ...]:
    """The dial looks to -y; `accent` colours the second hand."""
    brass = finish("metal", kind="gold", roughness=0.18)
    paint = finish("lacquer", color=color, flakes=0.0, seed=seed)
    face = [
        Part("case", lathe(_case(kind)), paint, (38, 8)),
        Part(
            "rim",
            lathe(profile([(R - 0.75, 0.3), (R - 0.5, 0.75), (R - 0.15, 0.8), (R - 0.1, 0.4)], [0, 0.15, 0.2, 0])),
            brass,
        ),
        Part("dial", flat_uvs(disc(R - 0.55)), _dial(dial, label), (2 * R - 1.1, 2 * R - 1.1)),
        Part("ticks", _ticks(), finish("plastic", color="#22252b", roughness=0.3)),
        Part("hands", _hands(hour, minute), finish("plastic", color="#22252b", roughness=0.25)),
        Part("second", _second(), finish("plastic", color=accent, roughness=0.2)),
    ]
    rise = R + (1.6 if kind == "alarm" else 0.0)
    parts = [Part(p.slot, p.mesh.turned((1, 0, 0), 90).moved(y=-DEEP / 2, z=rise), p.finish, p.size) for p in face]
    if kind == "alarm":
        parts += [
            Part("bells", merge(_bell(s, rise) for s in (-1, 1)), brass),
            Part("legs", _legs(rise), brass),
            Part("hammer", _hammer(rise), brass),
        ]
    return tuple(parts)


def _case(kind: str) -> np.ndarray:
    deep = DEEP if kind == "alarm" else 2.2
    return profile(
        [(0.01, -deep), (R - 1.2, -deep), (R, -deep + 1.2), (R, 0.3), (R - 0.12, 0.75), (R - 0.7, 0.75)],
        [0, 0.6, 1.2, 0.2, 0.15, 0],
    )


def _dial(color: str, label: str) -> Finish:
    """Numerals round the edge; u runs right and v up on the dial."""
    words = []
    for k in range(1, 13):
        turn = np.radians(90 - 30 * k)
        at = (0.5 + 0.355 * float(np.cos(turn)), 0.5 + 0.355 * float(np.sin(turn)))
        words.append({"text": str(k), "at": at, "height": 1.5})
    if label:
        words.append({"text": label, "at": (0.5, 0.66), "height": 0.6})
    return finish("lettering", color=color, ink="#22252b", words=words, roughness=0.4)


def _ticks() -> Mesh:
    found = []
    for k in range(60):
        long = 0.5 if k % 5 == 0 else 0.22
        bar = rounded_box(0.13 if k % 5 == 0 else 0.06, long, 0.05, 0.02, 2).moved(y=R - 0.78 - long / 2)
        found.append(bar.turned((0, 0, 1), 6 * k))
    return merge(found)


def _hand(length: float, width: float, turn: float, height: float) -> Mesh:
    blade = cushion(rounded_rectangle(width, length * 1.18, width * 0.48, 6), 0.09, 0.035).moved(y=length * 0.41)
    return blade.moved(z=height).turned((0, 0, 1), -turn)


def _hands(hour: int, minute: int) -> Mesh:
    cap = lathe(profile([(0.36, 0.1), (0.34, 0.42), (0.01, 0.44)], [0, 0.06, 0]), 32)
    short = _hand(2.5, 0.42, 30 * (hour % 12 + minute / 60), 0.14)
    return merge([short, _hand(3.9, 0.3, 6 * minute, 0.25), cap])


def _second() -> Mesh:
    return merge(
        [_hand(4.2, 0.1, 150, 0.36), lathe(profile([(0.2, 0.4), (0.18, 0.52), (0.01, 0.53)], [0, 0.04, 0]), 24)]
    )


def _bell(side: int, rise: float) -> Mesh:
    cup = profile(
        [(2.35, 0), (2.5, 0.1), (2.3, 1.2), (1.0, 2.1), (0.3, 2.2), (0.28, 2.6), (0.01, 2.65)],
        [0, 0.1, 0.7, 0.6, 0.1, 0.08, 0],
    )
    post = tube(np.array([[0, 0, -1.4], [0, 0, 0], [0, 0, 1.6]]), 0.2, 14)
    return merge([lathe(cup, 72), post]).moved(z=R + 0.75).turned((0, 1, 0), 33 * side).moved(z=rise)


def _legs(rise: float) -> Mesh:
    legs = []
    for side in (-1, 1):
        for y in (-1.2, 1.2):
            foot = np.array([side * 4.3, y * 1.25, 0.42])
            legs += [
                capsule(np.array([[side * 3.3, y, rise - R * 0.72], foot]), 0.34, 16),
                ellipsoid(0.5, 0.5, 0.42, 20).moved(*foot),
            ]
    return merge(legs)


def _hammer(rise: float) -> Mesh:
    top = rise + R
    stalk = tube(np.array([[0, 0, top - 0.3], [0, 0, top + 1.6], [0.25, 0, top + 2.9]]), 0.14, 12)
    handle = np.array([[-5.1 + 0.51 * k, 0, top + 1.9 + 3.4 * np.sin(np.pi * k / 20) ** 0.8] for k in range(21)])
    return merge(
        [stalk, capsule(np.array([[-0.25, 0, top + 3.1], [0.75, 0, top + 3.1]]), 0.5, 18), tube(handle, 0.22, 14)]
    )


MAKER = Maker(clock)
