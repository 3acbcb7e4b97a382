"""From a request to its composition: shared by pictures, videos and radiance fields."""

from __future__ import annotations

from typing import Any, Protocol

from imperium.platform.capability import Context
from imperium.platform.preview import Report
from imperium.scene.composition import Composition, Unmatched, derived_seed
from imperium.scene.scene import Scene

COMPOSE = "imperium.scene.brief:compose"


class Brief(Protocol):
    """The fields that all requests have."""

    prompt: str
    seed: int | None
    variation: int
    brand: str | None
    color: str | None
    scene: Scene | None

    @property
    def style(self) -> str | None:
        """By name, or in words."""


def seed_of(brief: Brief) -> int:
    """The seed that was given, else the prompt's own."""
    return derived_seed(brief.prompt) if brief.seed is None else brief.seed


async def composed(brief: Brief, aspect: float, context: Context) -> Composition:
    """A given scene as it is, else one made from the prompt."""
    if brief.scene:
        return Composition(brief.scene, "given")
    return await scene_of(
        brief.prompt,
        seed_of(brief),
        context,
        variation=brief.variation,
        style=brief.style,
        aspect=aspect,
        brand=brief.brand or "",
        colour=brief.color,
    )


async def scene_of(prompt: str, seed: int, context: Context, **wishes: Any) -> Composition:
    """What a prompt comes to; `wishes` are those of `grammar.compose`. In a worker: large things take a second to
    make."""
    job = {"prompt": prompt, "seed": seed, **wishes}
    made = await context.workers.run(COMPOSE, job, priority=context.priority, waiting=context.waiting)
    unmatched = tuple(Unmatched(**item) for item in made["unmatched"])
    return Composition(Scene.model_validate(made["scene"]), made["setting"], unmatched)


def compose(job: dict[str, Any], report: Report) -> dict[str, Any]:
    """The scene of a job's prompt, where it is set, and what isn't in it."""
    from imperium.scene.grammar import compose as made_of  # every maker: 20 MB

    found = made_of(**job)
    unmatched = [{"term": item.term, "drawn": item.drawn} for item in found.unmatched]
    return {"scene": found.scene.model_dump(mode="json"), "setting": found.setting, "unmatched": unmatched}
