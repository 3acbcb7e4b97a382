"""A friendly robot: a round head with a display for a face, short arms, two feet."""

from typing import Literal

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex
from imperium.scene.decal import Mark
from imperium.scene.forms import capsule, cushion, spline, superellipse, superellipsoid
from imperium.scene.maker import Maker, Part, Seed, finish
from imperium.scene.mesh import Mesh, merge, scaling
from imperium.scene.shapes import ellipsoid, lathe, profile, tube


def robot(
    *,
    color: Hex = "#ecebe7",
    accent: Hex = "#e08a2f",
    glow: Hex = "#6fe3ff",
    label: str = Field(default="", max_length=20),
    mark: Mark = "bolt",
    mood: Literal["happy", "calm", "curious"] = "happy",
    waving: bool = True,
    seed: Seed = 0,
) -> tuple[Part, ...]:
    """`accent` colours joints and ears, `glow` the eyes."""
    decal = {"text": label, "mark": mark, "at": (0.5, 0.56), "width": 3.6}
    shell = finish("lacquer", color=color, flakes=0.0, seed=seed)
    front = finish("lacquer", color=color, ink=accent, decal=decal, flakes=0.0, seed=seed)
    joint = finish("plastic", color=accent, roughness=0.25)
    dark = finish("rubber", color="#2a2c30")
    parts = [
        Part("body", superellipsoid(5.6, 4.6, 6.2, 2.7, 2.4).moved(z=11.2), front, (11.2, 12.4)),
        Part("head", superellipsoid(7.2, 5.8, 5.2, 3.0, 2.8).moved(z=24.2), shell, (14, 10)),
        Part("face", superellipsoid(6.0, 1.0, 3.9, 3.4, 3.0).moved(0, -5.05, 24.0),
             finish("plastic", color="#07090d", roughness=0.05)),
        Part("eyes", _eyes(mood), finish("glow", color=glow, power=5)),
        Part("neck", lathe(_neck(), 64), dark),
        Part("ears", merge(_ear(side) for side in (-1, 1)), joint),
        Part("antenna", _antenna(), joint),
        Part("belt", _belt(), joint),
        Part("arms", merge([_arm(-1, waving), _arm(1, False)]), dark),
        Part("hands", merge([_hand(-1, waving), _hand(1, False)]), shell),
        Part("shoulders", merge(ellipsoid(1.5, 1.6, 1.6, 32).moved(s * 5.9, 0, 14.0) for s in (-1, 1)), joint),
        Part("legs", merge([_leg(-1), _leg(1)]), dark),
        Part("feet", merge(cushion(superellipse(4.4, 6.4, 2.8), 2.3, 0.9).moved(s * 2.6, -0.9) for s in (-1, 1)),
             shell),
    ]  # fmt: skip
    return tuple(parts)


def _eyes(mood: str) -> Mesh:
    """Arcs that smile, dots, or one eye larger than the other; they lie on the face."""
    y = -6.12
    if mood == "happy":
        turn = np.linspace(0.15, np.pi - 0.15, 24)
        arc = np.stack([1.15 * np.cos(turn), 0 * turn, 1.2 * np.sin(turn)], -1)
        return merge(capsule(arc, 0.27, 12).moved(x, y, 23.8) for x in (-2.5, 2.5))
    sizes = (1.0, 1.0) if mood == "calm" else (1.35, 0.8)
    return merge(
        ellipsoid(0.8 * s, 0.2, 1.1 * s, 28).moved(x, y, 24.2) for x, s in zip((-2.5, 2.5), sizes, strict=True)
    )


def _belt() -> Mesh:
    band = profile([(5.2, 8.1), (5.72, 8.2), (5.72, 8.9), (5.3, 9.0)], [0, 0.1, 0.1, 0])
    return lathe(band).transformed(scaling(1, 0.83, 1))


def _leg(side: int) -> Mesh:
    return tube(np.array([[side * 2.5, 0, 1.4], [side * 2.5, 0, 4.0], [side * 2.4, 0, 6.5]]), 1.15, 24)


def _neck() -> np.ndarray:
    rings = [(2.0 + 0.25 * (k % 2), 16.6 + 0.45 * k) for k in range(8)]
    return profile(rings, [0, *[0.15] * 6, 0])


def _ear(side: int) -> Mesh:
    outline = profile(
        [(2.1, 0), (2.1, 0.5), (1.5, 0.9), (0.9, 0.9), (0.8, 0.7), (0.01, 0.7)], [0, 0.2, 0.2, 0.1, 0.1, 0]
    )
    return lathe(outline, 64).turned((0, 1, 0), 90 * side).moved(side * 6.9, 0, 24.2)


def _antenna() -> Mesh:
    stalk = tube(np.array([[0, 0, 29.0], [0.05, 0, 30.2], [0, 0, 31.6]]), 0.24, 14)
    return merge([stalk, ellipsoid(0.85, 0.85, 0.85, 28).moved(z=32.2)])


def _reach(side: int, waving: bool) -> list[tuple[float, float, float]]:
    if waving:
        return [(side * 6.6, 0, 14.0), (side * 9.0, -0.6, 14.2), (side * 10.4, -0.9, 16.6), (side * 10.8, -1.0, 19.4)]
    return [(side * 6.6, 0, 13.8), (side * 8.2, -0.2, 12.2), (side * 8.5, -0.8, 9.6), (side * 8.1, -1.6, 7.4)]


def _arm(side: int, waving: bool) -> Mesh:
    path = spline(_reach(side, waving), 90)
    return tube(path, 0.72 + 0.1 * np.sign(np.sin(np.arange(90) * 1.1)), 20)


def _hand(side: int, waving: bool) -> Mesh:
    """A mitten: palm and thumb."""
    x, y, z = _reach(side, waving)[-1]
    up = 1 if waving else -1
    palm = superellipsoid(1.35, 1.0, 1.5, 2.4, 2.4).moved(x, y, z + up * 1.0)
    thumb = capsule(
        np.array([[x - side * 0.9, y - 0.3, z + up * 0.6], [x - side * 1.75, y - 0.5, z + up * 1.3]]), 0.5, 16
    )
    return merge([palm, thumb])


MAKER = Maker(robot)
