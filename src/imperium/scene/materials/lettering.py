"""Plastic or enamel with several words on it: keys, dials, scales."""

import numpy as np
from PIL import Image, ImageDraw, ImageFont
from pydantic import BaseModel, ConfigDict, Field

from imperium.scene.colour import Hex, contrasting
from imperium.scene.material import Material, Node, Surface
from imperium.scene.reflectance import linear
from imperium.scene.texture import Grid, mixed


class Word(BaseModel):
    """A text: its middle in u and v, the height of its line in centimetres."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    text: str = Field(max_length=16)
    at: tuple[float, float]
    height: float = Field(gt=0, le=1000)


def lettering(
    surface: Surface,
    *,
    color: Hex = "#f2efe8",
    ink: Hex | None = None,
    words: tuple[Word, ...] = Field(default=(), max_length=200),
    roughness: float = Field(default=0.3, ge=0.02, le=1),
) -> Node:
    width, height = surface.texels(60)
    tone = mixed(linear(color), linear(ink or contrasting(color)), _cover(words, surface, width, height))
    return {"type": "roughplastic", "diffuse_reflectance": tone, "alpha": roughness, "nonlinear": True}


def _cover(words: tuple[Word, ...], surface: Surface, width: int, height: int) -> Grid:
    """Coverage (h, w) in 0–1 of all the words."""
    sheet = Image.new("L", (width, height))
    draw = ImageDraw.Draw(sheet)
    for word in words:
        size = max(4.0, word.height * height / surface.height)
        place = word.at[0] * width, (1 - word.at[1]) * height
        draw.text(place, word.text, font=ImageFont.load_default(size), fill=255, anchor="mm")
    return np.asarray(sheet, np.float32)[::-1] / np.float32(255)


MATERIAL = Material(lettering)
