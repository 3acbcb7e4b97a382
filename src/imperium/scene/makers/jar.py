"""A jar of ceramic or matte glass with a lid and a print: cream, honey, spice, candle."""

from typing import Literal

from pydantic import Field

from imperium.scene.colour import Hex
from imperium.scene.decal import Mark
from imperium.scene.maker import Maker, Part, finish
from imperium.scene.shapes import along, lathe, lathe_size, profile


def jar(
    *,
    color: Hex = "#d9cbb2",
    accent: Hex = "#b98a52",
    label: str = Field(default="", max_length=40),
    mark: Mark = "none",
    lid: Literal["wood", "metal", "coat"] = "wood",
    height: float = Field(default=8, gt=1, le=60),
    seed: int = 0,
) -> tuple[Part, ...]:
    r = 4.3 * (height / 8) ** 0.5
    body = profile(
        [(0.01, 0.1), (r - 0.5, 0.1), (r - 0.3, 0), (r, 0.4), (r, height - 0.4), (r - 0.4, height)],
        [0, 0.1, 0.2, 0.6, 0.5, 0],
    )
    top = profile(
        [
            (r - 0.5, height),
            (r + 0.02, height + 0.05),
            (r + 0.02, height + 1.9),
            (r - 0.6, height + 2),
            (0.01, height + 2),
        ],
        [0, 0.1, 0.25, 0.2, 0],
    )
    decal = {"text": label, "mark": mark, "at": (0.5, along(body, height * 0.5)), "width": r * 1.15}
    caps = {
        "wood": finish("wood", color=accent, upright=True, seed=seed),
        "metal": finish("metal", kind="gold", roughness=0.25, brushed="around"),
        "coat": finish("coat", color=accent),
    }
    return (
        Part(
            "body",
            lathe(body),
            finish("ceramic", color=color, decal=decal, roughness=0.28, seed=seed),
            lathe_size(body),
        ),
        Part("lid", lathe(top), caps[lid], lathe_size(top)),
    )


MAKER = Maker(jar)
