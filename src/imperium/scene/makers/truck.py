"""A lorry: a cab over the engine, a box body with ribs, double wheels behind."""

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex, contrasting
from imperium.scene.decal import Decal
from imperium.scene.maker import Maker, Part, finish
from imperium.scene.mesh import Mesh, merge
from imperium.scene.shapes import rounded_rectangle, tube
from imperium.scene.solids import beam, block, loft, mirrored, plate, sides_up, superellipse
from imperium.scene.wheels import on_axles, wheel

TYRE, WIDE = 50.0, 250.0


def truck(
    *,
    color: Hex = "#2f5d8a",
    accent: Hex = "#eceae4",
    length: float = Field(default=820, ge=500, le=1400),
    label: str = Field(default="", max_length=24, description="On the box."),
    seed: int = 0,
) -> tuple[Part, ...]:
    """It drives to +x. `color` is the cab's, `accent` the box's."""
    nose = length / 2
    cab_back = nose - 190
    box = (-nose, cab_back - 28)
    tyre, rim = wheel(TYRE, 30, 8, 0.55)
    rear = [
        (-nose + 165 + k * 112, s * y, TYRE)
        for k in range(1 if length < 700 else 2)
        for s in (-1, 1)
        for y in (106, 74)
    ]
    places = [(nose - 120, s * 105, TYRE) for s in (-1, 1)] + rear
    dark, paint = finish("plastic", color="#141618", roughness=0.4), finish("plastic", color=color, roughness=0.05)
    long = box[1] - box[0]
    side = Decal(text=label, width=long * 0.6).model_dump() if label else None
    panel = finish("coat", color=accent, ink=contrasting(accent), grain=0.08, speckle=0.02, roughness=0.3, decal=side)
    return (
        Part("cab", merge([_cab(nose), _visor(nose)]), paint),
        Part("windows", merge(_windows(nose)), finish("plastic", color="#0a0e12", roughness=0.02)),
        Part("grille", merge(_grille(nose)), dark),
        Part("box", block(long, WIDE, 270, 3, (long, 270)).moved((box[0] + box[1]) / 2, 0, 108), panel, (long, 270)),
        Part("frame", merge(_corners(box)), finish("metal", kind="aluminium", roughness=0.35)),
        Part("chassis", merge(_chassis(nose, box)), dark),
        Part("tyres", on_axles(tyre, places), finish("rubber", color="#17181a")),
        Part("rims", on_axles(rim, places), finish("metal", kind="aluminium", roughness=0.28)),
        Part(
            "lights",
            mirrored(block(4, 34, 15, 2).moved(nose - 1, -88, 62)),
            finish("plastic", color="#eef2f4", roughness=0.03),
        ),
        Part(
            "taillights",
            mirrored(block(4, 36, 12, 1.5).moved(-nose - 1, -95, 84)),
            finish("plastic", color="#9a120e", roughness=0.06),
        ),
        Part("exhaust", _exhaust(cab_back), finish("metal", kind="steel", roughness=0.15)),
    )


def _exhaust(back: float) -> Mesh:
    """A pipe behind the cab, bent backwards at its top."""
    path = [[back - 14, 100, 60], [back - 14, 100, 200], [back - 14, 100, 330], [back - 19, 100, 342]]
    return tube(np.array(path, float), 7, 18)


def _cab(nose: float) -> Mesh:
    """Stations from the back to the front; the upper half leans back to the windscreen."""
    sections = []
    for x, tuck in (
        (-190, 0.97),
        (-184, 1.0),
        (-120, 1.0),
        (-60, 1.0),
        (-22, 0.99),
        (-9, 0.965),
        (-3, 0.92),
        (0, 0.86),
    ):
        ring = superellipse(242 * tuck, 232 * (0.4 + 0.6 * tuck), 8, 72)
        z = 184 + ring[:, 1]
        back = np.clip((z - 178) / 122, 0, 1) * 34 * np.clip((x + 60) / 60, 0, 1)
        sections.append(np.column_stack([nose + x - back, ring[:, 0], z]))
    return loft(np.array(sections))


def _lean(nose: float, mesh: Mesh, at: float) -> Mesh:
    """A plate set on the leaning front of the cab."""
    return sides_up(mesh).turned((0, 0, 1), 90).turned((0, 1, 0), -15.5).moved(nose - 12.5, 0, at)


def _windows(nose: float) -> list[Mesh]:
    screen = _lean(nose, plate(rounded_rectangle(212, 94, 12), 2, 0.5), 236)
    outline = np.array([(-66, 0), (46, 0), (30, 78), (-66, 78)], float)
    side = mirrored(sides_up(plate(outline, 2, 0.5)).moved(nose - 84, -120.6, 196))
    return [screen, side]


def _visor(nose: float) -> Mesh:
    return loft(
        np.array(
            [
                np.column_stack([np.full(40, nose + x), ring[:, 0], 296 + h / 2 + ring[:, 1]])
                for x, w, h in ((-190, 218, 88), (-140, 216, 80), (-90, 205, 44), (-48, 190, 6))
                for ring in (superellipse(w, h, 5, 40),)
            ]
        )
    )


def _grille(nose: float) -> list[Mesh]:
    slats = [
        block(4, 168 - 4 * k, 9, 1.5).moved(nose - 1.5 - (0.6 * k if k > 2 else 0), 0, 96 + 16 * k) for k in range(5)
    ]
    bumper = block(16, 246, 40, 6).moved(nose - 4, 0, 42)
    mirrors = mirrored(
        merge(
            [
                block(12, 16, 52, 4).moved(nose - 8, -140, 200),
                beam((nose - 14, -120, 256), (nose - 8, -142, 252), 4, 4, bevel=1),
            ]
        )
    )
    wipers = [beam((nose - 3, y, 190), (nose - 18, y + 62, 236), 1.6, 1.6, bevel=0.4) for y in (-70, 10)]
    steps = mirrored(
        merge(
            [block(56, 10, 6, 2).moved(nose - 120 + 4, -118, 118), block(5, 1, 16, 0.4).moved(nose - 150, -121.5, 176)]
        )
    )
    turn = np.linspace(0, np.pi, 36)
    arc = np.vstack([np.stack([np.cos(turn), np.sin(turn)], -1) * 61 + [0, TYRE], [(-61, 68), (61, 68)]])
    arch = mirrored(sides_up(plate(arc, 3, 0.6)).moved(nose - 120, -118.8, 0))
    return [*slats, bumper, mirrors, *wipers, steps, arch]


def _corners(box: tuple[float, float]) -> list[Mesh]:
    """Aluminium profiles along the edges of the box and ribs down its sides."""
    a, b = box
    y, low, high = WIDE / 2, 108.0, 378.0
    edges = [beam((a, s * y, z), (b, s * y, z), 9, 9, bevel=1) for s in (-1, 1) for z in (low + 3, high - 3)]
    edges += [
        beam((x, s * y, low), (x, s * y, high), 9, 9, bevel=1, up=(1, 0, 0)) for x in (a + 3, b - 3) for s in (-1, 1)
    ]
    bars = [beam((a - 1, y, low + 20), (a - 1, y, high - 20), 3, 3, bevel=0.6, up=(1, 0, 0)) for y in (-30, 30)]
    return [*edges, *bars]


def _chassis(nose: float, box: tuple[float, float]) -> list[Mesh]:
    rails = [beam((-nose + 10, s * 42, 88), (nose - 30, s * 42, 88), 9, 24, bevel=1) for s in (-1, 1)]
    guards = (
        [
            beam((box[0] + 250, s * 118, z), (nose - 215, s * 118, z), 3, 10, bevel=0.8)
            for s in (-1, 1)
            for z in (58, 82)
        ]
        if nose > 300
        else []
    )
    flaps = [block(2, 58, 44, 0.5).moved(-nose + 60, s * 92, 28) for s in (-1, 1)]
    tank = mirrored(block(90, 46, 44, 12).moved(nose - 250, -88, 48))
    return [
        *rails,
        *guards,
        *flaps,
        tank,
        beam((-nose + 6, -110, 62), (-nose + 6, 110, 62), 10, 12, bevel=1),
        block(150, 210, 30, 6).moved(nose - 105, 0, 68),
    ]


MAKER = Maker(truck)
