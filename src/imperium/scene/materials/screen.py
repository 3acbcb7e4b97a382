"""Displays: what a watch, a phone, a desktop or a floating panel shows. Drawn here, with the font inside Pillow."""

from typing import Literal

import numpy as np
from PIL import Image, ImageDraw, ImageFont
from pydantic import Field

from imperium.scene.colour import Hex, shifted
from imperium.scene.material import Material, Node, Surface
from imperium.scene.texture import fractal


def screen(
    surface: Surface,
    *,
    kind: Literal["watch", "phone", "desktop", "panel"] = "phone",
    accent: Hex = "#57c7ff",
    text: str = Field(default="", max_length=40),
    power: float = Field(default=1.1, ge=0, le=100),
    seed: int = 0,
) -> Node:
    width = 640
    sheet = Image.new("RGB", (width, max(1, round(width * surface.height / surface.width))))
    rng = np.random.default_rng(seed)
    _FACES[kind](sheet, accent, text, rng)
    encoded = np.asarray(sheet, np.float32)[::-1] / 255
    return {
        "type": "diffuse",
        "reflectance": np.full(3, 0.02, np.float32),
        "emission": np.ascontiguousarray(
            np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)
        )
        * np.float32(power),
    }


def _centred(draw: ImageDraw.ImageDraw, x: float, y: float, text: str, size: float, fill: str) -> None:
    draw.text((x, y), text, font=ImageFont.load_default(size), fill=fill, anchor="mm")


def _watch(sheet: Image.Image, accent: str, text: str, rng: np.random.Generator) -> None:
    draw, (w, h) = ImageDraw.Draw(sheet), sheet.size
    hues = [accent, shifted(accent, hue=0.32), shifted(accent, hue=-0.3)]
    _centred(draw, w / 2, h * 0.30, "10:09", w * 0.30, "#ffffff")
    _centred(draw, w / 2, h * 0.115, (text or "FRI 12").upper()[:14], w * 0.075, accent)
    for k, hue in enumerate(hues):
        r = w * (0.235 - 0.068 * k)
        box = (w / 2 - r, h * 0.69 - r, w / 2 + r, h * 0.69 + r)
        draw.arc(box, 0, 360, fill=shifted(hue, lightness=-0.38), width=round(w * 0.047))
        draw.arc(box, -90, -90 + float(rng.uniform(150, 330)), fill=hue, width=round(w * 0.047))
    _centred(draw, w * 0.17, h * 0.69, "72", w * 0.095, "#ffffff")
    _centred(draw, w * 0.17, h * 0.76, "bpm", w * 0.05, "#9aa3ad")
    _centred(draw, w * 0.83, h * 0.69, "8.4k", w * 0.085, "#ffffff")
    _centred(draw, w * 0.83, h * 0.76, "steps", w * 0.05, "#9aa3ad")


def _phone(sheet: Image.Image, accent: str, text: str, rng: np.random.Generator) -> None:
    w, h = sheet.size
    _wallpaper(sheet, accent, rng)
    draw = ImageDraw.Draw(sheet)
    _centred(draw, w / 2, h * 0.17, "9:41", w * 0.24, "#ffffff")
    _centred(draw, w / 2, h * 0.09, text or "Friday 12 June", w * 0.06, "#ffffff")
    draw.rounded_rectangle((w * 0.36, h * 0.018, w * 0.64, h * 0.042), h * 0.012, fill="#000000")
    for k in range(4):
        x = w * (0.14 + 0.24 * k)
        draw.rounded_rectangle((x - w * 0.085, h * 0.9, x + w * 0.085, h * 0.9 + w * 0.17), w * 0.045, fill="#ffffffcc")


def _wallpaper(sheet: Image.Image, accent: str, rng: np.random.Generator) -> None:
    """Soft dunes of neighbouring hues."""
    w, h = sheet.size
    field = fractal(w, h, 2, 3, rng, 3)
    bands = np.sin(field * 14) * 0.5 + 0.5
    low, high = (
        np.array(_rgb(shifted(accent, hue=-0.12, lightness=-0.25, saturation=0.75))),
        np.array(_rgb(shifted(accent, lightness=0.05))),
    )
    rise = np.linspace(1, 0, h)[:, None]
    pixels = low + (high - low) * np.clip(0.65 * rise + 0.4 * bands, 0, 1)[..., None]
    sheet.paste(Image.fromarray(pixels.astype(np.uint8)))


def _rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _desktop(sheet: Image.Image, accent: str, text: str, rng: np.random.Generator) -> None:
    w, h = sheet.size
    _wallpaper(sheet, accent, rng)
    draw = ImageDraw.Draw(sheet)
    draw.rounded_rectangle((w * 0.12, h * 0.12, w * 0.88, h * 0.86), 10, fill="#f6f7f9")
    draw.rounded_rectangle((w * 0.12, h * 0.12, w * 0.30, h * 0.86), 10, fill="#20252d")
    draw.text((w * 0.33, h * 0.17), text or "Overview", font=ImageFont.load_default(26), fill="#20252d")
    for k in range(3):
        x = w * (0.33 + 0.18 * k)
        draw.rounded_rectangle((x, h * 0.27, x + w * 0.16, h * 0.43), 8, fill="#ffffff", outline="#d9dde3")
        draw.rectangle((x + 10, h * 0.36, x + 10 + w * float(rng.uniform(0.05, 0.13)), h * 0.385), fill=accent)
    _line(draw, w * 0.33, h * 0.80, w * 0.52, h * 0.28, accent, rng)
    for k in range(6):
        draw.rectangle((w * 0.145, h * (0.24 + 0.07 * k), w * 0.25, h * (0.255 + 0.07 * k)), fill="#566070")


def _line(
    draw: ImageDraw.ImageDraw, x: float, y: float, w: float, h: float, colour: str, rng: np.random.Generator
) -> None:
    steps = np.cumsum(rng.uniform(-0.12, 0.2, 14))
    levels = (steps - steps.min()) / (np.ptp(steps) + 1e-6)
    points = [(x + w * k / 13, y - h * float(level)) for k, level in enumerate(levels)]
    draw.line(points, fill=colour, width=4, joint="curve")


def _panel(sheet: Image.Image, accent: str, text: str, rng: np.random.Generator) -> None:
    w, h = sheet.size
    draw = ImageDraw.Draw(sheet)
    dim = shifted(accent, lightness=-0.42, saturation=0.9)
    draw.rounded_rectangle((0, 0, w, h), 18, fill=shifted(accent, lightness=-0.56, saturation=0.8))
    draw.rounded_rectangle((3, 3, w - 4, h - 4), 18, outline=accent, width=3)
    draw.text((w * 0.05, h * 0.06), text.upper() or "SYSTEM", font=ImageFont.load_default(w * 0.05), fill="#ffffff")
    draw.line((w * 0.05, h * 0.19, w * 0.95, h * 0.19), fill=dim, width=2)
    for k in range(9):
        top = h * (0.9 - float(rng.uniform(0.1, 0.5)))
        draw.rectangle(
            (w * (0.06 + 0.045 * k), top, w * (0.09 + 0.045 * k), h * 0.9), fill=accent if k % 3 else "#ffffff"
        )
    r, cx, cy = h * 0.27, w * 0.76, h * 0.56
    draw.arc((cx - r, cy - r, cx + r, cy + r), 0, 360, fill=dim, width=12)
    draw.arc((cx - r, cy - r, cx + r, cy + r), -90, float(rng.uniform(60, 220)), fill=accent, width=12)
    _centred(draw, cx, cy, f"{int(rng.integers(62, 99))}%", h * 0.15, "#ffffff")


_FACES = {"watch": _watch, "phone": _phone, "desktop": _desktop, "panel": _panel}


MATERIAL = Material(screen)
