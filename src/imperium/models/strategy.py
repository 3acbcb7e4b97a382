"""The contract of a routing strategy: in which order the models that could answer a request are asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from msgspec import Struct

from imperium.kit.kinds import discover
from imperium.kit.suggest import did_you_mean
from imperium.models.provider import Candidate
from imperium.platform.errors import InvalidInput

ENTRY_POINT_GROUP = "imperium.strategies"
BALANCED_FROM, POWERFUL_FROM = 0.3, 0.7
"""Where the documented tiers begin; the categorizer's complexity is on the same scale."""

Tier = Literal["cheap", "balanced", "powerful"]
TIERS: tuple[Tier, ...] = ("cheap", "balanced", "powerful")


def tier_of(share: float) -> Tier:
    """The tier of a model's strength, or of a request's complexity (0–1)."""
    return "powerful" if share > POWERFUL_FROM else "balanced" if share >= BALANCED_FROM else "cheap"


class Prospect(Struct, frozen=True):
    """A model that could answer a request, and what is expected of it there. `name` is `provider:model`.

    `quality` is the chance of a right answer (0–1), `success` that of any answer; `cost_micro_usd` and `latency_s` are
    those of an answer of usual length.
    """

    candidate: Candidate
    name: str
    strength: float
    quality: float
    cost_micro_usd: int = 0
    latency_s: float = 0.0
    success: float = 1.0
    healthy: bool = True

    @property
    def tier(self) -> Tier:
        return tier_of(self.strength)

    @property
    def provider(self) -> str:
        return self.candidate.connection.name


class Need(Struct, frozen=True):
    """What a request asks of whoever answers it.

    `quality` is the share of the best model's quality that was declared, if any; `floor` the quality that is good
    enough; `second_micro_usd` what a second less is worth (0 for batch work).
    """

    complexity: float = 0.5
    floor: float = 0.0
    interactive: bool = True
    quality: float | None = None
    second_micro_usd: int = 0
    budget_micro_usd: int | None = None
    deadline_s: float | None = None

    def is_met_by(self, prospect: Prospect) -> bool:
        """Whether an answer is expected within the budget and before the deadline."""
        affordable = self.budget_micro_usd is None or prospect.cost_micro_usd <= self.budget_micro_usd
        return affordable and (self.deadline_s is None or prospect.latency_s <= self.deadline_s)


Order = Callable[[Sequence[Prospect], Need], list[Prospect]]


@dataclass(frozen=True, slots=True)
class Strategy:
    """`order` returns all that it is given, the best first: the others are its fallbacks. `summary` is shown to users,
    as the reason for the choice. Which of them are healthy, affordable and in time is settled before and after it.
    """

    summary: str
    order: Order


@cache
def strategies() -> Mapping[str, Strategy]:
    """Every strategy by its name: ours, and those of other packages."""
    return discover("imperium.models.strategies", Strategy, ENTRY_POINT_GROUP)


def strategy_named(name: str, field: str) -> str:
    """The name itself. Raises InvalidInput naming the nearest known one."""
    if name not in strategies():
        raise InvalidInput(
            f"There is no routing strategy {name[:60]!r}.",
            field=field,
            value=name[:60],
            remedy=f"{did_you_mean(name, strategies())} There are {', '.join(sorted(strategies()))}.",
        )
    return name


class Ranking(Struct, frozen=True):
    """The prospects in the order in which they are asked, and what is to be said of that order."""

    prospects: tuple[Prospect, ...]
    reasons: tuple[str, ...] = ()


def ranked(strategy: Strategy, prospects: Sequence[Prospect], need: Need, illness: Callable[[str], float]) -> Ranking:
    """By the strategy; then what misses a declared quality, the best first; then what would cost or take too much, the
    cheapest first; then what is ill, the least first.

    `illness(provider)` is 0 for a healthy one, the higher the worse.
    """
    sound = [prospect for prospect in prospects if prospect.healthy and need.is_met_by(prospect)]
    good = sound if need.quality is None else [prospect for prospect in sound if prospect.quality >= need.floor]
    poor = [] if need.quality is None else [prospect for prospect in sound if prospect.quality < need.floor]
    poor.sort(key=lambda prospect: -prospect.quality)
    short = [prospect for prospect in prospects if prospect.healthy and not need.is_met_by(prospect)]
    short.sort(key=lambda prospect: (prospect.cost_micro_usd, prospect.latency_s))
    how_ill = {prospect.provider: 0.0 if prospect.healthy else illness(prospect.provider) for prospect in prospects}
    ill = [prospect for prospect in prospects if not prospect.healthy]
    ill.sort(key=lambda prospect: how_ill[prospect.provider])
    why = (strategy.summary,) if good else (NONE_FITS,) if short else ()
    return Ranking((*strategy.order(good, need), *poor, *short, *ill), (*why, *told_of_illness(how_ill)))


NONE_FITS = "no model is expected within the budget and the deadline: the cheapest is asked"


def told_of_illness(illness: Mapping[str, float]) -> list[str]:
    """Who is passed over, or that nobody healthy is left, in words; from how ill each provider is."""
    ill = [provider for provider, how_ill in illness.items() if how_ill]
    if not ill:
        return []
    if len(ill) == len(illness):
        return ["all providers are unhealthy: the least bad is asked"]
    return [f"unhealthy, asked last: {', '.join(ill)}"]


def price(prospect: Prospect, need: Need) -> int:
    """Micro-USD of an answer with the wait for it; what fails is paid for again with the next try."""
    waiting = round(prospect.latency_s * need.second_micro_usd)
    return round((prospect.cost_micro_usd + waiting) / max(prospect.success, 0.01))


def good_enough_first(
    prospects: Sequence[Prospect], need: Need, key: Callable[[Prospect], float | tuple[float, ...]]
) -> list[Prospect]:
    """Those that reach the floor by `key`, the least first; then the others, the best first."""
    enough = [prospect for prospect in prospects if prospect.quality >= need.floor]
    others = [prospect for prospect in prospects if prospect.quality < need.floor]
    return sorted(enough, key=key) + sorted(others, key=lambda prospect: -prospect.quality)
