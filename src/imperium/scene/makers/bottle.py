"""A drinking bottle of steel with a coat, a lid of wood or metal and a carrying loop."""

from typing import Literal

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex
from imperium.scene.decal import Mark
from imperium.scene.maker import Maker, Part, finish
from imperium.scene.mesh import Array, Mesh, merge, rotation, translation
from imperium.scene.scene import Finish
from imperium.scene.shapes import along, lathe, lathe_size, profile, tube

LOOP_TURN = 28.0


def bottle(
    *,
    color: Hex = "#3f6b4f",
    accent: Hex | None = None,
    label: str = Field(default="", max_length=40),
    mark: Mark = "leaf",
    lid: Literal["wood", "steel", "coat"] = "wood",
    shape: Literal["classic", "wide", "slim"] = "classic",
    loop: bool = True,
    seed: int = 0,
) -> tuple[Part, ...]:
    """`accent` colours the loop; the print takes what contrasts with the coat."""
    radius, shoulder, height, neck = {
        "classic": (3.72, 17.2, 21.6, 2.35),
        "wide": (4.4, 16.6, 19.2, 3.3),
        "slim": (3.2, 20.0, 24.0, 2.1),
    }[shape]
    body = profile(
        [
            (0.01, 0.25),
            (radius - 0.8, 0.25),
            (radius - 0.4, 0),
            (radius, 0.1),
            (radius, shoulder),
            (neck, height - 1),
            (neck, height),
            (0.4, height),
        ],
        [0, 0.2, 0.25, 0.3, 2.6, 1.5, 0.12, 0],
    )
    size = lathe_size(body)
    decal = {"text": label, "mark": mark, "at": (0.5, along(body, height * 0.43)), "width": radius * 1.12}
    steel = finish("metal", kind="aluminium", roughness=0.14, brushed="around")
    parts = [
        Part("body", lathe(body), finish("coat", color=color, decal=decal, seed=seed), size),
        Part("foot", lathe(_foot(radius)), steel),
        Part("ring", lathe(_ring(neck, height)), steel),
        Part("lid", lathe(_lid(neck, height)), _lid_finish(lid, color, seed), lathe_size(_lid(neck, height))),
    ]
    if loop:
        cord, pins = _loop(neck, height)
        parts += [
            Part("loop", cord, finish("rubber", color=accent or "#3a3028", roughness=0.8)),
            Part("pins", pins, finish("metal", kind="aluminium", roughness=0.12)),
        ]
    return tuple(parts)


def _foot(radius: float) -> Array:
    r = radius
    return profile([(r - 0.42, 0.02), (r + 0.04, 0.02), (r + 0.05, 0.95), (r - 0.005, 1.02)], [0, 0.28, 0.05, 0])


def _ring(neck: float, height: float) -> Array:
    top = height + 0.45
    return profile(
        [(neck - 0.1, height - 0.2), (neck + 0.17, height - 0.2), (neck + 0.17, top), (neck, top)], [0, 0.1, 0.1, 0]
    )


def _lid(neck: float, height: float) -> Array:
    r, z = neck + 0.27, height + 0.42
    return profile(
        [(neck - 0.2, z), (r, z), (r + 0.04, z + 2.58), (1.2, z + 2.7), (0.01, z + 2.72)], [0, 0.14, 0.38, 0.4, 0]
    )


def _lid_finish(lid: str, color: str, seed: int) -> Finish:
    if lid == "wood":
        return finish("wood", color="#b98a52", upright=True, gloss=0.4, seed=seed + 3)
    if lid == "steel":
        return finish("metal", roughness=0.2, brushed="around")
    return finish("coat", color=color, seed=seed + 1)


def _loop(neck: float, height: float) -> tuple[Mesh, Mesh]:
    """The cord over the lid and its two pins."""
    reach = neck + 0.3
    turn = np.linspace(0, np.pi, 70)
    arc = np.stack([reach * 1.02 * np.cos(turn), 0 * turn, height + 1.7 + 2.9 * np.sin(turn) ** 0.8], -1)
    cord = tube(arc, 0.18 + 0.012 * np.sin(np.linspace(0, 150, 70))).turned((0, 0, 1), LOOP_TURN)
    pin = lathe(profile([(0.36, -0.1), (0.34, 0.16), (0.01, 0.16)], [0, 0.08, 0]), 40)
    pins = [
        pin.transformed(
            rotation((0, 0, 1), LOOP_TURN)
            @ translation(side * reach, 0, height + 1.65)
            @ rotation((0, 1, 0), 90 * side)
        )
        for side in (1, -1)
    ]
    return cord, merge(pins)


MAKER = Maker(bottle)
