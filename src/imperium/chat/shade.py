"""Colours as people say them: `navy`, `dark blue`, `pale rose`."""

from __future__ import annotations

import re

from imperium.scene.lexicon import COLOURS

_TOWARDS: dict[str, tuple[int, float]] = {"light": (255, 0.4), "pale": (255, 0.65), "dark": (0, 0.45), "deep": (0, 0.3)}
"""Shade to (channel value that it moves to, how far)."""

_NAMES = "|".join(re.escape(name) for name in sorted(COLOURS, key=len, reverse=True))
PATTERN = rf"(?:(?:{'|'.join(_TOWARDS)})\s+)?(?:{_NAMES})"


def hex_of(words: str) -> str:
    """`#rrggbb` of what `PATTERN` matched."""
    first, _, rest = " ".join(words.lower().split()).partition(" ")
    shade, name = (first, rest) if first in _TOWARDS else ("", f"{first} {rest}".strip())
    target, far = _TOWARDS.get(shade, (0, 0.0))
    code = COLOURS[name]
    channels = (int(code[place : place + 2], 16) for place in (1, 3, 5))
    return "#" + "".join(f"{round(value + (target - value) * far):02x}" for value in channels)
