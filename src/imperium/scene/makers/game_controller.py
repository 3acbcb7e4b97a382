"""A game controller on a small stand: two sticks, a cross, four buttons."""

import numpy as np

from imperium.scene.colour import Hex
from imperium.scene.forms import cushion, deformed, flat_uvs, rings, spline, superellipse
from imperium.scene.maker import Maker, Part, Seed, finish
from imperium.scene.mesh import Array, Mesh, merge
from imperium.scene.shapes import lathe, profile, rounded_box, rounded_rectangle

# The right half of the outline seen from above, from the front's middle to the back's.
HALF = [
    (1.6, -2.2),
    (3.2, -2.9),
    (4.9, -5.4),
    (6.3, -6.5),
    (7.6, -5.6),
    (7.9, -2.6),
    (7.3, 1.2),
    (6.3, 3.4),
    (4.2, 3.9),
]
HALF += [(1.6, 3.6)]
BUTTONS = ((0.0, 1.15, "#58b947"), (1.15, 0.0, "#d64541"), (-1.15, 0.0, "#3d7fd9"), (0.0, -1.15, "#e8b02e"))
THICK, LEAN = 2.6, 52.0


def game_controller(
    *,
    color: Hex = "#eceae6",
    accent: Hex = "#2a2c31",
    glow: Hex = "#4fb3ff",
    coloured: bool = True,
    stand: bool = True,
    seed: Seed = 0,
) -> tuple[Part, ...]:
    """`accent` colours sticks and cross, `glow` the light bar."""
    shell = finish("coat", color=color, speckle=0.03, grain=0.12, roughness=0.4, seed=seed)
    dark = finish("rubber", color=accent)
    parts = [
        Part("shell", _shell(), shell, (16, 11)),
        Part("sticks", merge([_stick(-2.6, -1.35), _stick(2.6, -1.35)]), dark),
        Part("cross", _cross(), finish("plastic", color=accent, roughness=0.3)),
        Part("wells", merge([_well(-2.6, -1.35), _well(2.6, -1.35)]), finish("plastic", color=accent, roughness=0.25)),
        Part("bumpers", _bumpers(), finish("plastic", color=accent, roughness=0.2)),
        Part("light", _on(rounded_box(4.2, 0.22, 0.16, 0.07), 0, 2.95), finish("glow", color=glow, power=3)),
        Part("menu", merge(_on(_pill(), x, 1.6) for x in (-1.9, 1.9)), finish("plastic", color=accent)),
        *[
            Part(f"button{k}", _on(_button(), 4.6 + 0.9 * x, 1.0 + 0.9 * y),
                 finish("plastic", color=shade if coloured else accent, roughness=0.12))
            for k, (x, y, shade) in enumerate(BUTTONS)
        ],
    ]  # fmt: skip
    if not stand:
        low = min(float(p.mesh.bounds[0][2]) for p in parts)
        return tuple(Part(p.slot, p.mesh.moved(z=-low), p.finish, p.size) for p in parts)
    leaned = [Part(p.slot, p.mesh.turned((1, 0, 0), LEAN).moved(z=7.2), p.finish, p.size) for p in parts]
    return (*leaned, Part("stand", _stand(), finish("plastic", color=accent, roughness=0.25)))


def _surface(x: Array, y: Array) -> Array:
    """Height of the bend that the shell follows: the grips dip towards the player."""
    return np.asarray(-0.012 * x**2 - 0.022 * np.clip(-y, 0, None) ** 2)


def _shell() -> Mesh:
    outline = spline([*HALF, *[(-x, y) for x, y in HALF[::-1]]], 240, closed=True)
    t = np.linspace(-1, 1, 41)
    size = np.cos(np.pi / 2 * t).clip(1e-9) ** 0.42
    rise = np.sin(np.pi / 2 * t) * THICK * np.where(t > 0, 0.55, 0.85)
    stack = [np.column_stack([outline * s, np.full(len(outline), z)]) for s, z in zip(size, rise, strict=True)]
    return flat_uvs(deformed(rings(np.stack(stack)), _bent))


def _bent(points: Array) -> Array:
    moved = points.copy()
    moved[:, 2] += _surface(points[:, 0], points[:, 1])
    return moved


def _on(mesh: Mesh, x: float, y: float, sink: float = 0.0) -> Mesh:
    """The mesh on the shell's face."""
    reach = np.hypot(x / 8.2, y / 5.4)
    top = THICK * 0.55 * np.sqrt(max(1 - reach**4, 0.2)) + float(_surface(np.array(x), np.array(y)))
    return mesh.moved(x, y, top - sink)


def _stick(x: float, y: float) -> Mesh:
    cap = profile(
        [(0.45, 0), (0.5, 0.75), (1.02, 0.95), (1.05, 1.22), (0.85, 1.3), (0.01, 1.12)], [0, 0.2, 0.1, 0.1, 0.12, 0]
    )
    return _on(lathe(cap, 64), x, y, 0.12)


def _well(x: float, y: float) -> Mesh:
    ring = profile(
        [(1.42, -0.4), (1.42, 0.1), (1.3, 0.18), (1.18, 0.1), (1.1, -0.1), (0.01, -0.1)], [0, 0.05, 0.05, 0.1, 0.05, 0]
    )
    return _on(lathe(ring, 64), x, y, 0.04)


def _cross() -> Mesh:
    bar = cushion(rounded_rectangle(2.3, 0.76, 0.16), 0.42, 0.14)
    base = cushion(superellipse(2.8, 2.8), 0.16, 0.08)
    return merge(_on(m, -4.55, 1.0, 0.16) for m in (base, bar.moved(z=0.1), bar.turned((0, 0, 1), 90).moved(z=0.1)))


def _button() -> Mesh:
    return cushion(superellipse(0.98, 0.98), 0.46, 0.18, dome=0.06).moved(z=-0.12)


def _pill() -> Mesh:
    return cushion(superellipse(0.9, 0.36, 3), 0.2, 0.08).moved(z=-0.05)


def _bumpers() -> Mesh:
    blade = cushion(rounded_rectangle(3.4, 1.3, 0.5), 0.9, 0.35)
    return merge(blade.turned((0, 0, 1), -side * 9).moved(side * 4.7, 3.05, -0.15) for side in (-1, 1))


def _stand() -> Mesh:
    """A foot with a lip in front and a back rest between the grips."""
    foot = cushion(superellipse(9.5, 7.5, 3.5), 0.8, 0.3).moved(y=1.2)
    rest = cushion(rounded_rectangle(4.4, 7.4, 1.4), 0.7, 0.25).turned((1, 0, 0), LEAN + 6).moved(y=2.0, z=3.6)
    lip = rounded_box(4.0, 0.7, 2.2, 0.3).turned((1, 0, 0), -18).moved(y=-0.9, z=0.5)
    return merge([foot, rest, lip])


MAKER = Maker(game_controller)
