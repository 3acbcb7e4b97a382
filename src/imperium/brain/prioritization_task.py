"""A task as it is sent to be prioritized, and many of them as columns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Annotated

import numpy as np
from msgspec import Meta, Struct

from imperium.brain.allocation_demand import Amount, Demand
from imperium.brain.prioritization import LEVELS, Columns, Level
from imperium.platform.capability import Resources

Identifier = Annotated[str, Meta(min_length=1, max_length=200)]
Moment = Annotated[datetime, Meta(tz=True)] | Annotated[float, Meta(ge=0, le=1e11)]
"""ISO 8601 with its time zone, or seconds since the epoch."""
Usual = Callable[[str], tuple[float, Resources]]
"""What a task of a type usually takes: seconds, and resources."""


class Task(Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """`type` is a capability, whose usual duration and resources count where none are given."""

    id: Identifier
    type: Annotated[str, Meta(max_length=200)] = ""
    priority: Level = "normal"
    dependencies: Annotated[tuple[Identifier, ...], Meta(max_length=1_000)] = ()
    deadline: Moment | None = None
    created_at: Moment | None = None
    duration_seconds: Annotated[float, Meta(ge=0, le=1e9)] | None = None
    resources: Demand | None = None


def columns(tasks: Sequence[Task], usual: Usual, available: Amount, arrived: Sequence[float]) -> Columns:
    """A task without a `created_at` is as old as its arrival; shares are of what is `available`."""
    kinds = {kind: usual(kind) for kind in {task.type for task in tasks}}
    seconds = {kind: duration for kind, (duration, _) in kinds.items()}
    shares = {kind: _share(needed, available) for kind, (_, needed) in kinds.items()}
    return Columns(
        priority=np.array([LEVELS[task.priority] for task in tasks]),
        deadline=np.array([np.inf if task.deadline is None else _seconds(task.deadline) for task in tasks]),
        since=np.array(
            [at if t.created_at is None else _seconds(t.created_at) for t, at in zip(tasks, arrived, strict=True)]
        ),
        duration=np.array([seconds[t.type] if t.duration_seconds is None else t.duration_seconds for t in tasks]),
        share=np.array([shares[t.type] if t.resources is None else _share(t.resources, available) for t in tasks]),
    )


def _seconds(moment: datetime | float) -> float:
    return moment.timestamp() if isinstance(moment, datetime) else moment


def _share(needed: Demand | Resources, available: Amount) -> float:
    """Of a task that needs more than there is: all."""
    return min(1.0, Amount.of(needed).share_of(available))
