"""Prints: a word and a mark drawn into a texture. The font is the one inside Pillow; nothing of the system is read."""

from __future__ import annotations

from typing import Literal

import numpy as np
from PIL import Image, ImageDraw, ImageFont
from pydantic import BaseModel, ConfigDict, Field

from imperium.scene.texture import Grid

Mark = Literal["none", "leaf", "drop", "sun", "peak", "ring", "bolt", "heart"]


class Decal(BaseModel):
    """A print: its centre in u and v, its width in centimetres."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    text: str = Field(default="", max_length=40)
    mark: Mark = "none"
    at: tuple[float, float] = (0.5, 0.5)
    width: float = Field(default=5.0, gt=0, le=1000)
    spacing: float = Field(default=0.35, ge=0, le=2, description="Space between letters, in letter heights.")


def printed(decal: Decal, size: tuple[float, float], texels: tuple[int, int]) -> Grid:
    """Coverage (h, w) in 0–1 of the print on a surface of `size` centimetres a unit of u and v."""
    wide, high = texels
    per_cm_u, per_cm_v = wide / size[0], high / size[1]
    stamp = _stamp(decal, int(min(max(decal.width * per_cm_u * 2, 16), 4096)))
    height_cm = decal.width * stamp.height / stamp.width
    fitted = stamp.resize(
        (max(1, round(decal.width * per_cm_u)), max(1, round(height_cm * per_cm_v))), Image.Resampling.LANCZOS
    )
    sheet = Image.new("L", (wide, high))
    left, top = decal.at[0] * wide - fitted.width / 2, (1 - decal.at[1]) * high - fitted.height / 2
    sheet.paste(fitted, (round(left), round(top)))
    return np.asarray(sheet, np.float32)[::-1] / np.float32(255)


def _stamp(decal: Decal, width: int) -> Image.Image:
    """The mark above the word, `width` pixels wide."""
    word = _word(decal.text, decal.spacing, width) if decal.text else None
    mark = _mark(decal.mark, round(width * (0.62 if word else 1.0))) if decal.mark != "none" else None
    parts = [part for part in (mark, word) if part]
    if not parts:
        return Image.new("L", (width, width))
    gap = round(width * 0.16) if len(parts) == 2 else 0
    sheet = Image.new("L", (width, sum(part.height for part in parts) + gap))
    y = 0
    for part in parts:
        sheet.paste(part, ((width - part.width) // 2, y))
        y += part.height + gap
    return sheet


def _word(text: str, spacing: float, width: int) -> Image.Image:
    """The text on one line, set as large as the width allows, but never higher than a third of it."""
    font = ImageFont.load_default(200)
    left = 0.0
    places = []
    for letter in text:
        places.append(left)
        left += font.getlength(letter) + spacing * 140 * (len(text) > 1)
    line = Image.new("L", (max(1, round(left - spacing * 140 * (len(text) > 1))) + 20, 260))
    draw = ImageDraw.Draw(line)
    for letter, x in zip(text, places, strict=True):
        draw.text((x + 10, 20), letter, font=font, fill=255)
    box = line.getbbox() or (0, 0, line.width, line.height)
    line = line.crop((box[0], min(box[1], 70), box[2], max(box[3], 200)))
    scale = min(width / line.width, width / 3 / line.height)
    return line.resize(
        (max(1, round(line.width * scale)), max(1, round(line.height * scale))), Image.Resampling.LANCZOS
    )


def _mark(mark: Mark, size: int) -> Image.Image:
    big = 512
    sheet = Image.new("L", (big, big))
    _MARKS[mark](ImageDraw.Draw(sheet), big)
    return sheet.crop(sheet.getbbox()).resize((size, size), Image.Resampling.LANCZOS) if sheet.getbbox() else sheet


def _blade(draw: ImageDraw.ImageDraw, root: complex, tip: complex, width: float) -> None:
    """One leaf from root to tip with a bare midrib."""
    t = np.linspace(0, 1, 48)
    bow = width * np.sin(np.pi * t**0.85)
    along = tip - root
    sides = [root + along * (t + 1j * side * bow) for side in (1, -1)]
    outline = np.concatenate([sides[0], sides[1][::-1]])
    draw.polygon([(float(p.real), float(p.imag)) for p in outline], fill=255)
    rib = root + along * 0.84
    draw.line([(root.real, root.imag), (rib.real, rib.imag)], fill=0, width=9)


def _leaf(draw: ImageDraw.ImageDraw, s: int) -> None:
    _blade(draw, 262 + 330j, 440 + 40j, 0.21)
    _blade(draw, 250 + 330j, 70 + 120j, 0.22)
    draw.line([(256, 320), (256, 490)], fill=255, width=18)


def _drop(draw: ImageDraw.ImageDraw, s: int) -> None:
    t = np.linspace(0, 2 * np.pi, 120)
    x, y = 256 + 170 * np.sin(t) * np.sin(t / 2) ** 1.6, 270 - 230 * np.cos(t)
    draw.polygon(list(zip(x.tolist(), y.tolist(), strict=True)), fill=255)
    draw.arc((150, 230, 330, 450), 100, 170, fill=0, width=22)


def _sun(draw: ImageDraw.ImageDraw, s: int) -> None:
    draw.ellipse((166, 166, 346, 346), fill=255)
    for k in range(12):
        ray = np.exp(1j * k * np.pi / 6)
        near, far = 256 * (1 + 1j) + ray * 130, 256 * (1 + 1j) + ray * 210
        draw.line([(near.real, near.imag), (far.real, far.imag)], fill=255, width=26)


def _peak(draw: ImageDraw.ImageDraw, s: int) -> None:
    draw.polygon([(20, 430), (200, 110), (300, 290), (350, 210), (490, 430)], fill=255)
    draw.line([(128, 270), (180, 300), (212, 250), (258, 290)], fill=0, width=20, joint="curve")


def _ring(draw: ImageDraw.ImageDraw, s: int) -> None:
    draw.ellipse((40, 40, 472, 472), outline=255, width=56)
    draw.ellipse((196, 196, 316, 316), fill=255)


def _bolt(draw: ImageDraw.ImageDraw, s: int) -> None:
    draw.polygon([(300, 20), (110, 290), (240, 290), (200, 490), (400, 210), (265, 210)], fill=255)


def _heart(draw: ImageDraw.ImageDraw, s: int) -> None:
    t = np.linspace(0, 2 * np.pi, 160)
    x = 256 + 14.5 * 16 * np.sin(t) ** 3
    y = 240 - 14.5 * (13 * np.cos(t) - 5 * np.cos(2 * t) - 2 * np.cos(3 * t) - np.cos(4 * t))
    draw.polygon(list(zip(x.tolist(), y.tolist(), strict=True)), fill=255)


_MARKS = {
    "leaf": _leaf,
    "drop": _drop,
    "sun": _sun,
    "peak": _peak,
    "ring": _ring,
    "bolt": _bolt,
    "heart": _heart,
}
