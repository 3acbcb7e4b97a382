"""From a request to its composition: shared by pictures and videos."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from imperium.scene.scene import Scene

if TYPE_CHECKING:
    from imperium.scene.grammar import Composition


class Brief(Protocol):
    """The fields that both requests have."""

    prompt: str
    seed: int | None
    variation: int
    brand: str | None
    color: str | None
    scene: Scene | None

    @property
    def style(self) -> str | None:
        """By name, or in words."""


def composed(brief: Brief, aspect: float) -> tuple[Composition, int]:
    """The composition and the seed that was used; a given scene is taken as it is. Blocks: for a thread."""
    from imperium.scene.grammar import Composition, compose, derived_seed  # numpy and every maker: 20 MB, 0.2 s

    seed = derived_seed(brief.prompt) if brief.seed is None else brief.seed
    if brief.scene:
        return Composition(brief.scene, "given"), seed
    options = {"brand": brief.brand or "", "colour": brief.color}
    return compose(brief.prompt, seed, brief.variation, style=brief.style, aspect=aspect, **options), seed  # type: ignore[arg-type]
