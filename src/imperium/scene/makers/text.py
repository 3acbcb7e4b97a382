"""A word in raised letters with bevelled edges, standing."""

from pydantic import Field

from imperium.scene.colour import Hex
from imperium.scene.lettering import Font, lettered
from imperium.scene.maker import Maker, Part
from imperium.scene.signs import Look, dressed, raised


def text(
    *,
    label: str = Field(default="Hello", min_length=1, max_length=40, pattern=r"^[^\x00-\x1f]*\S[^\x00-\x1f]*$"),
    color: Hex = "#d8452e",
    font: Font = "bold",
    look: Look = "plastic",
    height: float = Field(default=20, gt=0.5, le=2000, description="Of a capital letter."),
    depth: float = Field(default=0.3, ge=0.02, le=3, description="Thickness, in letter heights."),
    seed: int = 0,
) -> tuple[Part, ...]:
    """It looks to -y and stands in the middle of z=0. Letters that the font lacks are left out."""
    regions = lettered(label, font) or lettered("?", font)
    letters = raised(regions, height / 0.72, depth * height, 0.02 * height)
    return (Part("letters", letters, dressed(look, color, seed), (height * 2, height * 2)),)


MAKER = Maker(text)
