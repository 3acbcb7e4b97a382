"""A city bus: a glazed box with doors, a destination sign, wheels in arches."""

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex
from imperium.scene.decal import Decal
from imperium.scene.maker import Maker, Part, finish
from imperium.scene.mesh import Array, Mesh, merge
from imperium.scene.shapes import rounded_rectangle
from imperium.scene.solids import block, evenly, mirrored, plate, sides_up, superellipse
from imperium.scene.wheels import glazed, on_axles, wheel

HEIGHT, WIDTH, FLOOR, TYRE = 305.0, 252.0, 32.0, 48.0
COLUMNS = 144


def bus(
    *,
    color: Hex = "#b8332b",
    accent: Hex = "#efe9dd",
    length: float = Field(default=1180, ge=600, le=1900),
    label: str = Field(default="", max_length=24, description="Where it goes."),
    seed: int = 0,
) -> tuple[Part, ...]:
    """It drives to +x. `accent` is the band under the windows."""
    x = _stations(length)
    sections = _rings(x, length)
    body, panes = glazed(sections, _glass(sections, length), 1.2)
    axles = (-length / 2 + 275, length / 2 - 255)
    tyre, rim = wheel(TYRE, 30, 8, 0.58)
    places = [(at, s * (WIDTH / 2 - 17), TYRE) for at in axles for s in (-1, 1)]
    dark = finish("plastic", color="#0d0f12", roughness=0.3)
    sign = finish(
        "coat",
        color="#0b0b0c",
        ink="#ffb02a",
        grain=0,
        speckle=0,
        decal=Decal(text=label or "CENTRAL", width=110).model_dump(),
    )
    return (
        Part("body", merge([body, *_ends(sections)]), finish("plastic", color=color, roughness=0.06)),
        Part("panes", merge([panes, _windscreen(length)]), finish("plastic", color="#0a0e12", roughness=0.02)),
        Part("stripe", mirrored(merge(_stripe(length, axles))), finish("plastic", color=accent, roughness=0.08)),
        Part("tyres", on_axles(tyre, places), finish("rubber", color="#17181a")),
        Part("rims", on_axles(rim, places), finish("metal", kind="aluminium", roughness=0.3)),
        Part("arches", merge(_arches(axles)), dark),
        Part("doors", merge(_doors(length)), dark),
        Part("sign", _sign(length), sign, (150, 24)),
        Part(
            "headlights",
            mirrored(block(3, 30, 15, 1.4).moved(length / 2 + 0.2, -88, 62)),
            finish("plastic", color="#eef1f3", roughness=0.03),
        ),
        Part(
            "taillights",
            mirrored(block(3, 14, 44, 1.4).moved(-length / 2 - 0.2, -105, 70)),
            finish("plastic", color="#97130f", roughness=0.05),
        ),
        Part("mirrors", mirrored(_mirror(length)), dark),
        Part(
            "roof",
            block(length * 0.3, 150, 18, 5).moved(-length * 0.14, 0, HEIGHT - 3),
            finish("coat", color="#d9d6cf", grain=0.1),
        ),
    )


def _mirror(length: float) -> Mesh:
    glass = block(9, 16, 34, 3).moved(length / 2 + 16, -128, 178)
    return merge([glass, block(40, 4, 4, 1).moved(length / 2 + 2, -122, 214)])


def _stations(length: float) -> Array:
    inner = np.linspace(-length / 2 + 12, length / 2 - 24, round(length / 12))
    return np.concatenate([-length / 2 + np.array([0, 1.5, 5]), inner, length / 2 - np.array([15, 8, 3, 0])])


def _rings(x: Array, length: float) -> Array:
    """A box with rounded edges, drawn in a little at both ends; the front leans back."""
    ring = evenly(superellipse(WIDTH, HEIGHT - FLOOR, 11, 600), COLUMNS)
    end = np.minimum(x + length / 2, (length / 2 - x) * 0.7)
    tuck = 1 - 0.055 * np.clip(1 - end / 12, 0, 1) ** 2
    y = ring[None, :, 0] * tuck[:, None]
    z = (HEIGHT + FLOOR) / 2 + ring[None, :, 1] * tuck[:, None]
    lean = (
        -0.05
        * np.clip((z - 120) / 180, 0, 1)
        * 180
        * (x[:, None] > length / 2 - 60)
        * np.clip((x[:, None] - length / 2 + 60) / 60, 0, 1)
    )
    return np.stack([x[:, None] + lean, y, z], -1)


def _glass(sections: Array, length: float) -> np.ndarray:
    cell = (sections[:-1] + sections[1:]) / 2
    x, y, z = np.moveaxis(cell, -1, 0)
    pitch = (length - 90) / round((length - 90) / 150)
    pillar = np.abs((x + length / 2 - 45) % pitch - pitch / 2) > pitch / 2 - 5
    return np.asarray((np.abs(y) > WIDTH * 0.44) & (z > 128) & (z < 246) & ~pillar & (np.abs(x) < length / 2 - 34))


def _ends(sections: Array) -> list[Mesh]:
    """The flat front and back."""
    lids = []
    for ring in (sections[0], sections[-1]):
        panel = plate(ring[:, 1:], 0.6, 0.1).transformed(
            np.array([[0, 0, 1, 0], [1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 0, 1.0]])
        )
        slant = np.interp(panel.vertices[:, 2], np.sort(ring[:, 2]), ring[np.argsort(ring[:, 2]), 0])
        lids.append(
            Mesh(
                np.column_stack([panel.vertices[:, 0] + slant - 0.3, panel.vertices[:, 1:]]),
                panel.normals,
                panel.uvs,
                panel.faces,
            )
        )
    return lids


def _windscreen(length: float) -> Mesh:
    front = sides_up(plate(rounded_rectangle(226, 128, 10), 2, 0.6)).turned((0, 0, 1), 90).turned((0, 1, 0), -3.0)
    back = sides_up(plate(rounded_rectangle(190, 84, 10), 2, 0.6)).turned((0, 0, 1), -90)
    return merge([front.moved(length / 2 - 3.2, 0, 176), back.moved(-length / 2 + 0.6, 0, 196)])


def _stripe(length: float, axles: tuple[float, float]) -> list[Mesh]:
    return [
        block(length - 60, 1.6, 13, 0.4).moved(0, -WIDTH / 2 + 0.2, 106),
        block(length - 60, 1.6, 4, 0.4).moved(0, -WIDTH / 2 + 0.2, 98),
    ]


def _arches(axles: tuple[float, float]) -> list[Mesh]:
    turn = np.linspace(0, np.pi, 40)
    outline = np.vstack(
        [np.stack([np.cos(turn), np.sin(turn)], -1) * 60 + [0, TYRE], [(-60, FLOOR - 2), (60, FLOOR - 2)]]
    )
    face = sides_up(plate(outline, 2, 0.4))
    plates = [face.moved(x, -WIDTH / 2 + 1.0, 0) for x in axles]
    return [mirrored(merge(plates)), block(abs(axles[0]) * 2, WIDTH - 80, 20, 2).moved(z=22)]


def _doors(length: float) -> list[Mesh]:
    """Two double doors on the kerb side (-y)."""
    leaves = []
    for at in (length / 2 - 115, -length * 0.06):
        leaves += [block(56, 3, 204, 2).moved(at + s * 30, -WIDTH / 2 + 0.4, FLOOR + 10) for s in (-1, 1)]
    return leaves


def _sign(length: float) -> Mesh:
    board = sides_up(plate(rounded_rectangle(150, 24, 3), 2, 0.4, tile=(150, 24)))
    return board.turned((0, 0, 1), 90).moved(length / 2 - 5.6, 0, 262)


MAKER = Maker(bus)
