"""A plan is carried out on paper before anybody sees it: each piece when what it waits for has ended, in many possible
worlds.

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

from imperium.brain.arrangement import Arrangement
from imperium.brain.constraints import Constraints
from imperium.brain.estimates import HIGH, Cost, Duration
from imperium.brain.piece import Piece
from imperium.brain.term_index import Figures
from imperium.kit.money import format_usd
from imperium.platform.capability import Resources

WORLDS = 256
NEARLY = 0.01
"""So small a part of a plan's time isn't what decides when it ends."""
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
    before the plan ends later. `is_critical`: it is one of the chain that decides when that is."""

    piece: Piece
    starts_s: float
    ends_s: float
    slack_s: float
    is_critical: bool


class Simulation(Struct, frozen=True):
    """What came of it. `within_deadline` is the share of the worlds in which the plan ends in time; 1 without one."""

    arrangement: Arrangement
    slots: tuple[Slot, ...]
    duration: Duration
    cost: Cost
    peak: Resources
    within_deadline: float
    violations: tuple[Violation, ...]

    @property
    def passes(self) -> bool:
        return not self.violations


def simulate(arrangement: Arrangement, constraints: Constraints, here: Resources) -> Simulation:
    """Carry out the pieces. `here` is what this machine has; constraints may allow less of it."""
    pieces, slots = arrangement.pieces, tuple(_slots(arrangement))
    each = np.array([[p.duration.optimistic, p.duration.likely, p.duration.pessimistic] for p in pieces])
    duration = Duration(*_carried_out(arrangement, each).max(axis=0).tolist())
    cost = Cost(*(sum(getattr(piece.cost, point) for piece in pieces) for point in Cost.__struct_fields__))
    deadline = constraints.deadline_s
    ends = _ends(arrangement) if deadline is not None else np.zeros(1)
    within = 1.0 if deadline is None else float((ends <= deadline).mean())
    peak = _peak(slots)
    violations = (
        *_missing_inputs(pieces),
        *_too_much_at_once(peak, constraints, here),
        *_over_budget(cost, constraints.budget_micro_usd),
        *_too_late(duration, ends, constraints),
    )
    return Simulation(arrangement, slots, duration, cost, peak, within, violations)


def _slots(arrangement: Arrangement) -> Iterator[Slot]:
    lasts = [piece.duration.likely for piece in arrangement.pieces]
    ends = _carried_out(arrangement, np.array(lasts)[:, None])[:, 0].tolist()
    starts = [max((ends[earlier] for earlier in after), default=0.0) for after in arrangement.after]
    latest, critical = _latest_ends(arrangement, lasts, max(ends)), set(_critical(arrangement, starts, ends))
    for place, piece in enumerate(arrangement.pieces):
        slack = max(0.0, latest[place] - ends[place])
        yield Slot(piece, starts[place], ends[place], slack, place in critical)


def _critical(arrangement: Arrangement, starts: Sequence[float], ends: Sequence[float]) -> Iterator[int]:
    """From the last piece back: of those that ended about when one could start, one that it needs before the others."""
    place = max(range(len(ends)), key=ends.__getitem__)
    nearly = NEARLY * ends[place]
    while True:
        yield place
        needs = arrangement.pieces[place].needs
        held_up_by = [earlier for earlier in arrangement.after[place] if ends[earlier] >= starts[place] - nearly]
        if not held_up_by:
            return
        place = max(held_up_by, key=lambda earlier: (arrangement.pieces[earlier].id in needs, ends[earlier]))


def _carried_out(arrangement: Arrangement, lasts: Figures) -> Figures:
    """When each piece ends (row) in each world (column), in seconds from the start; `lasts` is how long each takes."""
    ends = lasts.copy()
    for place, after in enumerate(arrangement.after):
        if after:
            ends[place] += ends[list(after)].max(axis=0)
    return ends


def _latest_ends(arrangement: Arrangement, lasts: Sequence[float], end: float) -> list[float]:
    """When each piece may end at the latest for the last one to end in time."""
    latest = [end] * len(lasts)
    for place in reversed(range(len(lasts))):
        for earlier in arrangement.after[place]:
            latest[earlier] = min(latest[earlier], latest[place] - lasts[place])
    return latest


def _ends(arrangement: Arrangement) -> Figures:
    """Seconds to the plan's end, in each world."""
    random = Random(0)  # noqa: S311  (the same worlds for the same plan)
    ends = _carried_out(arrangement, np.array([_times(piece.duration, random) for piece in arrangement.pieces]))
    return np.asarray(ends.max(axis=0))


def _times(duration: Duration, random: Random) -> Figures:
    parts = _parts()[random.sample(range(WORLDS), WORLDS)]
    shorter = log(duration.likely / duration.optimistic) / _DECILE
    longer = log(duration.pessimistic / duration.likely) / _DECILE
    return np.asarray(duration.likely * np.exp(np.where(parts < 0, parts * shorter, parts * longer)))


@cache
def _parts() -> Figures:
    """The middles of equally probable parts of a normal distribution."""
    return np.array([NormalDist().inv_cdf((part + 0.5) / WORLDS) for part in range(WORLDS)])


def _peak(slots: Sequence[Slot]) -> Resources:
    """The most that is in use at once, which is when some piece starts."""
    used = [_together([one.piece for one in slots if one.starts_s <= at.starts_s < one.ends_s]) for at in slots]
    return Resources(
        cpu=max((use.cpu for use in used), default=0.0),
        memory_mb=max((use.memory_mb for use in used), default=0),
        gpu=max((use.gpu for use in used), default=0),
    )


def _together(pieces: Sequence[Piece]) -> Resources:
    """What they need at the same time."""
    return Resources(
        cpu=round(sum(piece.resources.cpu for piece in pieces), 6),
        memory_mb=sum(piece.resources.memory_mb for piece in pieces),
        gpu=sum(piece.resources.gpu for piece in pieces),
    )


def _missing_inputs(pieces: Sequence[Piece]) -> Iterator[Violation]:
    there: set[str] = set()
    for piece in pieces:
        if missing := ", ".join(sorted(piece.needs - there)):
            yield Violation(
                field=f"workflow.{piece.id}",
                value=None,
                needed=missing,
                detail=f"{piece.what} needs {missing}, which isn't there by then.",
                remedy="Let what it needs be made before it.",
            )
        there.add(piece.id)


def _too_much_at_once(peak: Resources, constraints: Constraints, here: Resources) -> Iterator[Violation]:
    limit = constraints.within(here)
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
