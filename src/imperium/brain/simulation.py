"""A plan is carried out on paper before anybody sees it: as the engine would, stage by stage, in many possible worlds.

In each world every piece takes a time of its own: log-normal on either side of the likely one, with the optimistic and
the pessimistic as its deciles. The worlds are a Latin hypercube (McKay, Beckman and Conover, 1979): each piece meets
every part of its range once. The same plan always gives the same answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from math import log
from random import Random
from statistics import NormalDist

import numpy as np
from msgspec import Struct

from imperium.brain.constraints import Constraints
from imperium.brain.estimates import HIGH, Cost, Duration
from imperium.brain.piece import Piece
from imperium.brain.staging import Stages, together
from imperium.brain.term_index import Figures
from imperium.kit.money import format_usd
from imperium.platform.capability import Resources

WORLDS = 256
_DECILE = NormalDist().inv_cdf(HIGH)


class Violation(Struct, frozen=True):
    """A constraint that a plan can't keep: the field of the request, its value, and what would be needed."""

    field: str
    value: str | float | int | None
    needed: str | float | int
    detail: str
    remedy: str


class Slot(Struct, frozen=True):
    """When a piece runs if everything takes its likely time, in seconds from the start. It may take `slack_s` longer
    before the plan ends later."""

    piece: Piece
    stage: int
    starts_s: float
    ends_s: float
    slack_s: float

    @property
    def is_critical(self) -> bool:
        return self.slack_s <= 0


class Simulation(Struct, frozen=True):
    """What came of it. `within_deadline` is the share of the worlds in which the plan ends in time; 1 without one."""

    stages: Stages
    slots: tuple[Slot, ...]
    duration: Duration
    cost: Cost
    peak: Resources
    within_deadline: float
    violations: tuple[Violation, ...]

    @property
    def passes(self) -> bool:
        return not self.violations


def simulate(stages: Stages, constraints: Constraints, here: Resources) -> Simulation:
    """Carry out the stages. `here` is what this machine has; constraints may allow less of it."""
    pieces = [piece for stage in stages for piece in stage]
    slots = tuple(_slots(stages))
    duration = Duration(*(_whole(stages, point) for point in ("optimistic", "likely", "pessimistic")))
    cost = Cost(*(sum(getattr(piece.cost, point) for piece in pieces) for point in Cost.__struct_fields__))
    deadline = constraints.deadline_s
    ends = _ends(stages) if deadline is not None else np.zeros(1)
    within = 1.0 if deadline is None else float((ends <= deadline).mean())
    violations = (
        *_missing_inputs(stages),
        *_too_much_at_once(stages, constraints, here),
        *_over_budget(cost, constraints.budget_micro_usd),
        *_too_late(duration, ends, constraints),
    )
    return Simulation(stages, slots, duration, cost, _peak(stages), within, violations)


def _slots(stages: Stages) -> Sequence[Slot]:
    start, slots = 0.0, []
    for number, stage in enumerate(stages):
        longest = max(piece.duration.likely for piece in stage)
        for piece in stage:
            took = piece.duration.likely
            slots.append(Slot(piece, number, start, start + took, longest - took))
        start += longest
    return slots


def _whole(stages: Stages, point: str) -> float:
    return float(sum(max(getattr(piece.duration, point) for piece in stage) for stage in stages))


def _ends(stages: Stages) -> Figures:
    """Seconds to the plan's end, in each world."""
    random = Random(0)  # noqa: S311  (the same worlds for the same plan)
    ends = np.zeros(WORLDS)
    for stage in stages:
        ends += np.max([_times(piece.duration, random) for piece in stage], axis=0)
    return ends


def _times(duration: Duration, random: Random) -> Figures:
    parts = _parts()[random.sample(range(WORLDS), WORLDS)]
    shorter = log(duration.likely / duration.optimistic) / _DECILE
    longer = log(duration.pessimistic / duration.likely) / _DECILE
    return np.asarray(duration.likely * np.exp(np.where(parts < 0, parts * shorter, parts * longer)))


@cache
def _parts() -> Figures:
    """The middles of equally probable parts of a normal distribution."""
    return np.array([NormalDist().inv_cdf((part + 0.5) / WORLDS) for part in range(WORLDS)])


def _peak(stages: Stages) -> Resources:
    used = [together(stage) for stage in stages]
    return Resources(
        cpu=max((use.cpu for use in used), default=0.0),
        memory_mb=max((use.memory_mb for use in used), default=0),
        gpu=max((use.gpu for use in used), default=0),
    )


def _missing_inputs(stages: Stages) -> Iterator[Violation]:
    there: set[str] = set()
    for stage in stages:
        for piece in stage:
            if missing := ", ".join(sorted(piece.needs - there)):
                yield Violation(
                    field=f"workflow.{piece.id}",
                    value=None,
                    needed=missing,
                    detail=f"{piece.what} needs {missing}, which isn't there by then.",
                    remedy="Let what it needs be made in an earlier stage.",
                )
        there |= {piece.id for piece in stage}


def _too_much_at_once(stages: Stages, constraints: Constraints, here: Resources) -> Iterator[Violation]:
    limit, peak = constraints.within(here), _peak(stages)
    for name, what in (("cpu", "cores"), ("memory_mb", "MB of memory"), ("gpu", "GPUs")):
        allowed, needed = getattr(limit, name), getattr(peak, name)
        if needed > allowed:
            asked = getattr(constraints, name)
            whose = "allowed" if asked is not None and asked <= allowed else "here"
            yield Violation(
                field=f"constraints.resources.{name}",
                value=allowed,
                needed=needed,
                detail=f"The plan needs {needed:g} {what} at once; {allowed:g} are {whose}.",
                remedy=f"Allow {needed:g} {what}, or ask for what needs less.",
            )


def _over_budget(cost: Cost, budget: int | None) -> Sequence[Violation]:
    if budget is None or cost.pessimistic <= budget:
        return ()
    needed = format_usd(cost.pessimistic)
    return (
        Violation(
            field="constraints.budget",
            value=format_usd(budget),
            needed=needed,
            detail=f"The plan may cost {needed}; the budget is {format_usd(budget)}.",
            remedy=f"Allow {needed}, or ask for less.",
        ),
    )


def _too_late(duration: Duration, ends: Figures, constraints: Constraints) -> Sequence[Violation]:
    deadline, confidence = constraints.deadline_s, constraints.confidence
    if deadline is None:
        return ()
    needed = duration.pessimistic if confidence is None else float(np.quantile(ends, confidence))
    if needed <= deadline:
        return ()
    how = "when everything goes slowly" if confidence is None else f"with a confidence of {confidence:.0%}"
    return (
        Violation(
            field="constraints.timeline",
            value=round(deadline, 3),
            needed=round(needed, 3),
            detail=f"The plan takes {needed:.3g} s {how}; {deadline:.3g} s are allowed.",
            remedy=f"Allow {needed:.3g} s, or ask for less.",
        ),
    )
