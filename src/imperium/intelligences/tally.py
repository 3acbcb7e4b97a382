"""Executions of each intelligence in this process: how many, how they ended, how long they took, what they cost."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

REMEMBERED = 10_000
"""Of so many executions within runs it is known that they were counted: a run that is resumed ends again."""


@dataclass(slots=True)
class Row:
    executions: int = 0
    succeeded: int = 0
    seconds: float = 0.0
    longest_s: float = 0.0
    cost_micro_usd: int = 0


class Execution(NamedTuple):
    """A task of a run that did its work or failed at it: how long that took, and what it cost since the run began."""

    run_id: str
    task_id: str
    kind: str
    seconds: float
    cost_micro_usd: int
    succeeded: bool


@dataclass(slots=True)
class Tally:
    """Counted since the process started; `clock` gives seconds since the epoch."""

    clock: Callable[[], float] = time.time
    rows: dict[str, Row] = field(default_factory=dict)
    since: float = 0.0
    _counted: OrderedDict[tuple[str, str], Execution] = field(default_factory=OrderedDict)

    def __post_init__(self) -> None:
        self.since = self.clock()

    def add(self, kind: str, seconds: float, *, succeeded: bool, cost_micro_usd: int = 0) -> None:
        """One that was answered, or that failed."""
        row = self.rows.setdefault(kind, Row())
        row.executions += 1
        row.succeeded += succeeded
        row.seconds += seconds
        row.longest_s = max(row.longest_s, seconds)
        row.cost_micro_usd += cost_micro_usd

    def ended(self, one: Execution) -> None:
        """One of a run that has ended. What was counted when the run ended before is not counted again."""
        key = (one.run_id, one.task_id)
        known = self._counted.get(key)
        if known == one:
            return
        paid = one.cost_micro_usd - (known.cost_micro_usd if known is not None else 0)
        self.add(one.kind, one.seconds, succeeded=one.succeeded, cost_micro_usd=paid)
        self._counted[key] = one
        self._counted.move_to_end(key)
        if len(self._counted) > REMEMBERED:
            self._counted.popitem(last=False)

    def of(self, kind: str) -> dict[str, float | int | str | None]:
        """Rates and times are None until something has run. Times in seconds, money in micro-USD."""
        row = self.rows.get(kind, Row())
        ran = row.executions
        return {
            "type": kind,
            "since": self.since,
            "executions": ran,
            "succeeded": row.succeeded,
            "failed": ran - row.succeeded,
            "success_rate": row.succeeded / ran if ran else None,
            "mean_seconds": row.seconds / ran if ran else None,
            "longest_seconds": row.longest_s if ran else None,
            "cost_micro_usd": row.cost_micro_usd,
        }
