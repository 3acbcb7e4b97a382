"""In which order pieces are made, on the resources at hand, and for whom each has to wait.

Pieces are list-scheduled by their likely durations. What a piece takes of a resource is handed over to it by pieces
that have ended by then, and it waits for those as well as for what it needs. So no resource is ever exceeded, however
long pieces really take (chaining: N. Policella, A. Cesta, A. Oddi, S. F. Smith, "Generating robust schedules through
temporal flexibility", ICAPS 2004).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from graphlib import TopologicalSorter
from math import ceil, floor

import numpy as np
from msgspec import Struct

from imperium.brain.allocation_demand import MILLI, Amount
from imperium.brain.piece import Piece
from imperium.brain.scheduling import Work, quickest_first, schedule
from imperium.brain.scheduling_graph import TaskGraph
from imperium.platform.capability import Resources

MS = 1_000
DIGITS = 6
"""0.1 cores are a hundred thousandths, not a hundred and a bit."""


class Arrangement(Struct, frozen=True):
    """The pieces in the order in which they start. `after` are for each the places of those that it waits for, because
    it needs them or takes over their resources."""

    pieces: tuple[Piece, ...]
    after: tuple[tuple[int, ...], ...]


def arranged(pieces: Sequence[Piece], limit: Resources) -> Arrangement:
    """Every piece once, after what it needs. One that takes more than the limit has all of it, and more, for itself.

    Raises ValueError when pieces wait for each other, or for one that isn't there.
    """
    work = _work(pieces)
    capacity = _capacity(work.needs, limit)
    starts = quickest_first(work, capacity, schedule(work, capacity, drawn=0)).starts
    before = _before(work)
    _hand_over(work, starts, capacity, before)
    order = sorted(range(len(pieces)), key=lambda place: (starts[place], place))
    place_of = {place: number for number, place in enumerate(order)}
    after = tuple(tuple(sorted(place_of[earlier] for earlier in before[place])) for place in order)
    return Arrangement(tuple(pieces[place] for place in order), after)


def _work(pieces: Sequence[Piece]) -> Work:
    places = {piece.id: place for place, piece in enumerate(pieces)}
    TopologicalSorter({piece.id: piece.needs for piece in pieces}).prepare()
    pairs = [(places[needed], place) for place, piece in enumerate(pieces) for needed in sorted(piece.needs)]
    edges = np.array(pairs, np.int64).reshape(-1, 2)
    return Work(
        TaskGraph(len(pieces), edges[:, 0].copy(), edges[:, 1].copy()),
        [max(1, round(piece.duration.likely * MS)) for piece in pieces],
        [_needs(piece) for piece in pieces],
    )


def _needs(piece: Piece) -> Amount:
    needs = piece.resources
    return Amount(ceil(round(needs.cpu * MILLI, DIGITS)), needs.memory_mb, needs.gpu)


def _capacity(needs: Sequence[Amount], limit: Resources) -> Amount:
    there = Amount(floor(round(limit.cpu * MILLI, DIGITS)), limit.memory_mb, limit.gpu)
    return Amount(*(max(kind) for kind in zip(there, *needs, strict=True)))


def _before(work: Work) -> list[set[int]]:
    before: list[set[int]] = [set() for _ in work.durations]
    for first, then in zip(work.graph.first.tolist(), work.graph.then.tolist(), strict=True):
        before[then].add(first)
    return before


@dataclass(slots=True)
class _Share:
    """So much of a resource is free from a time in milliseconds on; a piece held it last, or none (-1)."""

    giver: int
    free_at: int
    amount: int


def _hand_over(work: Work, starts: Sequence[int], capacity: Amount, before: list[set[int]]) -> None:
    """Add to what each piece waits for those whose resources it takes over."""
    for kind, there in enumerate(capacity):
        shares = [_Share(-1, 0, there)]
        for place in sorted(range(len(starts)), key=lambda place: (starts[place], place)):
            if needed := work.needs[place][kind]:
                before[place] |= _take(shares, needed, starts[place], before[place]) - {-1}
                shares.append(_Share(place, starts[place] + work.durations[place], needed))


def _take(shares: list[_Share], needed: int, at: int, waited_for: set[int]) -> set[int]:
    """Who gives so much at a time: first those that are waited for anyway, then those that have long ended."""
    givers = set[int]()
    free = [share for share in shares if share.free_at <= at]
    for share in sorted(free, key=lambda share: (share.giver not in waited_for, share.free_at)):
        taken = min(needed, share.amount)
        share.amount -= taken
        needed -= taken
        givers.add(share.giver)
        if not needed:
            break
    shares[:] = [share for share in shares if share.amount]
    return givers
