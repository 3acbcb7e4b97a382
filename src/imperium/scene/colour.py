"""Colours as scenes write them: `#rrggbb`."""

from __future__ import annotations

import colorsys
import re
from typing import Annotated

from pydantic import StringConstraints

from imperium.scene.lexicon import COLOURS

Hex = Annotated[str, StringConstraints(pattern=r"^#[0-9a-fA-F]{6}$")]


def hex_of(encoded: tuple[float, float, float]) -> str:
    """`#rrggbb` of sRGB components in 0–1."""
    return "#" + "".join(f"{round(255 * min(max(part, 0.0), 1.0)):02x}" for part in encoded)


def shifted(colour: str, hue: float = 0.0, lightness: float = 0.0, saturation: float = 1.0) -> str:
    """The colour with its hue turned by `hue` (1 is a full turn), made lighter or darker, and more or less vivid."""
    h, light, s = colorsys.rgb_to_hls(*(int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)))
    lit = min(max(light + lightness, 0.0), 1.0)
    return hex_of(colorsys.hls_to_rgb((h + hue) % 1, lit, min(s * saturation, 1.0)))


def lightness(colour: str) -> float:
    """HLS lightness in 0–1."""
    return colorsys.rgb_to_hls(*(int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)))[1]


def contrasting(colour: str) -> str:
    """A warm off-white or a near-black, whichever is easier to read on `colour`."""
    return "#efeadb" if lightness(colour) < 0.52 else "#2b2a27"


def hex_colour(value: str) -> str:
    """`#rrggbb` of a colour's code or name. Raises ValueError for anything else."""
    value = value.strip().lower()
    if re.fullmatch(r"#[0-9a-f]{6}", value):
        return value
    if value in COLOURS:
        return COLOURS[value]
    raise ValueError(f"is not a colour: write #rrggbb or one of {', '.join(sorted(COLOURS)[:12])} …")
