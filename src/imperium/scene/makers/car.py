"""A compact car: a pressed body with wheel arches, glass all round, lights, alloy wheels."""

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex
from imperium.scene.decal import Decal
from imperium.scene.maker import Maker, Part, finish
from imperium.scene.mesh import Array, Mesh, lattice, merge
from imperium.scene.shapes import ellipsoid, lathe, tube
from imperium.scene.solids import beam, block, curve, grounded, loft, mirrored, outward, plate, superellipse
from imperium.scene.wheels import glazed, on_axles, wheel

AXLES, TRACK, TYRE, ARCH = (-131.0, 131.0), 77.0, 33.0, 37.0
TOP = ((-222, 66), (-214, 84), (-196, 95), (-120, 97), (0, 95), (78, 93), (140, 86), (186, 76), (210, 65), (221, 54))
SQUARENESS = 3.6
ROWS, COLUMNS = 190, 120
MIDDLE = np.array([150.0, 0.0, 50.0])  # of the bonnet


def car(
    *,
    color: Hex = "#9c2b24",
    accent: Hex = "#b9bcc0",
    height: float = Field(default=147, ge=10, le=400),
    label: str = Field(default="", max_length=8, description="On its plates."),
    lights: bool = False,
    seed: int = 0,
) -> tuple[Part, ...]:
    """It drives to +x. `accent` is the rims' metal."""
    body, glass = _greenhouse()
    tyre, rim = wheel(TYRE, 21, 5)
    places = [(x, s * TRACK, TYRE) for x in AXLES for s in (-1, 1)]
    paint = finish("plastic", color=color, roughness=0.04)
    dark, lamp = finish("plastic", color="#0c0d0f", roughness=0.25), finish("plastic", color="#e9eef2", roughness=0.03)
    plates = finish(
        "coat", color="#f3f2ec", ink="#1b1b1b", grain=0, decal=Decal(text=label or "IM 5000", width=38).model_dump()
    )
    parts = [
        Part("body", merge([_lower(), body, *_mirrors(), _bumpers()]), paint),
        Part("glass", glass, finish("plastic", color="#0b0f13", roughness=0.02)),
        Part("tyres", on_axles(tyre, places), finish("rubber", color="#18191b", roughness=0.7)),
        Part("rims", on_axles(rim, places), finish("metal", kind="aluminium", tint=accent, roughness=0.22)),
        Part("trim", merge([*_wells(), *_seams(), _grille(), _sills(), mirrored(_headlight(1.09, 0.7))]), dark),
        Part("headlights", mirrored(_headlight()), finish("glow", color="#fff1d8", power=12) if lights else lamp),
        Part(
            "taillights",
            mirrored(_taillight()),
            finish("glow", color="#ff2416", power=4) if lights else finish("plastic", color="#8c0f0c", roughness=0.05),
        ),
        Part("handles", mirrored(merge(block(17, 2.4, 3, 1).moved(x, -88.3, 79) for x in (-92, 2))), paint),
        Part("plates", _plates(), plates, (52, 11)),
    ]
    s = height / 147
    return tuple(
        Part(
            p.slot,
            Mesh(p.mesh.vertices * s, p.mesh.normals, p.mesh.uvs, p.mesh.faces),
            p.finish,
            (p.size[0] * s, p.size[1] * s),
        )
        for p in parts
    )


def _span(x: Array) -> tuple[Array, Array, Array]:
    """Lower edge, upper edge and half width of the lower body at x."""
    knots = np.array(TOP, float)
    top = np.interp(x, *curve(knots, 200).T)
    low = 19 + 16 * np.clip((np.abs(x) - 165) / 60, 0, 1) ** 2
    half = 89 * (1 - 0.30 * np.clip(np.abs(x) / 224, 0, 1) ** 6) + 1.5 * np.exp(-(((np.abs(x) - 131) / 38) ** 2))
    return low, top, half


def _side(x: float, z: float) -> float:
    """How far the body reaches from its middle at a point of its side."""
    low, top, half = (float(v[0]) for v in _span(np.array([x])))
    t = abs(2 * (z - low) / (top - low) - 1)
    return half * float(max(1 - t**SQUARENESS, 0.0) ** (1 / SQUARENESS))


def _sections() -> Array:
    x = -222 + 443 * (0.5 - 0.5 * np.cos(np.linspace(0, np.pi, ROWS))) * 0.35 + 0.65 * 443 * np.linspace(0, 1, ROWS)
    angle = np.linspace(0, 2 * np.pi, COLUMNS, endpoint=False)
    return _skin(*np.broadcast_arrays(x[:, None], angle[None]))


def _skin(x: Array, angle: Array) -> Array:
    """Points (..., 3) of the lower body at x, and at an angle round its section from its left side upwards."""
    low, top, half = _span(x)
    nose = np.sqrt(np.clip(1 - np.clip((np.abs(x) - 204) / 19, 0, 1) ** 2, 0.02, 1))
    across, up = (np.sign(part) * np.abs(part) ** (2 / SQUARENESS) for part in (np.cos(angle), np.sin(angle)))
    y = across * half * (0.86 + 0.14 * nose)
    return np.stack([x, y, (low + top) / 2 + up * (top - low) / 2 * (0.35 + 0.65 * nose)], -1)


def _lower() -> Mesh:
    """The body below the windows, with arches cut round the wheels."""
    skin = loft(_sections())
    points = skin.vertices.copy()
    inside = np.zeros(len(points), bool)
    for axle in AXLES:
        away = points[:, [0, 2]] - [axle, TYRE]
        reach = np.linalg.norm(away, axis=1)
        rim = (np.abs(reach - ARCH) < 2.6) & (np.abs(points[:, 1]) > 45)
        points[rim] = np.column_stack(
            [axle + away[rim, 0] * ARCH / reach[rim], points[rim, 1] * 1.006, TYRE + away[rim, 1] * ARCH / reach[rim]]
        )
        inside |= (reach < ARCH - 2.6) & (np.abs(points[:, 1]) > 45)
    return Mesh(points, skin.normals, skin.uvs, skin.faces[~inside[skin.faces].any(1)])


def _greenhouse() -> tuple[Mesh, Mesh]:
    """Roof and pillars, and the glass between them."""
    rows, columns = 44, 180
    t = np.linspace(0, 1, rows)
    z = 89 + 58 * np.sin(t * np.pi / 2) ** 0.9
    shrink = np.sqrt(np.clip(1 - np.clip((t - 0.62) / 0.38, 0, 1) ** 2.2, 0.0009, 1))
    front, rear = 104 - 74 * (z - 89) / 58, -200 + 46 * ((z - 89) / 58) ** 1.4
    half = (80 - 19 * ((z - 89) / 58) ** 1.2) * (0.25 + 0.75 * shrink)
    ring = superellipse(2, 2, 4.2, columns)
    middle, reach = (front + rear) / 2, (front - rear) / 2 * (0.3 + 0.7 * shrink)
    shrunk = np.where(t < 0.999, 1.0, 0.02)
    x = middle[:, None] + ring[None, :, 0] * (reach * shrunk)[:, None]
    y = ring[None, :, 1] * (half * shrunk)[:, None]
    sections = np.stack([x, y, np.broadcast_to(z[:, None], x.shape)], -1)
    return glazed(sections, _panes(sections), 0.7)


def _panes(sections: Array) -> np.ndarray:
    """Which cells are glass: all below the roof, but for the pillars."""
    cell = (sections[:-1] + sections[1:]) / 2
    x, y, z = np.moveaxis(cell, -1, 0)
    share = (z - 89) / 58
    lean = 104 - 74 * share
    side = np.abs(y) > 0.86 * np.abs(y).max(1, keepdims=True)
    pillar = side & (((x > lean - 17) & (x < lean - 8)) | (np.abs(x + 42 + 4 * share) < 5) | (x < -148 + 12 * share))
    corner = ~side & (np.abs(y) > 0.80 * np.abs(y).max(1, keepdims=True))
    return np.asarray((z > 96) & (z < 138.5) & ~pillar & ~corner)


def _wells() -> list[Mesh]:
    return [_half_well(x, side) for x in AXLES for side in (-1, 1)]


def _half_well(x: float, side: int) -> Mesh:
    """The inside of an arch: a bowl that opens to the side."""
    bowl = lathe(np.array([[ARCH - 0.2, 0.0], [ARCH - 0.2, 40.0], [0.01, 40.0]]), 64)
    inner = Mesh(bowl.vertices, -bowl.normals, bowl.uvs, bowl.faces[:, ::-1]).turned((1, 0, 0), -90)
    placed = inner.moved(0, -86, 0) if side < 0 else inner.turned((0, 0, 1), 180).moved(0, 86, 0)
    return grounded(placed.moved(x, 0, TYRE))


def _seams() -> list[Mesh]:
    """Door gaps, drawn on the side, and the bonnet's."""
    outlines: list[list[tuple[float, float]]] = [
        [(-40, 28), (-40, 60), (-42, 92)],
        [(74, 34), (70, 60), (76, 91)],
        [(-94, 62), (-112, 74), (-122, 94)],
        [(-40, 27), (20, 25.5), (72, 30)],
        [(-92, 29), (-66, 27), (-42, 26.5)],
    ]
    lines = []
    for outline in outlines:
        path = curve(outline, 24)
        side = np.array([[x, -_side(x, z) - 0.02, z] for x, z in path])
        lines.append(mirrored(tube(side, 0.42, 6)))
    return lines


def _grille() -> Mesh:
    upper = loft(
        np.array(
            [
                np.column_stack([np.full(40, x), ring[:, 0], 57 + ring[:, 1]])
                for x, ring in ((205, superellipse(96, 9, 4, 40)), (219.5, superellipse(92, 7, 4, 40)))
            ]
        )
    )
    intake = loft(
        np.array(
            [
                np.column_stack([np.full(40, x), ring[:, 0], 39 + ring[:, 1]])
                for x, ring in ((205, superellipse(118, 13, 4, 40)), (222.3, superellipse(104, 10, 4, 40)))
            ]
        )
    )
    return merge([upper, intake])


def _bumpers() -> Mesh:
    return merge(block(1.6, 88, 1.2, 0.4).moved(220.5, 0, z) for z in (55.6, 58.4))


def _sills() -> Mesh:
    skirt = mirrored(beam((-92, -79, 22), (92, -79, 22), 8, 10, bevel=2))
    return merge([skirt, block(400, 120, 16, 3).moved(z=17), block(30, 130, 14, 3).moved(-206, 0, 28)])


def _headlight(size: float = 1.0, bulge: float = 1.7) -> Mesh:
    """A lens in the right front corner of the body that follows its skin, and stands out by its bulge at most."""
    away, turn = np.meshgrid(np.linspace(0.02, 1, 14), np.linspace(0, 2 * np.pi, 49), indexing="ij")
    along, round_ = away * size * np.cos(turn), away * size * np.sin(turn)
    flush = outward(lattice(_skin(199 + 16.5 * along, np.radians(151 - 7 * along + 17 * round_))), MIDDLE)
    out = bulge * np.sqrt(1 - away**2) - 0.25
    return outward(lattice((flush.vertices + flush.normals * out.reshape(-1, 1)).reshape(*away.shape, 3)), MIDDLE)


def _taillight() -> Mesh:
    return ellipsoid(10, 15, 7, 26).turned((0, 0, 1), 35).moved(-207, -64, 80)


def _mirrors() -> list[Mesh]:
    arm = beam((66, -80, 95), (63, -92, 98), 4, 3, bevel=0.8)
    shell = ellipsoid(7.5, 11.5, 7.5, 24).moved(62, -98, 101)
    return [mirrored(merge([arm, shell]))]


def _plates() -> Mesh:
    outline = np.array([(-26, -5.5), (26, -5.5), (26, 5.5), (-26, 5.5)], float)
    tag = plate(outline, 1.0, 0.2, tile=(52, 11)).turned((1, 0, 0), 90)
    return merge([tag.turned((0, 0, 1), 90).moved(222.6, 0, 47), tag.turned((0, 0, 1), -90).moved(-222.6, 0, 60)])


MAKER = Maker(car)
