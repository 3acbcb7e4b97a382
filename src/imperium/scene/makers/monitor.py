"""A desk monitor: thin bezel, a neck, a flat foot."""

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex
from imperium.scene.forms import cushion, superellipse
from imperium.scene.maker import Maker, Part, Seed, finish
from imperium.scene.mesh import Mesh, merge
from imperium.scene.shapes import plane, rounded_box, rounded_rectangle, tube


def monitor(
    *,
    color: Hex = "#c4c7cc",
    accent: Hex = "#6fa8ff",
    label: str = Field(default="", max_length=40),
    inches: float = Field(default=27, ge=15, le=49),
    wide: bool = False,
    seed: Seed = 0,
) -> tuple[Part, ...]:
    """`wide` is 21:9 instead of 16:9."""
    ratio = 21 / 9 if wide else 16 / 9
    high = inches * 2.54 / np.hypot(1, ratio)
    width, foot = high * ratio, 14.0
    shell = finish("metal", kind="aluminium", roughness=0.3, tint=color)
    black = finish("plastic", color="#07080a", roughness=0.06)
    look = finish("screen", kind="desktop", accent=accent, text=label, seed=seed)
    case = cushion(rounded_rectangle(width + 1.2, high + 1.2, 0.5), 1.8, 0.5)
    front = cushion(rounded_rectangle(width + 1.0, high + 1.0, 0.45), 0.12, 0.05).moved(z=1.72)
    parts = [
        Part("case", case, shell),
        Part("bezel", front, black),
        Part("screen", plane(width, high).moved(z=1.85), look, (width, high)),
    ]
    upright = [Part(p.slot, _upright(p.mesh, foot + high / 2), p.finish, p.size) for p in parts]
    return (*upright, Part("stand", _stand(foot + high * 0.55), shell))


def _upright(mesh: Mesh, height: float) -> Mesh:
    return mesh.turned((1, 0, 0), 86).moved(y=-1.2, z=height)


def _stand(top: float) -> Mesh:
    """A disc-like foot, a round neck with a slot for the cable, a hinge plate."""
    foot = cushion(superellipse(24, 18, 3.2), 1.0, 0.3).moved(y=3.5)
    neck = np.array([[0, 5.5, 0.6], [0, 5.6, top * 0.45], [0, 5.0, top * 0.75], [0, 3.0, top]])
    pole = tube(neck, 1.9, 40)
    plate = rounded_box(9, 2.2, 9, 0.6).moved(y=1.8, z=top - 4.5)
    return merge([foot, pole, plate])


MAKER = Maker(monitor)
