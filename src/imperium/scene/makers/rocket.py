"""A rocket: a polished body with painted bands, fins, engine bells, a porthole or two."""

from typing import Literal

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex
from imperium.scene.maker import Maker, Part, finish
from imperium.scene.mesh import Array, Mesh, merge, scaling
from imperium.scene.shapes import ellipsoid, lathe, lathe_size, profile, tube
from imperium.scene.solids import beam, block, curve, plate, sides_up


def rocket(
    *,
    color: Hex = "#eef0f2",
    accent: Hex = "#c2392b",
    style: Literal["classic", "launcher"] = "classic",
    height: float = Field(default=3000, ge=10, le=15000),
    seed: int = 0,
) -> tuple[Part, ...]:
    """`accent` paints nose, fins and bands."""
    s = scaling(*[height / 1000] * 3)
    parts = _classic(color, accent) if style == "classic" else _launcher(color, accent)
    return tuple(
        Part(p.slot, p.mesh.transformed(s), p.finish, (p.size[0] * height / 1000, p.size[1] * height / 1000))
        for p in parts
    )


def _classic(color: str, accent: str) -> list[Part]:
    """A spindle on three fins, 10 m high here."""
    spine = curve([(52, 150), (88, 240), (118, 430), (108, 640), (72, 810), (30, 930), (0.5, 1000)], 120)
    cut = int(np.argmin(np.abs(spine[:, 1] - 800)))
    low = int(np.argmin(np.abs(spine[:, 1] - 235)))
    gloss, red = finish("plastic", color=color, roughness=0.04), finish("plastic", color=accent, roughness=0.04)
    steel = finish("metal", kind="steel", roughness=0.15)
    ports = [(_at(spine, 600), 600.0, 30.0), (_at(spine, 480), 480.0, 22.0)]
    return [
        Part("body", lathe(spine[low : cut + 1]), gloss, lathe_size(spine)),
        Part("nose", merge([lathe(spine[cut:]), lathe(spine[: low + 1])]), red),
        Part("bands", merge(_band(spine, z) for z in (235, 800)), steel),
        Part("fins", merge(_fin().turned((0, 0, 1), 90 + 120 * k) for k in range(3)), red),
        Part(
            "bell",
            lathe(profile([(30, 165), (36, 150), (62, 80), (58, 80), (30, 145), (0.01, 150)], [0, 6, 1, 1, 8, 0]), 72),
            finish("metal", kind="copper", roughness=0.3),
        ),
        Part("rims", merge(_port(r, z, size) for r, z, size in ports), steel),
        Part(
            "glass",
            merge(ellipsoid(size * 0.8, 7, size * 0.8, 28).moved(0, -r - 1, z) for r, z, size in ports),
            finish("plastic", color="#0e2a3d", roughness=0.02),
        ),
    ]


def _at(spine: Array, z: float) -> float:
    return float(np.interp(z, spine[:, 1], spine[:, 0]))


def _band(spine: Array, z: float) -> Mesh:
    r = _at(spine, z)
    return lathe(profile([(r - 2, z - 7), (r + 2.6, z - 6), (r + 2.2, z + 6), (r - 3, z + 7)], [0, 1.5, 1.5, 0]), 96)


def _port(r: float, z: float, size: float) -> Mesh:
    ring = lathe(profile([(size * 0.78, -8), (size * 0.78, 7), (size, 8), (size * 1.04, -8)], [0, 2, 3, 0]), 48)
    return ring.turned((1, 0, 0), 90).moved(0, -r + 3, z)


def _fin() -> Mesh:
    """A swept fin that ends in a foot."""
    lead = curve([(78, 420), (150, 330), (205, 190), (214, 0)], 24)
    trail = curve([(190, 0), (168, 120), (120, 190), (70, 215)], 18)
    return sides_up(plate(np.vstack([lead, trail]), 15, 6)).moved(y=7.5)


def _launcher(color: str, accent: str) -> list[Part]:
    """Two stages, a fairing and two boosters; 10 m high here, as a model of one that is."""

    def tank(r: float, low: float, high: float) -> Array:
        return profile([(r * 0.96, low), (r, low + 4), (r, high - 4), (r * 0.96, high)], [0, 3, 3, 0])

    white, dark = (
        finish("coat", color=color, grain=0.05, speckle=0.04, roughness=0.3),
        finish("plastic", color="#1b1d20", roughness=0.35),
    )
    fairing = lathe(np.vstack([[(44, 742)], curve([(58, 768), (58, 850), (46, 930), (22, 985), (0.5, 1000)], 60)]), 96)
    boosters = [
        m.moved(x=s * 84)
        for s in (-1, 1)
        for m in (
            lathe(tank(28, 60, 480)),
            lathe(np.vstack([[(28, 479)], curve([(28, 480), (24, 520), (10, 565), (0.5, 575)], 30)])),
        )
    ]
    bells = [_bell().moved(x, y) for x, y in ((0, -18), (-16, 10), (16, 10))] + [
        _bell().moved(x=s * 84) for s in (-1, 1)
    ]
    struts = [beam((s * 44, 0, z), (s * 60, 0, z), 6, 6, bevel=1) for s in (-1, 1) for z in (110, 430)]
    pipes = [tube(np.array([[50 * np.cos(a), 50 * np.sin(a), z] for z in (70, 300, 500)]), 2.6, 8) for a in (-1.9, 1.3)]
    return [
        Part(
            "tanks", merge([lathe(tank(50, 50, 520)), lathe(tank(44, 540, 740)), fairing, *boosters]), white, (200, 200)
        ),
        Part(
            "joints",
            merge(
                [lathe(np.array([[48.0, 515], [42, 545]])), lathe(np.array([[46.0, 50], [38, 30]])), *struts, *pipes]
            ),
            dark,
        ),
        Part(
            "bands",
            merge(
                lathe(profile([(r - 1, z - 9), (r + 0.7, z - 8), (r + 0.7, z + 8), (r - 1, z + 9)], [0, 0.5, 0.5, 0]))
                for r, z in ((50, 300), (50, 480), (44, 640))
            ),
            finish("plastic", color=accent, roughness=0.1),
        ),
        Part("bells", merge(bells), finish("metal", kind="copper", tint="#7d6a5c", roughness=0.3)),
        Part("fins", merge(block(3, 46, 60, 1).moved(0, 68, 50).turned((0, 0, 1), 90 * k) for k in range(4)), white),
    ]


def _bell() -> Mesh:
    return lathe(profile([(5, 62), (7, 46), (17, 0), (15.5, 0), (5, 44), (0.01, 46)], [0, 3, 0.4, 0.4, 3, 0]), 40)


MAKER = Maker(rocket)
