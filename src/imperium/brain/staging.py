"""Pieces become the stages of a workflow, so that what runs at the same time fits into what may be used at once.

Longest-tail-first list scheduling onto shelves: a stage takes the ready pieces with the most work behind them as long
as they fit beside each other. The engine runs a stage when the one before has ended, so what fits here fits there.
"""

from __future__ import annotations

from collections.abc import Sequence
from graphlib import TopologicalSorter

from imperium.brain.piece import Piece
from imperium.platform.capability import Resources

Stages = tuple[tuple[Piece, ...], ...]


def staged(pieces: Sequence[Piece], limit: Resources) -> Stages:
    """Every piece once, after what it needs. A piece that fits nowhere stands alone.

    Raises ValueError when they wait for each other, or for a piece that isn't there.
    """
    tails = _tails(pieces)
    waiting = sorted(pieces, key=lambda piece: -tails[piece.id])
    done: set[str] = set()
    stages: list[tuple[Piece, ...]] = []
    while waiting:
        stage = _shelf([piece for piece in waiting if piece.needs <= done], limit)
        done |= {piece.id for piece in stage}
        waiting = [piece for piece in waiting if piece.id not in done]
        stages.append(tuple(stage))
    return _soonest_first(stages)


def _soonest_first(stages: Sequence[tuple[Piece, ...]]) -> Stages:
    """Of the stages that may come next the shortest: the whole takes as long either way, and what is quickly made is
    there early."""
    left, done, ordered = list(stages), set[str](), list[tuple[Piece, ...]]()
    while left:
        open_ = [stage for stage in left if all(piece.needs <= done for piece in stage)]
        following = min(open_, key=lambda stage: max(piece.duration.likely for piece in stage))
        left.remove(following)
        done |= {piece.id for piece in following}
        ordered.append(following)
    return tuple(ordered)


def together(pieces: Sequence[Piece]) -> Resources:
    """What they need at the same time."""
    return Resources(
        cpu=sum(piece.resources.cpu for piece in pieces),
        memory_mb=sum(piece.resources.memory_mb for piece in pieces),
        gpu=sum(piece.resources.gpu for piece in pieces),
    )


def fits(needed: Resources, limit: Resources) -> bool:
    return needed.cpu <= limit.cpu and needed.memory_mb <= limit.memory_mb and needed.gpu <= limit.gpu


def _shelf(ready: Sequence[Piece], limit: Resources) -> list[Piece]:
    shelf: list[Piece] = []
    for piece in ready:
        if not shelf or fits(together([*shelf, piece]), limit):
            shelf.append(piece)
    return shelf


def _tails(pieces: Sequence[Piece]) -> dict[str, float]:
    """Seconds from each piece's start to the end of the longest chain behind it. Raises CycleError."""
    behind: dict[str, float] = {}
    by_id = {piece.id: piece for piece in pieces}
    for name in reversed(list(TopologicalSorter({piece.id: piece.needs for piece in pieces}).static_order())):
        tail = by_id[name].duration.likely + behind.get(name, 0.0)
        behind[name] = tail
        for earlier in by_id[name].needs:
            behind[earlier] = max(behind.get(earlier, 0.0), tail)
    return behind
