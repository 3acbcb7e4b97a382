"""A skateboard: seven plies of maple, grip tape, trucks and wheels; on its wheels, or leaning to show the graphic."""

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex
from imperium.scene.decal import Mark
from imperium.scene.forms import cushion, deformed, flat_uvs, superellipse
from imperium.scene.maker import Maker, Part, Seed, finish
from imperium.scene.mesh import Array, Mesh, merge
from imperium.scene.shapes import lathe, profile, rounded_box, tube

LONG, WIDE, DECK = 80.0, 20.5, 8.6


def skateboard(
    *,
    color: Hex = "#2f9fb5",
    accent: Hex = "#f2a03d",
    label: str = Field(default="", max_length=16),
    mark: Mark = "bolt",
    leaning: bool = True,
    seed: Seed = 0,
) -> tuple[Part, ...]:
    """`color` is the graphic's ground, `accent` the wheels'; leaning, the underside looks to -y."""
    decal = {"text": label, "mark": mark, "at": (0.5, 0.5), "width": 15.0}
    below = finish("lacquer", color=color, decal=decal, flakes=0.0, seed=seed)
    alloy = finish("metal", kind="aluminium", roughness=0.24)
    graphic = _bent(cushion(superellipse(LONG - 0.4, WIDE - 0.4, 4.2, 160), 0.06, 0.02).moved(z=-0.04))
    parts = [
        Part("plies", _bent(cushion(superellipse(LONG, WIDE, 4.2, 160), 1.1, 0.35)),
             finish("wood", color="#d9b27a", seed=seed), (LONG, 4)),
        Part("grip", _bent(cushion(superellipse(LONG - 0.4, WIDE - 0.4, 4.2, 160), 0.08, 0.02).moved(z=1.06)),
             finish("crumb", color="#1e1f21", coarse=0.0, seed=seed), (LONG, WIDE)),
        Part("graphic", _read_below(graphic), below, (WIDE, LONG)),
        Part("bolts", merge(_bolt(x, y) for x in (-21.5, -16.5, 16.5, 21.5) for y in (-2.1, 2.1)), alloy),
        Part("trucks", merge([_truck(-19.0), _truck(19.0)]), alloy),
        Part("wheels", merge(_wheel(x, y) for x in (-19, 19) for y in (-9, 9)),
             finish("rubber", color=accent, roughness=0.35)),
        Part("bearings", merge(_bearing(x, y) for x in (-19, 19) for y in (-9, 9)),
             finish("metal", kind="steel", roughness=0.2)),
    ]  # fmt: skip
    placed = [Part(p.slot, p.mesh.moved(z=DECK), p.finish, p.size) for p in parts]
    if leaning:
        stood = [p.mesh.turned((0, 1, 0), -90).turned((0, 0, 1), -90).turned((1, 0, 0), -14) for p in placed]
        placed = [Part(p.slot, m, p.finish, p.size) for p, m in zip(placed, stood, strict=True)]
    low = min(float(p.mesh.bounds[0][2]) for p in placed)
    return tuple(Part(p.slot, p.mesh.moved(z=-low), p.finish, p.size) for p in placed)


def _bent(mesh: Mesh) -> Mesh:
    return deformed(mesh, _curve)


def _curve(points: Array) -> Array:
    """Nose and tail kicked up, the deck a little hollow."""
    kick = np.clip((np.abs(points[:, 0]) - 26) / 14, 0, None)
    moved = points.copy()
    moved[:, 2] += 4.6 * kick**1.6 + 0.9 * (points[:, 1] / (WIDE / 2)) ** 2
    return moved


def _read_below(mesh: Mesh) -> Mesh:
    """The texture as it is read from below with the nose up."""
    flat = flat_uvs(mesh)
    uvs = np.stack([flat.uvs[:, 1], flat.uvs[:, 0]], -1)
    return Mesh(flat.vertices, flat.normals, uvs, flat.faces)


def _bolt(x: float, y: float) -> Mesh:
    return lathe(profile([(0.45, 0), (0.42, 0.08), (0.01, 0.1)], [0, 0.03, 0]), 20).moved(x, y, 1.12)


def _truck(x: float) -> Mesh:
    plate = rounded_box(7.6, 5.4, 0.7, 0.25).moved(x, z=-0.7)
    pivot = rounded_box(3.2, 3.4, 3.2, 0.9).moved(x, z=-3.6)
    hanger = tube(
        np.array([[x, -6.4, -4.6], [x, -2, -4.2], [x, 2, -4.2], [x, 6.4, -4.6]]), np.array([0.9, 1.4, 1.4, 0.9]), 20
    )
    axle = tube(np.array([[x, -11.0, -4.6], [x, 0, -4.6], [x, 11.0, -4.6]]), 0.4, 14)
    return merge([plate, pivot, hanger, axle])


def _wheel(x: float, y: float) -> Mesh:
    outline = profile(
        [(0.9, -1.5), (2.2, -1.6), (2.75, -1.0), (2.75, 1.0), (2.2, 1.6), (0.9, 1.5)], [0, 0.3, 0.4, 0.4, 0.3, 0]
    )
    return lathe(outline, 72).turned((1, 0, 0), 90).moved(x, y, -4.6)


def _bearing(x: float, y: float) -> Mesh:
    ring = profile([(0.5, -1.52), (1.1, -1.52), (1.1, 1.52), (0.5, 1.52)], [0, 0.05, 0.05, 0])
    return lathe(ring, 40).turned((1, 0, 0), 90).moved(x, y, -4.6)


MAKER = Maker(skateboard)
