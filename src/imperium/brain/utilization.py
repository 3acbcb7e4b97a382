"""What is in use right now, from what runs: the declared resources of every task that the engine has started."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from math import exp
from typing import Any

from msgspec.structs import replace as with_changes
from pydantic import BaseModel

from imperium.brain.allocation_demand import KINDS, Amount
from imperium.platform.auth.principal import Principal
from imperium.platform.capability import LITTLE, Capability, Context, Result
from imperium.workflows.spec import Task
from imperium.workflows.tasks import Call, Targets

MEAN_OVER_S = 300.0
"""The mean forgets: what was so many seconds ago weighs 1/e of what is now."""


class Utilization:
    """Of `capacity`; `clock` gives seconds."""

    def __init__(self, capacity: Amount, clock: Callable[[], float] = time.monotonic) -> None:
        self.capacity = capacity
        self.in_use = Amount()
        self.running: Counter[str] = Counter()
        self._clock = clock
        self._mean = [0.0, 0.0, 0.0]
        self._since = clock()

    @property
    def free(self) -> Amount:
        """What is left, at least nothing: more may be started than is declared to fit."""
        return Amount(*(max(0, of) for of in self.capacity - self.in_use))

    def started(self, name: str, needs: Amount) -> None:
        """An execution of a capability began, or goes on after it stood in a queue."""
        self._remember()
        self.in_use = self.in_use.plus(needs)
        self.running[name] += 1

    def ended(self, name: str, needs: Amount) -> None:
        """It ended, or stands in a queue now."""
        self._remember()
        self.in_use -= needs
        self.running[name] -= 1
        if not self.running[name]:
            del self.running[name]

    def _remember(self) -> None:
        now = self._clock()
        fading = exp(-(now - self._since) / MEAN_OVER_S)
        self._mean = [used + fading * (mean - used) for mean, used in zip(self._mean, self.in_use, strict=True)]
        self._since = now

    @contextmanager
    def holding(self, name: str, needs: Amount) -> Iterator[None]:
        """For as long as the block takes."""
        self.started(name, needs)
        try:
            yield
        finally:
            self.ended(name, needs)

    @contextmanager
    def resting(self, name: str, needs: Amount) -> Iterator[None]:
        """The same execution holds nothing while it is inside the block."""
        self.ended(name, needs)
        try:
            yield
        finally:
            self.started(name, needs)

    def share(self, kind: str) -> float:
        """How much of a resource is in use, from 0 on; over 1 when more runs than is declared to fit."""
        place = KINDS.index(kind)
        return self.in_use[place] / self.capacity[place] if self.capacity[place] else 0.0

    def as_dict(self) -> dict[str, Any]:
        """By resource: what there is, what is in use, its share, and the mean share of the last minutes."""
        self._remember()
        capacity, in_use = self.capacity.as_dict(), self.in_use.as_dict()
        mean = dict(zip(KINDS, self._mean, strict=True))
        return {
            **{
                kind: {
                    "capacity": capacity[kind],
                    "in_use": in_use[kind],
                    "share": round(self.share(kind), 4),
                    "mean_share": round(mean[kind] / (self.capacity[place] or 1), 4),
                }
                for place, kind in enumerate(KINDS)
            },
            "running": dict(self.running),
        }


class WatchedTargets:
    """The engine's targets, whose executions are counted while they run."""

    def __init__(self, targets: Targets, utilization: Utilization) -> None:
        self._targets = targets
        self._utilization = utilization
        self._watched: dict[str, tuple[Capability[Any], Capability[Any]]] = {}

    def call(self, name: str, task: Task, scope: Mapping[str, Any], principal: Principal) -> Call:
        call = self._targets.call(name, task, scope, principal)
        return call if call.capability.resources == LITTLE else Call(self._watching(call.capability), call.inputs)

    def _watching(self, capability: Capability[Any]) -> Capability[Any]:
        known = self._watched.get(capability.name)
        if known is None or known[0] is not capability:
            known = self._watched[capability.name] = (capability, watched(capability, self._utilization))
        return known[1]


def watched(capability: Capability[Any], utilization: Utilization) -> Capability[Any]:
    """The same capability; while it runs it holds what it declares, except while it stands in a queue."""
    needs = Amount.of(capability.resources)

    async def run(inputs: BaseModel, context: Context) -> Result:
        @contextmanager
        def waiting() -> Iterator[None]:
            with utilization.resting(capability.name, needs), context.waiting():
                yield

        with utilization.holding(capability.name, needs):
            return await capability.run(inputs, with_changes(context, waiting=waiting))

    return replace(capability, run=run)
