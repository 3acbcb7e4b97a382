"""Whole steps of money, shared between concave curves so that together they bring the most.

Each step goes where it brings most; for concave curves with lower and upper bounds this greedy choice is optimal
(A. Federgruen, H. Groenevelt, "The greedy procedure for resource allocation problems", Operations Research 34, 1986).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from typing import Protocol

FEWEST_STEPS = 400
"""A budget is dealt out in steps of at most a four-hundredth, so that the parts are round figures."""


class Curve(Protocol):
    """Concave: `gain`, what the next step brings, never grows."""

    def gain(self, spend: int) -> float: ...


@dataclass(frozen=True, slots=True)
class Option:
    """A curve over steps, and how many steps it takes at least and at most."""

    curve: Curve
    least: int = 0
    most: int | None = None


def allocate(steps: int, options: Sequence[Option]) -> list[int]:
    """Steps for each option, together `steps`, or fewer where every upper bound is reached.

    Raises ValueError where the lower bounds alone take more.
    """
    taken = [option.least for option in options]
    if sum(taken) > steps:
        raise ValueError("the lower bounds exceed what there is")
    waiting = [(-o.curve.gain(n), i) for i, (o, n) in enumerate(zip(options, taken, strict=True)) if _has_room(o, n)]
    heapify(waiting)
    for _ in range(steps - sum(taken)):
        if not waiting:
            break
        _, best = heappop(waiting)
        taken[best] += 1
        if _has_room(options[best], taken[best]):
            heappush(waiting, (-options[best].curve.gain(taken[best]), best))
    return taken


def round_step(total: int) -> int:
    """The largest of 1, 2, 5, 10, 20 … smallest units of which the total has at least FEWEST_STEPS; at least 1."""
    largest = max(total // FEWEST_STEPS, 1)
    power: int = 10 ** (len(str(largest)) - 1)
    return max(digit * power for digit in (1, 2, 5) if digit * power <= largest)


def _has_room(option: Option, taken: int) -> bool:
    return option.most is None or taken < option.most
