"""Spectacles or sunglasses, their temples open."""

from typing import Literal

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex
from imperium.scene.forms import capsule, cushion, spline, superellipse
from imperium.scene.maker import Maker, Part, Seed, finish
from imperium.scene.mesh import Array, Mesh, merge
from imperium.scene.shapes import ellipsoid, rounded_box, rounded_rectangle, sweep

# Width and height of a lens, and how square it is.
SHAPES = {"round": (4.9, 4.7, 2.1), "square": (5.2, 4.0, 4.0), "pilot": (5.6, 4.8, 2.7)}
APART, BACK = 6.9, 13.5


def glasses(
    *,
    color: Hex = "#3b2417",
    lens: Hex = "#2b2a2c",
    shape: Literal["round", "square", "pilot"] = "square",
    sun: bool = True,
    metal: bool = False,
    thickness: float = Field(default=0.42, ge=0.15, le=0.8),
    seed: Seed = 0,
) -> tuple[Part, ...]:
    """`lens` is the tint of sunglasses; plain lenses are clear."""
    wide, high, power = SHAPES[shape]
    frame = (
        finish("metal", kind="gold", roughness=0.12) if metal else finish("lacquer", color=color, flakes=0.0, seed=seed)
    )
    size = 0.18 if metal else thickness
    tinted = finish("plastic", color=lens, roughness=0.03) if sun else finish("glass", tint="#f4fbff", thin=True)
    middle = high / 2 + size
    outline = _drooped(superellipse(wide, high, power, 96), shape)
    return (
        Part("rims", merge(_rim(outline, s, middle, size) for s in (-1, 1)), frame),
        Part("lenses", merge(_lens(outline, s, middle) for s in (-1, 1)), tinted),
        Part("bridge", _bridge(wide, middle, size), frame),
        Part("temples", merge(_temple(s, wide, middle, size) for s in (-1, 1)), frame),
        Part("hinges", merge(_hinge(s, wide, middle) for s in (-1, 1)), finish("metal", kind="gold", roughness=0.15)),
        Part("pads", merge(_pad(s, middle) for s in (-1, 1)), finish("rubber", color="#d9d2c6")),
    )


def _drooped(outline: Array, shape: str) -> Array:
    """A pilot's lens is fuller towards its outer lower corner."""
    if shape == "pilot":
        outline = outline * np.stack([1 + 0.05 * outline[:, 1] / 2.4, np.ones(len(outline))], -1)
        outline[:, 1] -= 0.1 * np.abs(outline[:, 0])
    return outline


def _rim(outline: Array, side: int, middle: float, size: float) -> Mesh:
    path = np.column_stack([outline[:, 0] * side, np.zeros(len(outline)), outline[:, 1]])[::side]
    ring = sweep(path, (0, 1, 0), rounded_rectangle(size * 1.1, size, size * 0.42, 5), closed=True)
    return ring.turned((0, 0, 1), side * 5).moved(x=side * APART / 2, z=middle)


def _lens(outline: Array, side: int, middle: float) -> Mesh:
    sheet = (
        cushion(outline * 0.985 * [side, 1], 0.16, 0.05, dome=0.1)
        if side > 0
        else cushion((outline * 0.985 * [-1, 1])[::-1], 0.16, 0.05, dome=0.1)
    )
    return sheet.turned((1, 0, 0), 90).turned((0, 0, 1), side * 5).moved(side * APART / 2, 0.08, middle)


def _bridge(wide: float, middle: float, size: float) -> Mesh:
    gap = (APART - wide) / 2 + 0.1
    path = spline(
        [
            (-gap, 0, middle + 0.5),
            (-gap * 0.5, -0.12, middle + 0.85),
            (gap * 0.5, -0.12, middle + 0.85),
            (gap, 0, middle + 0.5),
        ],
        24,
    )
    return capsule(path, size * 0.55, 14)


def _temple(side: int, wide: float, middle: float, size: float) -> Mesh:
    """Straight back from the hinge, then bent down behind the ear to the table."""
    x = side * (APART / 2 + wide / 2 + 0.3)
    knots = [
        (x, 0.3, middle + 0.9),
        (x + side * 0.1, 4, middle + 1.0),
        (x, 9.0, middle + 0.85),
        (x - side * 0.25, 11.6, middle - 0.1),
    ]
    knots += [(x - side * 0.5, BACK, 0.45)]
    outline = rounded_rectangle(size * 0.62, size * 1.25, size * 0.3, 5)
    arm = sweep(spline(knots, 70), (1, 0, 0), outline)
    end = rounded_box(0.55, 0.5, size * 2.1, 0.15).moved(x - side * 0.22, 0.12, middle + 0.9 - size)
    tip = ellipsoid(size * 0.33, size * 0.4, size * 0.62, 16).moved(*knots[-1])
    return merge([arm, end, tip])


def _hinge(side: int, wide: float, middle: float) -> Mesh:
    x = side * (APART / 2 + wide / 2 + 0.06)
    return merge(
        [
            ellipsoid(0.14, 0.05, 0.07, 12).moved(x, -0.2, middle + 0.9),
            ellipsoid(0.12, 0.2, 0.22, 12).moved(x, 0.45, middle + 0.9),
        ]
    )


def _pad(side: int, middle: float) -> Mesh:
    return ellipsoid(0.12, 0.32, 0.6, 16).turned((0, 1, 0), -side * 18).moved(side * 0.72, 0.55, middle - 0.3)


MAKER = Maker(glasses)
