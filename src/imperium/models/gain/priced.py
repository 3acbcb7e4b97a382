"""Routing in a pool with prices: the model whose chance, times what a right answer is worth, most exceeds its cost.

One number decides, the worth of a right answer in micro-USD: from "ask the cheapest" (0) to "ask the one most likely
right". It is set from the share of the strongest model's quality that is wanted, or from a budget.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from msgspec import Struct

MOST_WORTH = 1 << 40
"""Micro-USD; about a million USD for one answer."""


class Option(Struct, frozen=True):
    """A model that could be asked: its chance to be right, and what it will cost (micro-USD)."""

    model: str
    chance: float
    cost_micro: int


Request: TypeAlias = Sequence[Option]


def net(option: Option, worth_micro: int) -> int:
    """What is to be had of an option, in millionths of a micro-USD."""
    return round(option.chance * 1_000_000) * worth_micro - option.cost_micro * 1_000_000


def choose(options: Request, worth_micro: int) -> Option:
    """The option with the highest net value; of equal ones the cheapest, then the first."""
    return max(options, key=lambda option: (net(option, worth_micro), -option.cost_micro))


def worth_for_quality(recent: Sequence[Request], share: float, strongest: str) -> int:
    """The least worth at which the expected quality over recent requests is this share (0–1) of the strongest's."""
    wanted = share * sum(option.chance for request in recent for option in request if option.model == strongest)
    low, high = 0, MOST_WORTH
    while low < high:
        middle = (low + high) // 2
        if sum(choose(request, middle).chance for request in recent) >= wanted:
            high = middle
        else:
            low = middle + 1
    return low


def worth_for_budget(recent: Sequence[Request], budget_micro: int) -> int:
    """The greatest worth at which the recent requests would have cost no more than the budget (0 when none does)."""
    low, high = 0, MOST_WORTH
    while low < high:
        middle = (low + high + 1) // 2
        if sum(choose(request, middle).cost_micro for request in recent) <= budget_micro:
            low = middle
        else:
            high = middle - 1
    return low
