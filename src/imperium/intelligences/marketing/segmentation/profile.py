"""What a group of customers is like, in medians, and what to call it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import mean, median, median_low
from typing import Protocol


class Customer(Protocol):
    @property
    def recency(self) -> int: ...
    @property
    def frequency(self) -> int: ...
    @property
    def monetary(self) -> Decimal: ...


@dataclass(frozen=True, slots=True)
class Profile:
    """`recency` (days), `frequency` (purchases) and `spent` are medians, `often` is the mean number of purchases,
    `revenue` the sum of what was spent."""

    size: int
    recency: float
    frequency: float
    often: float
    spent: Decimal
    revenue: Decimal

    @classmethod
    def of(cls, people: Sequence[Customer]) -> Profile:
        return cls(
            len(people),
            median(p.recency for p in people),
            median(p.frequency for p in people),
            mean(p.frequency for p in people),
            median_low(p.monetary for p in people),
            sum((p.monetary for p in people), Decimal(0)),
        )


@dataclass(frozen=True, slots=True)
class Name:
    name: str
    what_to_say: str


REGULARS = Name("Regulars", "Thank them first, tell them before anyone else, and don't discount what they buy anyway.")
GONE_QUIET = Name(
    "Regulars who have gone quiet", "Ask what changed, show what is new since they left, make the way back short."
)
NEW = Name(
    "New customers", "Help them get the most out of the first purchase; suggest the second when that has worked."
)
ONCE = Name(
    "Bought once, a while ago", "One letter with one reason to come back; whoever doesn't answer costs nothing more."
)
OCCASIONAL = Name(
    "Occasional buyers", "Remind them at the time of year when they bought before, with something that fits it."
)


def named(profiles: Sequence[Profile], everyone: Profile) -> list[Name]:
    """A name for each; where two would be called the same, what they spend tells them apart."""
    names = [_name(profile, everyone) for profile in profiles]
    return [_apart(i, names, profiles) for i in range(len(names))]


def _name(profile: Profile, everyone: Profile) -> Name:
    recent = profile.recency <= everyone.recency
    often = profile.frequency > max(everyone.often, 1)
    if often:
        return REGULARS if recent else GONE_QUIET
    if profile.frequency <= 1:
        return NEW if recent else ONCE
    return OCCASIONAL


def _apart(index: int, names: Sequence[Name], profiles: Sequence[Profile]) -> Name:
    own = names[index]
    same = sorted((i for i, name in enumerate(names) if name is own), key=lambda i: -profiles[i].spent)
    if len(same) == 1:
        return own
    place = same.index(index)
    rank = "who spend most" if place == 0 else "who spend least" if place == len(same) - 1 else "in between"
    suffix = f"{rank} ({place + 1} of {len(same)})" if len(same) > 3 else rank
    return Name(f"{own.name}, {suffix}", own.what_to_say)
