"""A camera in the classic shape: metal top, leather round the body, a lens with rings."""

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex
from imperium.scene.forms import cushion, fluted, loft, spline, superellipse
from imperium.scene.maker import Maker, Part, Seed, finish
from imperium.scene.mesh import Array, Mesh, merge
from imperium.scene.shapes import ellipsoid, lathe, profile, rounded_box, rounded_rectangle, tube

WIDE, DEEP, HIGH = 12.6, 3.4, 7.6


def camera(
    *,
    color: Hex = "#3a2c24",
    accent: Hex = "#c3c6cb",
    label: str = Field(default="", max_length=14),
    lens: float = Field(default=4.6, ge=2, le=14, description="How far the lens stands out, in centimetres."),
    strap: bool = True,
    seed: Seed = 0,
) -> tuple[Part, ...]:
    """`color` is the leather's, `accent` the metal's; the label stands above the lens."""
    silver = finish("metal", kind="aluminium", roughness=0.26, tint=accent)
    black = finish("metal", kind="black", roughness=0.3)
    outline = superellipse(WIDE, DEEP, 4.5, 120)
    skin = superellipse(WIDE + 0.1, DEEP + 0.1, 4.5, 120)
    base, top = cushion(outline, 1.2, 0.25), cushion(outline, 1.9, 0.3).moved(z=HIGH - 1.9)
    wrap = loft([(skin, 1.1), (skin, 1.16), (skin, HIGH - 1.96), (skin, HIGH - 1.9)], cap=False)
    parts = [
        Part("chassis", merge([base, top, _prism()]), silver),
        Part("leather", wrap, finish("leather", color=color, seed=seed), (30, 4.5)),
        Part("barrel", _out(_barrel(lens)), black),
        Part("rings", _out(_rings(lens)), finish("rubber", color="#17181a", roughness=0.5)),
        Part("mount", _out(lathe(_mount())), silver),
        Part("glass", _out(_glass(lens)), finish("plastic", color="#0a0d1c", roughness=0.02)),
        Part("dials", _dials(), silver),
        Part("finder", rounded_box(1.9, 0.16, 1.05, 0.07).moved(-4.1, -DEEP / 2 - 0.02, HIGH - 1.5),
             finish("plastic", color="#0b0e14", roughness=0.03)),
    ]  # fmt: skip
    if label:
        plate = rounded_box(3.6, 0.12, 0.9, 0.05).moved(0, -DEEP / 2 - 0.32, HIGH + 0.12)
        words = ({"text": label, "at": (0.5, 0.5), "height": 0.75},)
        parts.append(Part("name", plate, finish("lettering", color="#17181a", ink="#f2efe8", words=words), (3.6, 0.9)))
    if strap:
        parts.append(Part("strap", _strap(), finish("leather", color=color, seed=seed + 1), (30, 1)))
    return tuple(parts)


def _prism() -> Mesh:
    """The hump of the finder."""
    levels = [(4.8, DEEP, 0.0), (4.7, DEEP, 0.5), (3.7, DEEP * 0.9, 1.35), (3.3, DEEP * 0.8, 1.5), (2.6, 2.0, 1.56)]
    return loft([(rounded_rectangle(w, d, 0.35, 6), HIGH - 0.15 + z) for w, d, z in levels])


def _out(mesh: Mesh) -> Mesh:
    """From the z axis to the front of the camera."""
    return mesh.turned((1, 0, 0), 90).moved(y=-DEEP / 2, z=3.75)


def _mount() -> Array:
    return profile([(3.35, -0.2), (3.35, 0.3), (3.1, 0.42), (2.9, 0.42), (2.9, 0.3)], [0, 0.1, 0.05, 0.05, 0])


def _barrel(length: float) -> Mesh:
    body = [(2.95, 0.2), (2.95, 0.7), (2.8, 0.8), (2.8, length - 0.8), (3.0, length - 0.6), (3.0, length)]
    hood = [(2.8, length), (2.65, length - 0.5), (2.2, length - 0.8), (2.05, length - 0.75)]
    return lathe(profile(body + hood, [0, 0.08, 0.05, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0]))


def _rings(length: float) -> Mesh:
    """Focus and aperture rings with grips."""
    found = []
    for low, high, ribs in ((0.24, 0.46, 48), (0.54, 0.8, 72)):
        a, b = low * length, high * length
        ring = profile([(2.78, a), (3.06, a), (3.06, b), (2.78, b)], [0, 0.08, 0.08, 0])
        found.append(fluted(ring, ribs, 0.09, a - 0.3, b + 0.3, 576))
    return merge(found)


def _glass(length: float) -> Mesh:
    turn = np.linspace(0, 1, 24)
    dome = np.stack([2.12 * (1 - turn) + 1e-3, length - 0.85 + 0.5 * (1 - (1 - turn) ** 2)], -1)
    return lathe(dome)


def _dials() -> Mesh:
    knob = profile([(0.85, 0), (0.85, 0.62), (0.78, 0.7), (0.01, 0.7)], [0, 0.06, 0.06, 0])
    small = profile([(0.6, 0), (0.6, 0.5), (0.54, 0.56), (0.01, 0.56)], [0, 0.05, 0.05, 0])
    button = profile([(0.5, 0), (0.45, 0.3), (0.3, 0.36), (0.01, 0.3)], [0, 0.05, 0.1, 0])
    lug = ellipsoid(0.28, 0.3, 0.3, 16)
    return merge(
        [
            fluted(knob, 48, 0.05, 0.05, 0.65).moved(4.0, 0.2, HIGH),
            fluted(small, 36, 0.05, 0.05, 0.5).moved(-4.9, 0.2, HIGH),
            lathe(button, 48).moved(5.4, -0.7, HIGH),
            lug.moved(-WIDE / 2, 0, HIGH - 0.9),
            lug.moved(WIDE / 2, 0, HIGH - 0.9),
        ]
    )


def _strap() -> Mesh:
    """From lug to lug, lying on the table behind."""
    half = [(WIDE / 2 + 0.2, 0, HIGH - 1.0), (WIDE / 2 + 1.2, 1.2, 4.6), (WIDE / 2 + 1.6, 4.0, 0.8), (6.0, 8.5, 0.3)]
    path = spline([*half, (0.0, 9.6, 0.3), *[(-x, y, z) for x, y, z in half[::-1]]], 120)
    return tube(path, 0.26, 12)


MAKER = Maker(camera)
