"""Routing in a pool with prices: the model whose chance, times what a right answer is worth, most exceeds its cost.

One number decides, the worth of a right answer in micro-USD: from "ask the cheapest" (0) to "ask the one most likely
right". It is set on the frontier of what was measured (`frontier.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from msgspec import Struct


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
