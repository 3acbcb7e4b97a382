"""Which of the tasks that could start do so: the first in the order of their stage that fit into what is free."""

from __future__ import annotations

from collections import defaultdict
from heapq import heappop, heappush
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict, Field

MILLI = 1_000


class Resources(BaseModel):
    """What tasks use at the same time."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    cpu: float = Field(0.0, ge=0, le=1_024, description="Cores.")
    memory_mb: int = Field(0, ge=0, le=1_024_000)
    gpu: int = Field(0, ge=0, le=64)


class Share(NamedTuple):
    """Resources in whole units, so that what is given back is what was taken."""

    milli_cpu: int = 0
    memory_mb: int = 0
    gpu: int = 0

    @classmethod
    def of(cls, resources: Resources | None) -> Share:
        return NOTHING if resources is None else cls(round(resources.cpu * MILLI), resources.memory_mb, resources.gpu)

    def fits(self, free: Share) -> bool:
        return self[0] <= free[0] and self[1] <= free[1] and self[2] <= free[2]

    def changed(self, other: Share, sign: int) -> Share:
        """With the other's units as often as `sign` says."""
        return Share(self[0] + sign * other[0], self[1] + sign * other[1], self[2] + sign * other[2])


NOTHING = Share()
MOST = Share(1_024 * MILLI, 1_024_000, 64)
"""The documented limits: more can't be said."""


class Room:
    """What the tasks of a stage may use at the same time; None for as much as they like."""

    def __init__(self, there: Resources | None) -> None:
        self._free = None if there is None else Share.of(there)
        self._offered: defaultdict[Share, list[int]] = defaultdict(list)

    def offer(self, place: int, needs: Share) -> None:
        """The task at that place could start."""
        heappush(self._offered[needs if self._free is not None else NOTHING], place)

    def take(self) -> int | None:
        """The place of the task that starts now; None when none fits."""
        free = self._free
        fitting = [(places[0], needs) for needs, places in self._offered.items() if free is None or needs.fits(free)]
        if not fitting:
            return None
        place, needs = min(fitting)
        heappop(self._offered[needs])
        if not self._offered[needs]:
            del self._offered[needs]
        self._free = None if free is None else free.changed(needs, -1)
        return place

    def give_back(self, needs: Share) -> None:
        """A task has ended that needed so much."""
        self._free = None if self._free is None else self._free.changed(needs, 1)
