"""What may go wrong with a plan, how likely that is, and what can be done about it."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from imperium.brain.constraints import Constraints
from imperium.brain.estimates import ENOUGH, Estimates
from imperium.brain.piece import Piece
from imperium.brain.simulation import Simulation
from imperium.workflows.targets import CHAT

TIGHT = 0.8
"""From this share of the budget on there is little left for surprises."""
OFTEN = 0.05
MANY_DEPENDANTS = 3


class Risk(Struct, frozen=True):
    """`likelihood` from 0 to 1 where it is known."""

    kind: str
    detail: str
    mitigation: str
    likelihood: float | None = None


def risks(plan: Simulation, constraints: Constraints, estimates: Estimates) -> tuple[Risk, ...]:
    pieces = [slot.piece for slot in plan.slots]
    return (
        *_lateness(plan, constraints),
        *_cost(plan, constraints),
        *_failures(pieces, estimates),
        *_unproven(pieces, estimates),
        *_bottleneck(pieces),
        *_providers(pieces),
    )


def _lateness(plan: Simulation, constraints: Constraints) -> Iterator[Risk]:
    late = 1 - plan.within_deadline
    if constraints.deadline_s is not None and late > 0:
        critical = ", ".join(slot.piece.id for slot in plan.slots if slot.is_critical)
        yield Risk(
            "deadline",
            f"In {late:.0%} of the simulated runs it ends after {constraints.deadline_s:.3g} s.",
            f"Allow more time, or ask for less of what everything waits for: {critical}.",
            round(late, 3),
        )


def _cost(plan: Simulation, constraints: Constraints) -> Iterator[Risk]:
    budget = constraints.budget_micro_usd
    if budget and plan.cost.pessimistic > TIGHT * budget:
        yield Risk(
            "budget",
            f"It may use {plan.cost.pessimistic / budget:.0%} of the budget.",
            "The run stops before it costs more; raise the budget, or choose a cheaper model.",
        )


def _failures(pieces: list[Piece], estimates: Estimates) -> Iterator[Risk]:
    for work in dict.fromkeys(piece.work for piece in pieces):
        ended, failed = estimates.reliability(work)
        rate = (failed + 1) / (ended + 2)  # Laplace's rule of succession
        if failed and rate > OFTEN:
            times = sum(piece.work == work for piece in pieces)
            yield Risk(
                "failure",
                f"{work} failed {failed} of {ended} times.",
                "Name a fallback in the task's config, or look at why it failed.",
                round(1 - (1 - rate) ** times, 3),
            )


def _unproven(pieces: list[Piece], estimates: Estimates) -> Iterator[Risk]:
    new = [name for name in dict.fromkeys(p.work for p in pieces) if estimates.reliability(name)[0] < ENOUGH]
    if new:
        whose = "its own predictions" if len(new) == 1 else "their own predictions"
        yield Risk(
            "estimate",
            f"Times and costs of {', '.join(new)} are {whose}; too few runs were observed here.",
            "They get better with every run.",
        )


def _bottleneck(pieces: list[Piece]) -> Iterator[Risk]:
    for piece in pieces:
        waiting = sum(piece.id in other.needs for other in pieces)
        reading = sum(piece.id in other.uses for other in pieces)
        if waiting >= MANY_DEPENDANTS:
            some = "none of them" if reading == waiting else f"{waiting - reading} of them"
            then = f"{some} can be made without it" if reading else "all of them can be made without it"
            yield Risk(
                "bottleneck",
                f"{waiting} tasks wait for {piece.id}; {then}.",
                "When it fails, resume the run: what succeeded is kept.",
            )


def _providers(pieces: list[Piece]) -> Iterator[Risk]:
    asked = [piece.id for piece in pieces if piece.capability == CHAT]
    if asked:
        yield Risk(
            "provider",
            f"A language model has to answer for {', '.join(asked)}.",
            "Connect a second provider for the role, so that another one answers when the first doesn't.",
        )
