"""A floating light panel with charts and rings, as in a control room; faces -y."""

from pydantic import Field

from imperium.scene.colour import Hex
from imperium.scene.maker import Maker, Part, finish
from imperium.scene.shapes import plane


def panel(
    *,
    accent: Hex = "#57c7ff",
    text: str = Field(default="", max_length=40),
    width: float = Field(default=20, gt=0, le=1e4),
    height: float = Field(default=13, gt=0, le=1e4),
    power: float = Field(default=1.6, ge=0, le=100),
    seed: int = 0,
) -> tuple[Part, ...]:
    sheet = plane(width, height).turned((1, 0, 0), 90).moved(z=height / 2)
    look = finish("screen", kind="panel", accent=accent, text=text, power=power, seed=seed)
    return (Part("panel", sheet, look, (width, height)),)


MAKER = Maker(panel)
