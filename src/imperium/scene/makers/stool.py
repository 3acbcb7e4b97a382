"""A stool: a round seat on splayed legs with a ring for the feet."""

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex
from imperium.scene.maker import Maker, Part, finish
from imperium.scene.mesh import Mesh, merge
from imperium.scene.shapes import lathe, profile, tube


def stool(
    *,
    color: Hex = "#b88a55",
    accent: Hex = "#2d2c2b",
    height: float = Field(default=64, ge=30, le=90),
    legs: int = Field(default=4, ge=3, le=5),
    seed: int = 0,
) -> tuple[Part, ...]:
    """`accent` colours the legs where they aren't wood: below 50 cm they are."""
    top = profile(
        [
            (0.01, height - 3.6),
            (13, height - 3.6),
            (17.4, height - 3),
            (17.6, height - 0.6),
            (14.5, height),
            (0.01, height - 0.9),
        ],
        [0, 1, 0.8, 0.8, 2, 0],
    )
    wooden = height < 50
    under = (
        finish("wood", color=color, seed=seed + 1)
        if wooden
        else finish("metal", kind="black", roughness=0.3, tint=accent)
    )
    seat = Part("seat", _flat(lathe(top, 128)), finish("wood", color=color, planks=1, seed=seed), (36, 36))
    return seat, Part("legs", _legs(height, legs, 1.7 if wooden else 1.0), under, (50, 10))


def _flat(mesh: Mesh) -> Mesh:
    """The mesh with its texture laid on from above, so that the grain runs straight across."""
    return Mesh(mesh.vertices, mesh.normals, mesh.vertices[:, :2] / 36 + 0.5, mesh.faces)


def _legs(height: float, legs: int, radius: float) -> Mesh:
    turn = np.arange(legs) * 2 * np.pi / legs + np.pi / 4
    rays = np.stack([np.cos(turn), np.sin(turn)], -1)
    t = np.linspace(0, 1, 6)[:, None]
    paths = [np.column_stack([ray * (11 + 9.5 * t), (height - 3.4) * (1 - t)]) for ray in rays]
    posts = [tube(path, np.linspace(radius * 1.25, radius, 6), 18) for path in paths]
    ring = np.linspace(0, 2 * np.pi, 72)
    at = 0.36 * height
    reach = 11 + 9.5 * (1 - at / (height - 3.4))
    hoop = tube(np.stack([np.cos(ring) * reach, np.sin(ring) * reach, np.full(72, at)], -1), radius * 0.7, 12)
    return merge([*posts, hoop])


MAKER = Maker(stool)
