"""A Dutch windmill: an eight-sided tapering body, a gallery, a cap, four lattice sails."""

from itertools import pairwise

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex
from imperium.scene.maker import Maker, Part, finish
from imperium.scene.mesh import Mesh, lattice, merge, rotation, scaling, translation
from imperium.scene.shapes import lathe, profile
from imperium.scene.solids import beam, block, loft, superellipse


def windmill(
    *,
    color: Hex = "#7a6a50",
    accent: Hex = "#efe9dc",
    height: float = Field(default=1600, ge=100, le=6000, description="To the top of the cap."),
    turn: float = Field(default=20, ge=-360, le=360, description="Degrees the sails have turned."),
    cloth: bool = True,
    seed: int = 0,
) -> tuple[Part, ...]:
    """The sails look to -y. `color` is the thatch's, `accent` that of boards and cloth."""
    s = scaling(*[height / 1600] * 3)
    hub = translation(0, -330, 1380) @ rotation((1, 0, 0), -8) @ rotation((0, 1, 0), turn)
    bars, sheets = merge(_sails(False)).transformed(hub), merge(_sails(True)).transformed(hub)
    paint = finish("coat", color=accent, grain=0.1, speckle=0.05, roughness=0.4)
    parts = [
        Part(
            "body",
            _octagon([(355, 420), (300, 700), (245, 1000), (205, 1250)]),
            finish("bark", color=color, seed=seed),
            (600, 600),
        ),
        Part(
            "base",
            _octagon([(400, 0), (380, 210), (372, 430)]),
            finish("brick", color="#8a4c3a", seed=seed),
            (500, 332),
        ),
        Part("gallery", merge(_gallery()), finish("wood", color="#8d7250", planks=4, seed=seed), (300, 60)),
        Part("cap", _cap(), finish("bark", color=color, seed=seed + 1), (500, 500)),
        Part("trim", merge(_trim()), paint),
        Part("panes", merge(_panes(True)), finish("plastic", color="#10161c", roughness=0.04)),
        Part("sails", bars, finish("wood", color="#5b4532", seed=seed), (400, 30)),
    ]
    if cloth:
        parts.append(Part("cloth", sheets, finish("fabric", color=accent, threads=1.2, seed=seed), (200, 200)))
    return tuple(Part(p.slot, p.mesh.transformed(s), p.finish, p.size) for p in parts)


def _octagon(levels: list[tuple[float, float]]) -> Mesh:
    """Flat faces between eight-sided rings; u along the faces, v up."""
    angle = np.linspace(0, 2 * np.pi, 9) + np.pi / 8
    faces = []
    for k in range(8):
        pair = np.stack([np.cos(angle[k : k + 2]), np.sin(angle[k : k + 2])], -1)
        points = np.stack([np.column_stack([pair * r, [z, z]]) for r, z in levels])
        uv = np.stack([np.stack([np.array([k, k + 1]) * 0.5, [z / 332] * 2], -1) for _, z in levels])
        faces.append(lattice(points, uv))
    return merge(faces)


def _gallery() -> list[Mesh]:
    deck = lathe(profile([(340, 418), (520, 418), (520, 432), (340, 432)], [0, 2, 2, 0]), 8).turned((0, 0, 1), 22.5)
    angle = np.linspace(0, 2 * np.pi, 33)
    corner = np.cos(np.pi / 8) / np.cos((angle + np.pi / 8) % (np.pi / 4) - np.pi / 8)
    ring = np.stack([np.cos(angle) * 505 * corner, np.sin(angle) * 505 * corner], -1)
    posts = [block(7, 7, 88, 0.8).moved(x, y, 430) for x, y in ring[:-1]]
    rails = [beam((*a, z), (*b, z), 6, 6, bevel=0.8) for a, b in pairwise(ring) for z in (474, 514)]
    struts = [
        beam((np.cos(a) * 350, np.sin(a) * 350, 260), (np.cos(a) * 495, np.sin(a) * 495, 418), 12, 12, bevel=1)
        for a in np.arange(8) * np.pi / 4 + np.pi / 8
    ]
    return [deck, *posts, *rails, *struts]


def _cap() -> Mesh:
    """A boat-shaped roof, higher towards the sails."""
    sections = []
    for t in np.linspace(0, 1, 22):
        full = np.sin(np.pi * (0.08 + 0.84 * t)) ** 0.55
        ring = superellipse(430 * full, 330 * full, 2.3, 40)
        ring[:, 1] = np.where(ring[:, 1] < 0, ring[:, 1] * 0.18, ring[:, 1] * (1.35 - 0.3 * t))
        y = -300 + 560 * t
        sections.append(np.column_stack([ring[:, 0], np.full(40, y), 1262 + ring[:, 1]]))
    return loft(np.array(sections))


def _trim() -> list[Mesh]:
    collar = lathe(profile([(222, 1225), (236, 1235), (236, 1270), (215, 1276)], [0, 4, 4, 0]), 8).turned(
        (0, 0, 1), 22.5
    )
    axle = beam((0, -120, 1352), (0, -345, 1382), 62, 62, bevel=10)
    tail = [beam((s * 120, 250, 1290), (0, 480, 440), 14, 14, bevel=2) for s in (-1, 1)]
    return [collar, axle, *tail, *_panes(False)]


def _panes(glass: bool) -> list[Mesh]:
    """Windows on three faces, and the door; the frames, or what is behind them."""
    grow, back = (0.0, 3.0) if glass else (16.0, 0.0)
    panes = []
    for turn, z, r in ((0, 560, 318), (0, 840, 264), (45, 700, 290), (-45, 700, 290), (0, 1080, 222)):
        lean = np.degrees(np.arctan2(55, 290))
        pane = block(62 + grow, 12, 92 + grow, 2).moved(z=-grow / 2).turned((1, 0, 0), -lean)
        panes.append(pane.moved(0, -r * np.cos(np.pi / 8) + 6 - back, z).turned((0, 0, 1), turn))
    return [*panes, block(104 + grow, 14, 200 + grow / 2, 2).moved(0, -372 - back, 4)]


def _sails(cloth: bool) -> list[Mesh]:
    """Four sails in the plane y=0: stocks and laths, or the cloth on them, twisted a little."""
    one = _sheet() if cloth else merge(_lattice())
    return [one.turned((0, 1, 0), 90 * k) for k in range(4)]


def _lattice() -> list[Mesh]:
    stock = beam((0, 0, 0), (0, 0, 1020), 20, 16, bevel=2)
    laths = [
        beam((-22, -3, z), (145, -16 + 14 * (z - 160) / 860, z), 4, 5, bevel=0.5) for z in np.linspace(170, 1010, 19)
    ]
    rails = [
        beam((x, -3 - x * 0.09, 165), (x, -3 - x * 0.01, 1012), 4, 5, bevel=0.5, up=(0, 1, 0))
        for x in (-20, 48, 96, 144)
    ]
    return [stock, *laths, *rails]


def _sheet() -> Mesh:
    x, z = np.meshgrid(np.linspace(4, 140, 18), np.linspace(172, 980, 60))
    y = (
        -4
        - (x / 145) * (14 - 14 * (z - 160) / 860)
        - 7
        - 4 * np.sin((x - 4) / 136 * np.pi)
        - 1.2 * np.abs(np.sin((z - 170) / 46.7 * np.pi))
    )
    return lattice(np.stack([x, y, z], -1))


MAKER = Maker(windmill)
