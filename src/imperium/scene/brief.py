"""From a request to its composition: shared by pictures and videos."""

from __future__ import annotations

import re
from typing import Protocol

from imperium.scene.arrangement import Style
from imperium.scene.grammar import Composition, compose, derived_seed
from imperium.scene.lexicon import COLOURS
from imperium.scene.scene import Scene


class Brief(Protocol):
    """The fields that both requests have."""

    prompt: str
    style: Style | None
    seed: int | None
    variation: int
    brand: str | None
    color: str | None
    scene: Scene | None


def composed(brief: Brief, aspect: float) -> tuple[Composition, int]:
    """The composition and the seed that was used; a given scene is taken as it is."""
    seed = derived_seed(brief.prompt) if brief.seed is None else brief.seed
    if brief.scene:
        return Composition(brief.scene, "given"), seed
    options = {"brand": brief.brand or "", "colour": brief.color}
    return compose(brief.prompt, seed, brief.variation, style=brief.style, aspect=aspect, **options), seed  # type: ignore[arg-type]


def grade_adjusted(scene: Scene, stops: float) -> Scene:
    """The scene `stops` brighter."""
    if not stops:
        return scene
    exposure = min(max(scene.grade.exposure + stops, -8.0), 8.0)
    return scene.model_copy(update={"grade": scene.grade.model_copy(update={"exposure": exposure})})


def hex_colour(value: str) -> str:
    """`#rrggbb` of a colour's code or name. Raises ValueError for anything else."""
    value = value.strip().lower()
    if re.fullmatch(r"#[0-9a-f]{6}", value):
        return value
    if value in COLOURS:
        return COLOURS[value]
    raise ValueError(f"is not a colour: write #rrggbb or one of {', '.join(sorted(COLOURS)[:12])} …")
