"""An airliner: a round fuselage with windows, swept wings with winglets, two engines, landing gear."""

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex
from imperium.scene.maker import Maker, Part, finish
from imperium.scene.mesh import Array, Mesh, merge, scaling
from imperium.scene.shapes import disc, lathe, profile, tube
from imperium.scene.solids import block, copies, curve, loft, mirrored
from imperium.scene.wheels import glazed

LENGTH, RADIUS, AXIS = 3760.0, 198.0, 400.0


def airplane(
    *,
    color: Hex = "#f2f3f4",
    accent: Hex = "#1d4f8f",
    length: float = Field(default=3760, ge=20, le=10000),
    gear: bool = True,
    seed: int = 0,
) -> tuple[Part, ...]:
    """It flies to +x. `accent` is the tail's, the winglets' and the engines'. Without gear it still stands on z=0."""
    paint, bright = finish("plastic", color=color, roughness=0.06), finish("metal", kind="aluminium", roughness=0.18)
    livery = finish("plastic", color=accent, roughness=0.06)
    body, cockpit = _fuselage()
    parts = [
        Part("fuselage", body, paint),
        Part("cockpit", cockpit, finish("plastic", color="#0b0f13", roughness=0.02)),
        Part("windows", mirrored(_windows()), finish("plastic", color="#14191e", roughness=0.04)),
        Part("doors", mirrored(merge(_doors())), finish("plastic", color="#9aa0a6", roughness=0.3)),
        Part("wings", mirrored(merge([_wing(), _stabiliser()])), finish("plastic", color="#c9cdd1", roughness=0.14)),
        Part("tail", merge([_fin(), mirrored(_winglet())]), livery),
        Part("engines", mirrored(merge([_nacelle(), _pylon()])), livery),
        Part("lips", mirrored(_lip()), bright),
        Part("fans", mirrored(merge(_fan())), finish("metal", kind="black", roughness=0.3)),
    ]
    if gear:
        parts += [
            Part("gear", merge(_struts()), bright),
            Part("tyres", merge(_tyres()), finish("rubber", color="#18191b")),
        ]
    s = scaling(*[length / LENGTH] * 3)
    low = min(float(p.mesh.vertices[:, 2].min()) for p in parts)
    return tuple(Part(p.slot, p.mesh.moved(z=-low).transformed(s), p.finish, p.size) for p in parts)


def _shape(x: Array) -> tuple[Array, Array]:
    """Radius and height of the axis along the fuselage; the tail rises, the nose droops a little."""
    nose = np.clip((LENGTH / 2 - x) / 520, 0, 1)
    tail = np.clip((x + LENGTH / 2) / 1150, 0, 1)
    radius = RADIUS * (1 - (1 - nose) ** 2.1) ** 0.56 * (0.07 + 0.93 * np.sin(tail * np.pi / 2) ** 0.85)
    axis = AXIS + 120 * (1 - tail) ** 1.6 - 46 * (1 - nose) ** 2
    return radius, axis


def _fuselage() -> tuple[Mesh, Mesh]:
    x = np.concatenate(
        [np.linspace(-LENGTH / 2, LENGTH / 2 - 530, 90), LENGTH / 2 - 520 * np.linspace(1, 0.0005, 90) ** 1.6]
    )
    radius, axis = _shape(x)
    turn = np.linspace(0, 2 * np.pi, 96, endpoint=False)
    y = radius[:, None] * np.cos(turn)[None]
    z = axis[:, None] + radius[:, None] * np.sin(turn)[None] * 1.04
    sections = np.stack([np.broadcast_to(x[:, None], y.shape), y, z], -1)
    cell = (sections[:-1] + sections[1:]) / 2
    ahead, across, high = LENGTH / 2 - cell[..., 0], np.abs(cell[..., 1]), cell[..., 2]
    band = (high > AXIS + 38 + 0.06 * ahead) & (high < AXIS + 96 + 0.14 * (ahead - 150)) & (ahead > 120) & (ahead < 285)
    post = (np.abs(across - 62) < 5) | (np.abs(ahead - 218) < 4) | (across < 4)
    return glazed(sections, band & ~post & (ahead - 0.4 * (160 - across) > 40), 0.8)


def _on_skin(x: Array, lift: float, out: float = 0.6) -> Array:
    radius, axis = _shape(x)
    y = -np.sqrt(np.maximum((radius + out) ** 2 - (lift / 1.04) ** 2, 1))
    return np.stack([x, y, axis + lift], -1)


def _windows() -> Mesh:
    x = np.arange(-LENGTH / 2 + 900, LENGTH / 2 - 480, 54.0)
    x = x[(np.abs(x - 330) > 60) & (np.abs(x + 60) > 40)]
    pane = (
        lathe(profile([(0.01, 1.6), (11, 1.4), (12, 0.4), (12, -1)], [0, 0.5, 0.5, 0]), 20)
        .transformed(scaling(0.95, 1.45, 1))
        .turned((1, 0, 0), 90 - 13)
    )
    frames = np.tile(np.eye(4), (len(x), 1, 1))
    frames[:, :3, 3] = _on_skin(x, 44.0, 0.0)
    return copies(pane, frames)


def _doors() -> list[Mesh]:
    lines = []
    for at in (LENGTH / 2 - 430, -LENGTH / 2 + 820):
        z = np.concatenate([np.linspace(-70, 92, 14), np.full(6, 92.0), np.linspace(92, -70, 14), np.full(6, -70.0)])
        x = at + np.concatenate(
            [np.full(14, -40.0), np.linspace(-40, 40, 6), np.full(14, 40.0), np.linspace(40, -40, 6)]
        )
        path = np.stack([_on_skin(np.array([a]), b, 0.5)[0] for a, b in zip(x, z, strict=True)])
        lines.append(tube(path, 1.6, 6))
    return lines


def _aerofoil(chord: float, thick: float, count: int = 40) -> Array:
    """The NACA four-digit thickness form with a little camber: (count, 2) of x back from the nose and z."""
    t = 0.5 - 0.5 * np.cos(np.linspace(0, np.pi, count // 2))
    half = 5 * thick * (0.2969 * np.sqrt(t) - 0.126 * t - 0.3516 * t**2 + 0.2843 * t**3 - 0.1036 * t**4)
    camber = 0.02 * np.sin(np.pi * t)
    upper, lower = np.stack([t, camber + half], -1), np.stack([t, camber - half], -1)
    return np.concatenate([upper[::-1], lower[1:-1]]) * chord


def _blade(stations: list[tuple[float, float, float, float, float]], upright: bool = False) -> Mesh:
    """A wing through stations (span, leading edge x, height, chord, thickness); to -y, or up."""
    sections = []
    for span, nose, high, chord, thick in stations:
        foil = _aerofoil(chord, thick)
        flat = [nose - foil[:, 0], np.full(len(foil), -span), high + foil[:, 1]]
        sections.append(
            np.column_stack(flat if not upright else [flat[0], foil[:, 1] - 0.02 * chord, np.full(len(foil), span)])
        )
    return loft(np.array(sections))


def _wing() -> Mesh:
    z = AXIS - 92
    return _blade(
        [
            (60, 520, z - 10, 760, 0.14),
            (210, 440, z - 4, 640, 0.135),
            (620, 190, z + 30, 430, 0.115),
            (1200, -150, z + 90, 270, 0.105),
            (1660, -420, z + 150, 160, 0.10),
        ]
    )


def _winglet() -> Mesh:
    z = AXIS + 58
    stations = [
        (1655, -418, z, 162, 0.10),
        (1690, -445, z + 16, 150, 0.09),
        (1722, -500, z + 90, 118, 0.08),
        (1745, -585, z + 235, 66, 0.08),
    ]
    sections = []
    for span, nose, high, chord, thick in stations:
        foil = _aerofoil(chord, thick)
        tilt = np.clip((span - 1655) / 60, 0, 1)
        sections.append(np.column_stack([nose - foil[:, 0], -span + foil[:, 1] * tilt, high + foil[:, 1] * (1 - tilt)]))
    return loft(np.array(sections))


def _stabiliser() -> Mesh:
    z = AXIS + 130
    return _blade([(20, -1400, z, 400, 0.11), (560, -1690, z + 55, 165, 0.10)])


def _fin() -> Mesh:
    base = AXIS + 120
    return _blade(
        [(base, -1060, 0, 620, 0.10), (base + 110, -1210, 0, 500, 0.10), (base + 660, -1580, 0, 235, 0.09)],
        upright=True,
    )


ENGINE = np.array([560.0, -575.0, AXIS - 200])


def _off(x: float, y: float, z: float) -> Array:
    """A point by the engine."""
    return np.asarray(ENGINE + np.array([x, y, z]))


def _turned(outline: Array) -> Mesh:
    """Lathed about the engine's axis; heights run forward."""
    return lathe(outline, 72).turned((0, 1, 0), 90).moved(*ENGINE)


def _nacelle() -> Mesh:
    outer = profile([(82, -330), (98, -200), (122, -60), (121, 60), (113, 96)], [0, 30, 60, 30, 0])
    core = profile([(0.01, -470), (18, -455), (44, -380), (62, -300), (80, -280)], [0, 10, 30, 20, 0])
    return merge([_turned(outer), _turned(core)])


def _lip() -> Mesh:
    return _turned(profile([(113, 95), (109, 114), (100, 118), (93, 104), (90, 40)], [0, 8, 8, 10, 0], 12))


def _fan() -> list[Mesh]:
    back = disc(92).turned((0, 1, 0), 90).moved(*(_off(28, 0, 0)))
    spinner = _turned(profile([(30, 30), (24, 62), (0.01, 88)], [0, 16, 0], 12))
    blade = block(64, 13, 2.5, 0.6).turned((1, 0, 0), 38).moved(x=58)
    blades = [blade.turned((0, 0, 1), 360 / 22 * k).turned((0, 1, 0), 90).moved(*(_off(42, 0, 0))) for k in range(22)]
    duct = _turned(np.array([[90.0, 40], [92, 20]]))
    return [back, spinner, *blades, Mesh(duct.vertices, -duct.normals, duct.uvs, duct.faces)]


def _pylon() -> Mesh:
    path = [_off(40, 0, 108), _off(-120, 0, 140), _off(-330, 0, 128)]
    line = curve(path, 12)
    return loft(
        np.stack(
            [
                p + np.column_stack([0 * a, 11 * np.cos(a), 42 * np.sin(a)])
                for p in line
                for a in (np.linspace(0, 2 * np.pi, 20, endpoint=False),)
            ]
        )
    )


def _struts() -> list[Mesh]:
    legs = [tube(np.array([[1430, 0, 90], [1430, 0, 250]], float), 9, 12)]
    legs += [tube(np.array([[40, s * 300, 90], [40, s * 290, 320]], float), 13, 12) for s in (-1, 1)]
    axles = [tube(np.array([[1430, -30, 70], [1430, 30, 70]], float), 6, 10)]
    axles += [tube(np.array([[40, s * 300 - 55, 82], [40, s * 300 + 55, 82]], float), 8, 10) for s in (-1, 1)]
    return [*legs, *axles]


def _tyres() -> list[Mesh]:
    def tyre(radius: float, width: float) -> Mesh:
        r, w = radius, width / 2
        return lathe(
            profile(
                [
                    (0.01, -w * 0.6),
                    (r * 0.5, -w * 0.7),
                    (r * 0.6, -w),
                    (r, -w),
                    (r, w),
                    (r * 0.6, w),
                    (r * 0.5, w * 0.7),
                    (0.01, w * 0.6),
                ],
                [0, 3, 3, w * 0.7, w * 0.7, 3, 3, 0],
            ),
            40,
        ).turned((1, 0, 0), 90)

    nose = [tyre(38, 22).moved(1430, y, 70) for y in (-24, 24)]
    return nose + [tyre(56, 36).moved(40, s * 300 + y, 82) for s in (-1, 1) for y in (-40, 40)]


MAKER = Maker(airplane)
