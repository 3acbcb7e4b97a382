"""Which experts are asked, and what each may spend on models."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from imperium.analysis.source import Language
from imperium.review.expert import Expert
from imperium.review.request import ReviewInputs

SHARES: dict[str, int] = {
    "security": 35,
    "quality": 15,
    "performance": 15,
    "dependency": 5,
    "test": 10,
    "documentation": 5,
    "meta": 15,
}
"""Parts of the budget, in hundredths of the whole panel's."""
QUICKEST = ("security", "quality", "performance")
"""Where latency matters most: what a reader of a change would miss."""
THRIFTY = frozenset({"security"})
"""Where cost matters most, a model is asked by these alone; the others stay with what costs nothing."""
READS_ANYTHING = frozenset({"security", "dependency"})
"""They read configuration, templates and lock files too."""


def selected(inputs: ReviewInputs, languages: frozenset[Language], experts: Mapping[str, Expert]) -> list[str]:
    """The experts to ask, Meta last: those asked for, else those who can read any of the languages, and fewer of them
    where latency matters most."""
    wanted: Sequence[str] = inputs.experts or (QUICKEST if inputs.prefer == "latency" else tuple(experts))
    able = [
        name
        for name in SHARES
        if name in wanted and name in experts and _can_read(experts[name], languages) and name != "meta"
    ]
    return [*able, *(["meta"] if "meta" in experts else [])]


def _can_read(expert: Expert, languages: frozenset[Language]) -> bool:
    return expert.name in READS_ANYTHING or bool(languages & set(expert.languages))


def budgets(names: Sequence[str], micro_usd: int, prefer: str) -> dict[str, int]:
    """The budget, in micro-USD, shared between experts; nothing of it is lost, and who may ask no model gets none."""
    asking = [name for name in names if prefer != "cost" or name in THRIFTY]
    whole = sum(SHARES[name] for name in asking)
    shared = {name: micro_usd * SHARES[name] // whole for name in asking}
    if asking:
        shared[asking[0]] += micro_usd - sum(shared.values())
    return {name: shared.get(name, 0) for name in names}
