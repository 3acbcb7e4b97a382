"""What a prompt came to: a scene, and what of the prompt isn't in it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from imperium.scene.scene import Scene

DERIVED_STEP = 2520
"""A derived seed is a multiple of this, so that variation 0 of a prompt is always its first, best setting."""


@dataclass(frozen=True, slots=True)
class Unmatched:
    """A word of the prompt that couldn't be drawn, and what stands in its place."""

    term: str
    drawn: str


@dataclass(frozen=True, slots=True)
class Composition:
    scene: Scene
    setting: str
    unmatched: tuple[Unmatched, ...] = ()


def derived_seed(prompt: str) -> int:
    """The seed of a prompt for which none was given; the same on every machine."""
    digest = hashlib.sha256(prompt.strip().lower().encode("utf-8", "replace")).digest()
    return int.from_bytes(digest[:4], "big") % 400_000 * DERIVED_STEP
