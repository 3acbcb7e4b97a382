"""In which coding a file is sent (RFC 9110, section 12.5.3)."""

from __future__ import annotations

import re
from typing import Literal

Coding = Literal["zstd", "gzip"]
PREFERRED: tuple[Coding, ...] = ("zstd", "gzip")
"""What packs better comes first."""
GAINS = frozenset({"json", "svg", "html", "md", "txt", "csv", "gltf", "glb", "m3u8", "ply"})
"""The endings of files that become smaller; pictures and films are packed already."""
_CODING = re.compile(r"\s*([!#$%&'*+.^_`|~0-9A-Za-z-]+)\s*(?:;\s*q\s*=\s*(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\s*)?")


def negotiated(accept_encoding: str | None) -> Coding | None:
    """The coding that the reader likes best of ours; None where it takes none, or says something unreadable."""
    if not accept_encoding:
        return None
    liked: dict[str, float] = {}
    for part in accept_encoding.split(","):
        if (match := _CODING.fullmatch(part)) is None:
            return None
        liked[match[1].lower()] = float(match[2] if match[2] is not None else 1)
    anything = liked.get("*", 0.0)
    best = max(PREFERRED, key=lambda coding: (liked.get(coding, anything), -PREFERRED.index(coding)))
    return best if liked.get(best, anything) > 0 else None
