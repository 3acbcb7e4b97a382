"""The nearest plan that keeps the constraints: as much of a plan as fits, the least worthy left out first."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from imperium.brain.piece import Piece
from imperium.brain.simulation import Simulation

Judge = Callable[[Sequence[Piece]], Simulation]


def reduced(pieces: Sequence[Piece], judge: Judge) -> tuple[Simulation, tuple[Piece, ...]] | None:
    """A part of the pieces that passes, and what was left out of it; None when not even one piece passes.

    Pieces go by their worth, the quicker and cheaper staying longer among equals; whatever reads what is gone goes
    with it. What turns out to fit after all is taken back in, the worthiest first.
    """
    kept, gone = list(pieces), list[Piece]()
    while kept and not judge(kept).passes:
        leaving = _with_readers(min(kept, key=_standing), kept)
        kept, gone = _without(kept, leaving), [*gone, *leaving]
    for piece in sorted(gone, key=_standing, reverse=True):
        there = {one.id for one in kept}
        if piece.uses <= there and judge(_restored(pieces, {*there, piece.id})).passes:
            kept = _restored(pieces, {*there, piece.id})
    there = {piece.id for piece in kept}
    return (judge(kept), tuple(piece for piece in pieces if piece.id not in there)) if kept else None


def _standing(piece: Piece) -> tuple[int, float, int, str]:
    return piece.worth, -piece.duration.pessimistic, -piece.cost.pessimistic, piece.id


def _with_readers(piece: Piece, pieces: Sequence[Piece]) -> list[Piece]:
    """The piece and all that reads its output, directly or not."""
    leaving = {piece.id}
    for _ in pieces:
        leaving |= {one.id for one in pieces if one.uses & leaving}
    return [one for one in pieces if one.id in leaving]


def _without(pieces: Sequence[Piece], leaving: Sequence[Piece]) -> list[Piece]:
    missing = frozenset(piece.id for piece in leaving)
    return [piece.without(missing) for piece in pieces if piece.id not in missing]


def _restored(pieces: Sequence[Piece], there: set[str]) -> list[Piece]:
    """The pieces of these ids, in their first order and with what they need of each other."""
    missing = frozenset(piece.id for piece in pieces if piece.id not in there)
    return [piece.without(missing) for piece in pieces if piece.id in there]
