"""A camera drone: four arms with rotors, a gimbal in front."""

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex
from imperium.scene.decal import Mark
from imperium.scene.forms import capsule, deformed, flat_uvs, spline, superellipsoid
from imperium.scene.maker import Maker, Part, Seed, finish
from imperium.scene.mesh import Array, Mesh, merge
from imperium.scene.shapes import ellipsoid, lathe, profile, rounded_box, tube

CORNERS = ((-1, -1), (1, -1), (1, 1), (-1, 1))
HUB = 5.4


def drone(
    *,
    color: Hex = "#d9dbde",
    accent: Hex = "#e0622f",
    label: str = Field(default="", max_length=20),
    mark: Mark = "none",
    span: float = Field(default=13, ge=8, le=40),
    spinning: bool = False,
    seed: Seed = 0,
) -> tuple[Part, ...]:
    """Looks to -y; `accent` colours the rotors' tips; `spinning` shows rotors as discs of air."""
    decal = {"text": label, "mark": mark, "at": (0.5, 0.45), "width": 4.5}
    shell = finish("coat", color=color, decal=decal, speckle=0.02, grain=0.1, roughness=0.32, seed=seed)
    dark = finish("plastic", color="#202226", roughness=0.3)
    body = flat_uvs(superellipsoid(5.2, 8.6, 2.9, 3, 2.5), 0, 1).moved(z=HUB)
    ends = [(sx * span, sy * span * 0.8) for sx, sy in CORNERS]
    parts = [
        Part("body", body, shell, (10.4, 17)),
        Part("canopy", superellipsoid(3.8, 6.0, 1.7, 2.6, 2.2).moved(0, 0.8, HUB + 2.0), dark),
        Part("arms", merge(_arm(x, y) for x, y in ends), finish("coat", color=color, grain=0.1, roughness=0.32)),
        Part("motors", merge(lathe(_motor(), 64).moved(x, y, HUB + 0.5) for x, y in ends),
             finish("metal", roughness=0.2)),
        Part("legs", merge(_leg(x, y) for x, y in ends), dark),
        Part("gimbal", _gimbal(), dark),
        Part("lens", ellipsoid(0.95, 0.5, 0.95, 32).moved(0, -10.3, HUB - 1.6),
             finish("plastic", color="#0a0d1c", roughness=0.02)),
        Part("lamps", merge(ellipsoid(0.5, 0.3, 0.25, 16).moved(s * 3.3, -7.5, HUB + 0.5) for s in (-1, 1)),
             finish("glow", color="#bfe6ff", power=6)),
    ]  # fmt: skip
    if spinning:
        disc = lathe(np.array([[span * 0.58, 0.0], [0.6, 0.0]]))
        blur = merge(disc.moved(x, y, HUB + 2.4) for x, y in ends)
        return (*parts, Part("rotors", blur, finish("glass", tint="#c9ccd0", thin=True)))
    rotors = [_rotor(span * 0.58, 35 + 50 * k).moved(x, y, HUB + 2.35) for k, (x, y) in enumerate(ends)]
    tips = [_rotor(span * 0.58, 35 + 50 * k, tip=True).moved(x, y, HUB + 2.36) for k, (x, y) in enumerate(ends)]
    return (*parts, Part("rotors", merge(rotors), dark), Part("tips", merge(tips), finish("plastic", color=accent)))


def _arm(x: float, y: float) -> Mesh:
    path = spline([(x * 0.18, y * 0.35, HUB), (x * 0.5, y * 0.7, HUB + 0.5), (x, y, HUB + 0.3)], 32)
    return merge([tube(path, np.linspace(1.7, 1.0, 32), 24), ellipsoid(1.5, 1.5, 1.0, 28).moved(x, y, HUB + 0.2)])


def _motor() -> Array:
    return profile(
        [(1.2, -0.4), (1.25, 0.9), (1.0, 1.2), (0.4, 1.25), (0.35, 2.1), (0.01, 2.2)], [0, 0.1, 0.2, 0.1, 0.1, 0]
    )


def _leg(x: float, y: float) -> Mesh:
    return capsule(np.array([[x, y, HUB - 0.4], [x * 1.02, y * 1.02, 2.6], [x * 1.03, y * 1.03, 0.35]]), 0.36, 14)


def _rotor(length: float, turn: float, tip: bool = False) -> Mesh:
    """Two twisted blades; or only their last eighth."""
    low, high = (0.86, 1.0) if tip else (0.06, 0.87)
    blade = rounded_box(1, 1, 1, 0.45, 6).moved(z=-0.5)

    def twisted(points: Array) -> Array:
        t = low + (high - low) * (points[:, 0] + 0.5)
        chord = 1.75 * np.sin(np.pi * t.clip(0, 1) ** 0.65) ** 0.6 * (1 - 0.35 * t) + 0.25
        pitch = np.radians(22 - 14 * t)
        y, z = points[:, 1] * chord, points[:, 2] * (0.14 + (0.015 if tip else 0))
        moved = [t * length, y * np.cos(pitch) - z * np.sin(pitch), y * np.sin(pitch) + z * np.cos(pitch)]
        return np.stack(moved, -1)

    one = deformed(blade, twisted)
    return merge([one.turned((0, 0, 1), turn), one.turned((0, 0, 1), turn + 180)])


def _gimbal() -> Mesh:
    bracket = capsule(
        spline([(0, -6.5, HUB - 0.6), (0, -8.2, HUB - 0.4), (1.7, -8.8, HUB - 1.0), (1.75, -9.0, HUB - 1.6)], 24), 0.32
    )
    eye = superellipsoid(1.35, 1.3, 1.3, 3, 3).moved(0, -9.1, HUB - 1.6)
    ring = lathe(profile([(1.0, 0), (1.12, 0), (1.12, 0.35), (1.0, 0.35)], [0, 0.06, 0.06, 0]), 48)
    return merge([bracket, eye, ring.turned((1, 0, 0), 90).moved(0, -10.1, HUB - 1.6)])


MAKER = Maker(drone)
