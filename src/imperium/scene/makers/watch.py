"""A smart watch on its closed strap."""

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex
from imperium.scene.forms import spline
from imperium.scene.maker import Maker, Part, finish
from imperium.scene.mesh import Mesh, merge
from imperium.scene.shapes import lathe, plane, prism, profile, rounded_rectangle, sweep

TILT = 62.0  # degrees from lying to standing


def watch(
    *,
    color: Hex = "#2b2f36",
    accent: Hex = "#57c7ff",
    label: str = Field(default="", max_length=40),
    case: str = Field(default="black", pattern="^(black|steel|gold)$"),
    seed: int = 0,
) -> tuple[Part, ...]:
    """`color` is the strap's, `accent` the display's, `label` stands on the display. The face looks to -y."""
    metal = {"black": "black", "steel": "aluminium", "gold": "gold"}[case]
    screen = plane(3.02, 3.62).moved(z=1.085)
    glass = prism(rounded_rectangle(3.42, 4.02, 0.95), 0.1, 0.08).moved(z=0.98)
    parts = (
        Part("case", _body(), finish("metal", kind=metal, roughness=0.16)),
        Part("glass", glass, finish("plastic", color="#050608", roughness=0.03)),
        Part("screen", screen, finish("screen", kind="watch", accent=accent, text=label, seed=seed), (3.02, 3.62)),
        Part("crown", _crown(), finish("metal", kind=metal, roughness=0.1)),
    )
    strap = Part("strap", _strap(), finish("rubber", color=color), (22, 5))
    upright = tuple(Part(p.slot, _stood(p.mesh), p.finish, p.size) for p in parts)
    return (*upright, strap)


def _stood(mesh: Mesh) -> Mesh:
    return mesh.turned((1, 0, 0), TILT).moved(y=-2.05, z=3.9)


def _body() -> Mesh:
    return prism(rounded_rectangle(3.6, 4.2, 1.05), 1.0, 0.16)


def _crown() -> Mesh:
    knob = lathe(profile([(0.01, 0.32), (0.34, 0.3), (0.36, 0), (0.2, -0.1)], [0, 0.08, 0.05, 0]), 40)
    button = prism(rounded_rectangle(0.3, 1.0, 0.14), 0.12, 0.05)
    right = [knob.turned((0, 1, 0), 90).moved(1.82, 0.75, 0.5), button.turned((0, 1, 0), 90).moved(1.78, -0.7, 0.5)]
    return merge(right)


def _strap() -> Mesh:
    """A loop from the upper edge of the case round the back to its lower edge."""
    back = np.radians(TILT)
    up, out = np.array([0, np.cos(back), np.sin(back)]), np.array([0, -np.sin(back), np.cos(back)])
    case = np.array([0, -2.05, 3.9]) + out * 0.5
    top, bottom = case + up * 1.95, case - up * 1.95
    control = np.array(
        [
            top,
            top + up * 0.9 - out * 0.35,
            [0, 2.6, 6.2],
            [0, 4.0, 3.2],
            [0, 2.9, 0.35],
            [0, 0.2, 0.1],
            bottom - up * 0.75 - out * 0.3,
            bottom,
        ]
    )
    path = spline(control, 90)
    along = np.linspace(0, 1, len(path))
    widths = 2.25 + 0.75 * np.abs(along * 2 - 1) ** 4
    strips = []
    outline = rounded_rectangle(1.0, 0.3, 0.12, 4)
    band = sweep(path, (1, 0, 0), outline)
    vertices = band.vertices.reshape(len(path), -1, 3).copy()
    vertices[..., 0] *= widths[:, None]
    strips.append(Mesh(vertices.reshape(-1, 3), band.normals, band.uvs, band.faces))
    low = min(0.0, float(vertices[..., 2].min()))
    return merge(strips).moved(z=-low)


MAKER = Maker(watch)
