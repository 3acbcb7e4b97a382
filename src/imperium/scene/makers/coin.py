"""Coins: a struck relief, a raised rim with beads, a reeded edge; one upright, a stack behind."""

from typing import Literal

import numpy as np
from pydantic import Field

from imperium.scene.decal import Decal, Mark, printed
from imperium.scene.forms import fluted
from imperium.scene.maker import Maker, Part, Seed, finish
from imperium.scene.mesh import Array, Mesh, lattice, merge
from imperium.scene.shapes import ellipsoid, profile
from imperium.scene.texture import smoothstep

RADIUS, THICK, GRID = 2.2, 0.42, 200


def coin(
    *,
    metal: Literal["gold", "silver", "copper"] = "gold",
    label: str = Field(default="", max_length=10),
    mark: Mark = "sun",
    stack: int = Field(default=6, ge=0, le=14, description="Coins that lie behind."),
    seed: Seed = 0,
) -> tuple[Part, ...]:
    rng = np.random.default_rng(seed)
    kind = {"gold": "gold", "silver": "aluminium", "copper": "copper"}[metal]
    struck = _coin(label, mark)
    upright = struck.turned((1, 0, 0), 78).moved(z=RADIUS * np.sin(np.radians(78)) + 0.04)
    plain = _coin(label, mark, 90)
    pile = [
        plain.turned((0, 0, 1), rng.uniform(0, 360)).moved(
            1.9 + rng.uniform(-0.1, 0.1), 2.9 + rng.uniform(-0.1, 0.1), k * THICK
        )
        for k in range(stack)
    ]
    polished = finish("metal", kind=kind, roughness=0.16)
    return (Part("coin", upright, polished), *([Part("stack", merge(pile), polished)] if pile else []))


def _coin(label: str, mark: Mark, grid: int = GRID) -> Mesh:
    """`grid` is how many columns and rows about the relief has."""
    r = RADIUS - 0.02
    side = profile([(r, 0.03), (RADIUS, 0.06), (RADIUS, THICK - 0.06), (r, THICK - 0.03)], [0, 0, 0, 0])
    edge = fluted(side, 110, 0.035, -0.3, THICK + 0.3, 440)
    face = _face(label, mark, grid).moved(z=THICK)
    back = _face("", mark, 60).turned((1, 0, 0), 180)
    bead, turns = ellipsoid(0.06, 0.06, 0.05, 10), np.arange(72) * np.pi / 36
    beads = [bead.moved(1.85 * np.cos(turn), 1.85 * np.sin(turn), THICK - 0.08) for turn in turns]
    return merge([edge, face, back, *beads])


def _face(label: str, mark: Mark, grid: int) -> Mesh:
    """A disc whose height is the print's, on polar rows so that the rim is round."""
    turn = np.linspace(0, 2 * np.pi, grid + 1)
    reach = np.concatenate([np.linspace(1.0, 0.86, 14), np.linspace(0.85, 0.004, grid // 2 + 20)])
    x, y = (reach[:, None] * part[None] for part in (np.cos(turn), np.sin(turn)))
    relief = _relief(label, mark)
    height = 0.075 * _sampled(relief, x, y) - 0.09 * smoothstep(0.96, 0.90, reach)[:, None]
    height -= 0.03 * smoothstep(0.98, 1.0, reach)[:, None]
    points = np.stack([x * RADIUS, y * RADIUS, height + 0 * x], -1)
    mesh = lattice(points)
    normals = mesh.normals.reshape(points.shape).copy()
    normals[:, 0] = normals[:, -1] = normals[:, 0] + normals[:, -1]
    normals /= np.linalg.norm(normals, axis=-1, keepdims=True)
    return Mesh(mesh.vertices, normals.reshape(-1, 3), mesh.uvs, mesh.faces)


def _relief(label: str, mark: Mark) -> Array:
    """The print softened at its edges, as a die strikes it."""
    decal = Decal(text=label, mark=mark if label or mark != "none" else "ring", width=1.0, spacing=0.15)
    sharp = np.asarray(printed(decal, (2.0, 2.0), (512, 512)), float)
    for axis in (0, 1):
        sharp = np.mean([np.roll(sharp, shift, axis) for shift in range(-3, 4)], axis=0)
    return sharp


def _sampled(relief: Array, x: Array, y: Array) -> Array:
    column, row = (((part * 0.5 + 0.5) * 511).round().astype(int) for part in (x, y))
    return np.asarray(relief[row, column])


MAKER = Maker(coin)
