"""Counts in this process: enough for one, and the ledger tells the next one."""

from __future__ import annotations

from imperium.models.quota.counter import CounterKind
from imperium.models.quota.counters.memory.counter import MemoryCounter

__all__ = ["MemoryCounter", "kind"]

kind = CounterKind(
    "In this process; counted again from the ledger at start.",
    lambda settings, database: MemoryCounter(settings.alert_percents),
)
