"""A sailing boat: a planked hull cut at the waterline, deck and cockpit, mast, two filled sails."""

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex
from imperium.scene.maker import Maker, Part, finish
from imperium.scene.mesh import Array, Mesh, lattice, merge, scaling
from imperium.scene.shapes import rounded_rectangle, tube
from imperium.scene.solids import block, curve, loft, mirrored, outward, plate, superellipse

LENGTH = 900.0


def sailing_boat(
    *,
    color: Hex = "#f1efe9",
    accent: Hex = "#2c4a6b",
    sail: Hex = "#f6f2e7",
    length: float = Field(default=900, ge=50, le=4000),
    wind: float = Field(default=1.0, ge=-1, le=1, description="How full the sails are, below 0 to the other side."),
    heel: float = Field(default=6, ge=-25, le=25, description="Degrees it leans."),
    seed: int = 0,
) -> tuple[Part, ...]:
    """It sails to +x and floats on z=0. `accent` is the stripe along the hull."""
    teak = finish("wood", color="#b58a58", planks=14, gloss=0.35, seed=seed)
    spar = finish("metal", kind="aluminium", roughness=0.25)
    parts = [
        Part("hull", _hull(), finish("plastic", color=color, roughness=0.05)),
        Part("stripe", mirrored(_stripe()), finish("plastic", color=accent, roughness=0.06)),
        Part("deck", _deck(), teak, (LENGTH, 290)),
        Part("cabin", merge(_cabin()), finish("plastic", color=color, roughness=0.1)),
        Part("ports", mirrored(merge(_ports())), finish("plastic", color="#11171c", roughness=0.03)),
        Part("rail", merge(_rails()), spar),
        Part("spars", merge(_spars(wind)), spar),
        Part(
            "sails", merge([_main(wind), _jib(wind)]), finish("fabric", color=sail, threads=0.6, seed=seed), (200, 200)
        ),
        Part("battens", merge(_seams(wind)), finish("fabric", color="#cfc8b6", threads=1)),
    ]
    s = scaling(*[length / LENGTH] * 3)
    return tuple(
        Part(
            p.slot,
            _afloat(p.mesh.turned((1, 0, 0), heel * (1 if wind >= 0 else -1)), p.slot).transformed(s),
            p.finish,
            p.size,
        )
        for p in parts
    )


def _afloat(mesh: Mesh, slot: str) -> Mesh:
    points = np.column_stack([mesh.vertices[:, :2], np.maximum(mesh.vertices[:, 2], 0)])
    return Mesh(points, mesh.normals, mesh.uvs, mesh.faces)


def _half(t: Array) -> Array:
    """Half the beam along the deck: t runs from the stern, 0, to the stem, 1."""
    return np.asarray(
        142 * (1 - np.clip((t - 0.3) / 0.7, 0, 1) ** 2.1) * (0.78 + 0.22 * np.sin(np.pi * np.clip(t / 0.62, 0, 1) / 2))
    )


def _sheer(t: Array) -> Array:
    return np.asarray(92 + 46 * np.clip((t - 0.25) / 0.75, 0, 1) ** 2 + 10 * (1 - t) ** 2)


def _hull() -> Mesh:
    """From the deck's edge down to just under the water; the stem rakes forward."""
    t, v = np.linspace(0, 1, 70)[:, None], np.linspace(-1, 1, 49)[None]
    down = np.abs(v)
    high = _sheer(t) * down**1.25 - 46 * (1 - down**1.25) * (1 - 0.35 * t)
    wide = _half(t) * np.sin(np.clip(down * 1.18, 0, 1) * np.pi / 2) ** (0.55 + 0.4 * t)
    x = -LENGTH / 2 + LENGTH * 0.93 * t + 0.45 * np.clip(high, -40, 200) * t**3 - 0.25 * high * (1 - t) ** 6 * 0.6
    points = np.stack(np.broadcast_arrays(x, np.sign(v) * wide, high), -1)
    skin = outward(lattice(points), np.array([0, 0, 80.0]))
    stern = points[0]
    fan = lattice(np.stack([stern, np.broadcast_to(stern.mean(0), stern.shape)]))
    normal = np.broadcast_to([-1.0, 0, 0], fan.vertices.shape).copy()
    return merge([skin, Mesh(fan.vertices, normal, fan.uvs, fan.faces)])


def _edge(t: Array, lift: float = 0.0, share: float = 1.0) -> Array:
    high = _sheer(t) + lift
    x = -LENGTH / 2 + LENGTH * 0.93 * t + 0.45 * high * t**3 - 0.15 * high * (1 - t) ** 6
    return np.stack([x, -_half(t) * share, high], -1)


def _stripe() -> Mesh:
    t = np.linspace(0.005, 0.985, 80)
    path = _edge(t, -14)
    return tube(path + np.array([0, -0.2, 0]), 3.2, 8)


def _deck() -> Mesh:
    t, v = np.linspace(0, 1, 60), np.linspace(-1, 1, 13)
    edge = _edge(t, -5, 0.985)
    points = np.stack(
        [
            np.broadcast_to(edge[:, None, 0], (60, 13)),
            edge[:, None, 1] * -v[None],
            edge[:, None, 2] + 7 * (1 - v[None] ** 2),
        ],
        -1,
    )
    mesh = lattice(points, np.stack([points[..., 0] / LENGTH + 0.5, points[..., 1] / 290 + 0.5], -1))
    return mesh if mesh.normals[:, 2].sum() > 0 else Mesh(mesh.vertices, -mesh.normals, mesh.uvs, mesh.faces[:, ::-1])


def _cabin() -> list[Mesh]:
    sections = []
    for x, w, h in ((-110, 168, 40), (-104, 172, 46), (40, 168, 46), (120, 140, 36), (176, 104, 14), (192, 84, 2)):
        ring = superellipse(w, 2 * h, 4.5, 48)
        sections.append(np.column_stack([np.full(48, float(x)), ring[:, 0], 92 + np.maximum(ring[:, 1], -8)]))
    coaming = [block(230, 12, 22, 4).moved(-235, s * 92, 92) for s in (-1, 1)]
    well = block(200, 150, 3, 1).moved(-240, 0, 93)
    wheel_ = np.linspace(0, 2 * np.pi, 49)
    helm = tube(np.stack([np.full(49, -290.0), np.cos(wheel_) * 38, 140 + np.sin(wheel_) * 38], -1), 1.6, 10)
    spokes = [
        tube(np.array([[-290, 0, 140], [-290, 38 * np.cos(a), 140 + 38 * np.sin(a)]]), 0.8, 6)
        for a in np.arange(6) * np.pi / 3
    ]
    return [loft(np.array(sections)), *coaming, well, helm, *spokes, block(16, 14, 46, 3).moved(-284, 0, 96)]


def _ports() -> list[Mesh]:
    pane = plate(rounded_rectangle(54, 13, 6), 2, 0.4).turned((1, 0, 0), 90)
    return [
        pane.turned((0, 0, 1), turn).moved(x, y, 116)
        for x, y, turn in ((-66, -85.8, 0), (8, -85.6, 0), (72, -80.5, 12))
    ]


def _rails() -> list[Mesh]:
    t = np.linspace(0.03, 0.97, 60)
    wires = [mirrored(tube(_edge(t, lift, 0.96), 0.7, 6)) for lift in (26, 52)]
    posts = [
        mirrored(tube(np.array([_edge(np.array([a]), z, 0.96)[0] for z in (-6, 52)]), 1.3, 8))
        for a in np.linspace(0.03, 0.97, 9)
    ]
    bow = curve(
        [
            _edge(np.array([0.9]), 52, 0.96)[0],
            _edge(np.array([0.99]), 60, 0.96)[0] * [1, 0, 1] + [14, 0, 0],
            _edge(np.array([0.9]), 52, 0.96)[0] * [1, -1, 1],
        ],
        24,
    )
    return [*wires, *posts, tube(bow, 1.3, 8)]


MAST, TOP, BOOM = 95.0, 1240.0, 165.0


def _spars(wind: float) -> list[Mesh]:
    side = np.radians(14) * wind
    end = np.array([MAST - 415 * np.cos(side), 415 * np.sin(side), BOOM])
    mast = tube(np.array([[MAST, 0, 100], [MAST, 0, 600], [MAST, 0, TOP + 12]]), np.array([8.5, 8, 4.5]), 20)
    boom = tube(np.array([[MAST - 4, 0, BOOM], (np.array([MAST, 0, BOOM]) + end) / 2, end]), 6, 16)
    stays = [np.array([[MAST, 0, TOP], [440, 0, 150]]), np.array([[MAST, 0, TOP], [-445, 0, 110]])]
    stays += [np.array([[MAST, 0, TOP * 0.86], [MAST - 10, s * 132, 98]]) for s in (-1, 1)]
    stays += [np.array([[MAST, s * 62, TOP * 0.55], [MAST - 4, s * 134, 98]]) for s in (-1, 1)]
    spreader = tube(np.array([[MAST, -62, TOP * 0.55], [MAST, 0, TOP * 0.553], [MAST, 62, TOP * 0.55]]), 2, 8)
    return [mast, boom, spreader, *(tube(stay, 0.6, 6) for stay in stays)]


def _main(wind: float, rows: int = 60, columns: int = 40) -> Mesh:
    t, u = np.linspace(0, 1, rows)[:, None], np.linspace(0, 1, columns)[None]
    chord = 398 * (1 - t) ** 0.86 * (1 + 0.10 * np.sin(np.pi * t)) + 12
    swing = np.radians(14 + 9 * t) * wind
    belly = 0.115 * wind * chord * np.sin(np.pi * u**0.8) * (0.55 + 0.6 * np.sin(np.pi * t))
    x = MAST - 8 - chord * u * np.cos(swing) - belly * np.sin(swing)
    y = chord * u * np.sin(swing) + belly
    return lattice(np.stack(np.broadcast_arrays(x, y, BOOM + 14 + (TOP - BOOM - 34) * t), -1))


def _seams(wind: float) -> list[Mesh]:
    sheet = _main(wind).vertices.reshape(60, 40, 3)
    lines = []
    for row in (8, 16, 24, 32, 40, 48):
        lines += [tube(sheet[row] + [0, d, 0], 0.9, 5) for d in (-0.4, 0.4)]
    return lines


def _jib(wind: float) -> Mesh:
    t, u = np.linspace(0, 1, 50)[:, None], np.linspace(0, 1, 32)[None]
    foot, head = np.array([432.0, 0, 172]), np.array([MAST + 22, 0, TOP * 0.93])
    luff = foot + (head - foot) * t[..., None]
    chord = 372 * (1 - t) ** 1.02 + 4
    swing = np.radians(17 + 8 * t) * wind
    belly = 0.14 * wind * chord * np.sin(np.pi * u**0.75)
    x = luff[..., 0] - chord * u * np.cos(swing) - belly * np.sin(swing)
    y = chord * u * np.sin(swing) + belly
    return lattice(np.stack(np.broadcast_arrays(x, y, luff[..., 2] - 0.05 * chord * u), -1))


MAKER = Maker(sailing_boat)
