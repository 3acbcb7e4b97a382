"""A tablet leaning on its cover, with a pen beside it."""

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex
from imperium.scene.forms import cushion
from imperium.scene.maker import Maker, Part, Seed, finish
from imperium.scene.mesh import Mesh, merge
from imperium.scene.shapes import disc, lathe, plane, profile, rounded_box, rounded_rectangle

LEAN = 68.0  # degrees from lying to standing


def tablet(
    *,
    color: Hex = "#c9ccd1",
    accent: Hex = "#6fa8ff",
    label: str = Field(default="", max_length=40),
    inches: float = Field(default=11, ge=7, le=18),
    landscape: bool = True,
    pen: bool = True,
    seed: Seed = 0,
) -> tuple[Part, ...]:
    """`accent` is the display's; the cover takes a shade of the shell."""
    long, short = inches * 2.54 * 0.82 + 1.4, inches * 2.54 * 0.575 + 1.4
    wide, high = (long, short) if landscape else (short, long)
    shell = finish("metal", kind="aluminium", roughness=0.28, tint=color)
    look = finish("screen", kind="desktop" if landscape else "phone", accent=accent, text=label, seed=seed)
    glass = cushion(rounded_rectangle(wide - 0.16, high - 0.16, 0.95), 0.06, 0.03).moved(z=0.56)
    parts = [
        Part("body", _leaned(cushion(rounded_rectangle(wide, high, 1.05), 0.6, 0.16), high), shell),
        Part("glass", _leaned(glass, high), finish("plastic", color="#050607", roughness=0.04)),
        Part("screen", _leaned(plane(wide - 1.5, high - 1.5).moved(z=0.625), high), look, (wide - 1.5, high - 1.5)),
        Part("lens", _leaned(disc(0.14, 24).moved(y=high / 2 - 0.42, z=0.624), high),
             finish("plastic", color="#1c2733", roughness=0.05)),
        Part("cover", _cover(wide, high), finish("leather", color="#3a3f48", seed=seed), (wide, high)),
    ]  # fmt: skip
    if pen:
        parts.append(Part("pen", _pen(wide), finish("plastic", color="#f2f2f0", roughness=0.15)))
    return tuple(parts)


def _leaned(mesh: Mesh, high: float) -> Mesh:
    return mesh.moved(y=high / 2).turned((1, 0, 0), LEAN).moved(z=0.35)


def _cover(wide: float, high: float) -> Mesh:
    """A back that the tablet leans on, folded to a prop, and the flap on the table."""
    back = rounded_box(wide + 0.1, high + 0.1, 0.3, 0.12, 3).moved(z=-0.3)
    top = high * np.sin(np.radians(LEAN)) * 0.62
    foot = high * 0.62 * np.cos(np.radians(LEAN))
    prop = rounded_box(wide * 0.96, 0.3, top / np.cos(np.radians(24)), 0.12, 3).turned((1, 0, 0), 24)
    flap = rounded_box(wide + 0.1, high * 0.34, 0.3, 0.12, 3).moved(y=high * 0.1)
    lean = np.tan(np.radians(24)) * top
    return merge([_leaned(back.moved(), high), prop.moved(y=foot + lean + 0.3, z=0.1), flap])


def _pen(wide: float) -> Mesh:
    outline = profile([(0.01, 0), (0.06, 0.05), (0.42, 1.6), (0.42, 16.2), (0.01, 16.5)], [0, 0.02, 0.3, 0.3, 0])
    return lathe(outline, 48).turned((0, 1, 0), 90).turned((0, 0, 1), 6).moved(-wide / 2 + 1.5, -4.2, 0.43)


MAKER = Maker(tablet)
