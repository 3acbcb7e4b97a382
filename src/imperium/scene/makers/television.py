"""A television: a sheet of glass on two feet."""

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex
from imperium.scene.forms import capsule, cushion
from imperium.scene.maker import Maker, Part, Seed, finish
from imperium.scene.mesh import Mesh, merge
from imperium.scene.shapes import plane, rounded_box, rounded_rectangle

FOOT = 7.0


def television(
    *,
    color: Hex = "#1b1c1f",
    accent: Hex = "#e58a4e",
    inches: float = Field(default=55, ge=24, le=110),
    soundbar: bool = True,
    seed: Seed = 0,
) -> tuple[Part, ...]:
    """`accent` is the evening of the picture that it shows."""
    high = inches * 2.54 / np.hypot(1, 16 / 9)
    width = high * 16 / 9
    shell = finish("metal", kind="black", roughness=0.25, tint=color)
    case = cushion(rounded_rectangle(width + 1.0, high + 1.0, 0.4), 2.6, 0.5)
    bump = rounded_box(width * 0.62, high * 0.5, 4.2, 1.2).moved(y=-high * 0.18, z=-3.6)
    rim = cushion(rounded_rectangle(width + 0.7, high + 0.7, 0.35), 0.1, 0.04).moved(z=2.56)
    look = finish("picture", color=accent, lit=True, power=1.25, seed=seed)
    parts = [
        Part("case", merge([case, bump]), shell),
        Part("bezel", rim, finish("plastic", color="#040506", roughness=0.05)),
        Part("screen", plane(width, high).moved(z=2.68), look, (width, high)),
    ]
    placed = [
        Part(p.slot, p.mesh.turned((1, 0, 0), 90).moved(y=1.3, z=FOOT + high / 2), p.finish, p.size) for p in parts
    ]
    placed.append(Part("feet", _feet(width), shell))
    if soundbar:
        bar = rounded_box(width * 0.6, 8, 5.6, 1.2).moved(y=-16)
        placed.append(
            Part("soundbar", bar, finish("grille", color="#3a3c40", pattern="holes", pitch=0.6), (width * 0.6, 5.6))
        )
    return tuple(placed)


def _feet(width: float) -> Mesh:
    """A slim wedge to the front and the back under each side."""
    legs = []
    for side in (-1, 1):
        x = side * width * 0.36
        for reach in (-13.0, 11.0):
            path = np.array(
                [[x, 0, FOOT + 0.6], [x + side * 1.2, reach * 0.5, FOOT * 0.55], [x + side * 2.6, reach, 0.6]]
            )
            legs.append(capsule(path, 0.6, 16))
    return merge(legs)


MAKER = Maker(television)
