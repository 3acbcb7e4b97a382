"""A studio backdrop: a floor that sweeps up into a wall at +y."""

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex
from imperium.scene.maker import Maker, Part, finish
from imperium.scene.mesh import lattice


def backdrop(
    *,
    color: Hex = "#d9c7b4",
    width: float = Field(default=500, gt=0, le=1e5),
    depth: float = Field(default=70, gt=0, le=1e5),
    bend: float = Field(default=40, gt=0, le=1e4),
) -> tuple[Part, ...]:
    """The wall stands `depth` behind the origin."""
    turn = np.linspace(-np.pi / 2, 0, 24)
    y = np.concatenate([[-4 * depth, 0], depth - bend + bend * np.cos(turn), [depth, depth]])
    z = np.concatenate([[0, 0], bend + bend * np.sin(turn), [2 * bend, width]])
    across = np.array([-width / 2, width / 2])
    points = np.stack(np.broadcast_arrays(across[None], y[:, None], z[:, None]), -1)
    return (Part("paper", lattice(points), finish("matte", color=color), (width, width)),)


MAKER = Maker(backdrop)
