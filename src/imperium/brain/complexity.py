"""How complex an objective is, from 0 to 1, and why: told by the plan that it takes.

Each factor reaches from 0 to its weight; the weights add up to 1. The bounds are those of routing: below 0.3 an
objective is simple, above 0.7 complex.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import log2

from msgspec import Struct

from imperium.brain.piece import Piece
from imperium.brain.simulation import Simulation

SIMPLE, COMPLEX = 0.3, 0.7
MANY_PIECES, MANY_STEPS, MANY_KINDS = 32, 6, 8
"""From so many on a factor counts in full."""
LONG_S = 3_600.0


class Reason(Struct, frozen=True):
    """What a factor adds to the score, and what of the plan made it so."""

    factor: str
    points: float
    detail: str


class Complexity(Struct, frozen=True):
    score: float
    level: str
    reasons: tuple[Reason, ...]


def complexity(plan: Simulation, intelligences: int, open_questions: int) -> Complexity:
    """`open_questions` counts what was asked for and can't be done here, and what the objective leaves unsaid."""
    reasons = tuple(_reasons(plan, intelligences, open_questions))
    score = round(min(1.0, sum(reason.points for reason in reasons)), 3)
    level = "simple" if score < SIMPLE else "complex" if score > COMPLEX else "moderate"
    return Complexity(score, level, tuple(reason for reason in reasons if reason.points > 0))


def _reasons(plan: Simulation, intelligences: int, open_questions: int) -> Iterator[Reason]:
    pieces = [slot.piece for slot in plan.slots]
    kinds = len({piece.capability for piece in pieces})
    seconds = sum(piece.duration.likely for piece in pieces)
    spread = plan.duration.pessimistic / plan.duration.likely
    yield _reason("size", 0.25, log2(len(pieces)) / log2(MANY_PIECES), _count(len(pieces), "task"))
    steps = _depth(pieces)
    yield _reason("depth", 0.2, (steps - 1) / (MANY_STEPS - 1), f"{_count(steps, 'step')} one after another")
    yield _reason("breadth", 0.2, (kinds - 1) / (MANY_KINDS - 1), f"{_count(kinds, 'kind')} of work")
    across = f"{_count(intelligences, 'intelligence')} work together"
    yield _reason("coordination", 0.1, (intelligences - 1) / 3, across)
    yield _reason("effort", 0.15, log2(1 + seconds) / log2(1 + LONG_S), f"{seconds:.3g} s of work in all")
    yield _reason("uncertainty", 0.05, (spread - 1) / 2, f"it may take {spread:.1f} times as long as is likely")
    unclear = f"{_count(open_questions, 'point')} that the objective or this installation leaves open"
    yield _reason("openness", 0.05, open_questions / 2, unclear)


def _depth(pieces: Sequence[Piece]) -> int:
    """How many pieces the longest chain has of which each needs the one before."""
    depths: dict[str, int] = {}
    for piece in pieces:
        depths[piece.id] = 1 + max((depths[needed] for needed in piece.needs), default=0)
    return max(depths.values())


def _reason(factor: str, weight: float, share: float, detail: str) -> Reason:
    return Reason(factor, round(weight * min(1.0, max(0.0, share)), 3), detail)


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
