"""What a task needs, and what there is: CPU cores, memory in MB, GPUs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, NamedTuple

from msgspec import Meta, Struct

from imperium.platform.capability import Resources
from imperium.platform.errors import InvalidInput
from imperium.platform.settings import Limits

KINDS = ("cpu", "memory_mb", "gpu")
UNITS = {"cpu": "cores", "memory_mb": "MB", "gpu": "GPUs"}
MILLI = 1_000
"""CPU counts in thousandths of a core, so that sums are exact."""


class Demand(Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """As it is sent: cores may be parts of one."""

    cpu: Annotated[float, Meta(ge=0)] = 0.0
    memory_mb: Annotated[int, Meta(ge=0)] = 0
    gpu: Annotated[int, Meta(ge=0)] = 0


class Amount(NamedTuple):
    """In whole numbers: thousandths of a core, MB, GPUs."""

    milli_cpu: int = 0
    memory_mb: int = 0
    gpu: int = 0

    @classmethod
    def of(cls, needed: Demand | Resources) -> Amount:
        return cls(round(needed.cpu * MILLI), needed.memory_mb, needed.gpu)

    def as_dict(self) -> dict[str, float]:
        """As people count: cores, MB, GPUs."""
        return {"cpu": self.milli_cpu / MILLI, "memory_mb": self.memory_mb, "gpu": self.gpu}

    def __sub__(self, other: Amount) -> Amount:
        return Amount(self[0] - other[0], self[1] - other[1], self[2] - other[2])

    def plus(self, other: Amount) -> Amount:
        return Amount(self[0] + other[0], self[1] + other[1], self[2] + other[2])

    def fits(self, room: Amount) -> bool:
        return self[0] <= room[0] and self[1] <= room[1] and self[2] <= room[2]

    def share_of(self, whole: Amount) -> float:
        """The dominant share: the largest part of anything that this takes; infinite of what there is none of."""
        return max(_part(self[0], whole[0]), _part(self[1], whole[1]), _part(self[2], whole[2]))


def _part(taken: int, whole: int) -> float:
    return taken / whole if whole else (float("inf") if taken else 0.0)


def check_limits(demands: Iterable[tuple[str, Demand]], limits: Limits) -> None:
    """Raises InvalidInput for the first demand, by the field that holds it, which is over a documented limit."""
    most = (limits.max_cpu_cores, limits.max_memory_mb, limits.max_gpus)
    for where, demand in demands:
        if demand.cpu > most[0] or demand.memory_mb > most[1] or demand.gpu > most[2]:
            raise _over(where, demand, most)


def _over(where: str, demand: Demand, most: tuple[int, int, int]) -> InvalidInput:
    kind, limit = next((k, m) for k, m in zip(KINDS, most, strict=True) if getattr(demand, k) > m)
    value = getattr(demand, kind)
    return InvalidInput(
        f"{where}.{kind}: {value:g} {UNITS[kind]}; at most {limit:,} are allowed.",
        field=f"{where}.{kind}",
        value=value,
        limit=limit,
        remedy=f"Ask for 0 to {limit:,} {UNITS[kind]}, or split the task.",
    )
