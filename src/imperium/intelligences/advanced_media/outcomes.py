"""What media really took, and what that says of the next estimate.

For every kind of figure (seconds of pictures, bytes of a PNG …) and size the latest ratios of real to foreseen are
kept; their median corrects what is foreseen next. Until some are known it is believed in part only.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import exp, log
from statistics import median
from typing import Protocol

import msgspec

WINDOW = 32
ENOUGH = 3
"""From so many on, a size speaks for itself; below that its kind as a whole does."""
SIZE_STEP = log(4)
MOST_OFF = log(50)
"""One figure that is further off than this is kept as if it were so far off: nothing is learned from a typing error."""


class Shelf(Protocol):
    """Where the ratios are kept."""

    async def all(self) -> Mapping[str, bytes]: ...

    def note(self, kind: str, observed: bytes) -> None: ...


class Outcomes:
    """Quick to ask; what is observed is noted without waiting."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._ratios: dict[str, list[float]] = {}

    async def recall(self) -> None:
        """What was observed before."""
        for kind, observed in (await self._shelf.all()).items():
            self._ratios[kind] = msgspec.json.decode(observed, type=list[float])

    def observe(self, kind: str, size: float, foreseen: float, real: float) -> None:
        """`foreseen` is without correction; `size` what the figure grows with, such as pixels."""
        if foreseen <= 0 or real <= 0:
            return
        off = max(-MOST_OFF, min(log(real / foreseen), MOST_OFF))
        for name in (kind, _sized(kind, size)):
            ratios = [*self._ratios.get(name, ()), off][-WINDOW:]
            self._ratios[name] = ratios
            self._shelf.note(name, msgspec.json.encode([round(ratio, 4) for ratio in ratios]))

    def corrected(self, kind: str, size: float, foreseen: float) -> float:
        """What is to be expected where this is foreseen."""
        own = self._ratios.get(_sized(kind, size), [])
        ratios = own if len(own) >= ENOUGH else self._ratios.get(kind, [])
        if not ratios:
            return foreseen
        believed = len(ratios) / (len(ratios) + 1) if len(ratios) < ENOUGH else 1.0
        return foreseen * exp(median(ratios) * believed)

    def seen(self, kind: str) -> int:
        """How many of the latest are known."""
        return len(self._ratios.get(kind, ()))


def _sized(kind: str, size: float) -> str:
    """Each size is four times the one before."""
    return f"{kind}@{round(log(max(size, 1.0)) / SIZE_STEP)}"
