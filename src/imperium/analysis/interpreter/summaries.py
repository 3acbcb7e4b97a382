"""Summaries: what a function gives for arguments like these, so that it is run once for all calls with their like.

Two calls are alike where the arguments have the same constants, names and types, and taints of the same kinds and
grades; which texts they are doesn't matter, the summary says which argument's text comes out. Only functions that
change nothing, find nothing and prove nothing have one: anything else has to be run where it is called.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from imperium.analysis.interpreter.values import Origin, Taint, Taints, Thing, Value

if TYPE_CHECKING:
    from imperium.analysis.interpreter.callee import FunctionOf
    from imperium.analysis.interpreter.invocation import Invocation

Signature = tuple[Any, ...]


class Outcome(NamedTuple):
    """`taken` are (position of a taint among those of all arguments, kinds that are left, whether it is whole)."""

    value: Value
    taken: tuple[tuple[int, int, bool], ...]


class Before(NamedTuple):
    """What was there before a call, and how much had been told of."""

    heap: dict[int, Thing]
    proofs: frozenset[tuple[int, Origin]]
    told: int


def signature(function: FunctionOf, call: Invocation, depth: int) -> Signature | None:
    """What tells calls of a function apart; None where they depend on more than that."""
    if function.closure or function.this is not None or call.rest:
        return None
    parts = [_part(value) for value in call.arguments]
    named = [(name, _part(value)) for name, value in call.keywords.items()]
    if None in parts or any(part is None for _, part in named):
        return None
    return (id(function.node), depth, *parts, *named)


def _part(value: Value) -> Signature | None:
    if value.ref or value.callee is not None or isinstance(value.constant, (tuple, list, dict)):
        return None
    taints = tuple((taint.kinds, taint.grade, taint.whole) for taint in value.taints)
    return (type(value.constant), value.constant, value.name, value.type, taints)


def given(call: Invocation) -> list[Taint]:
    """The taints of all arguments, in order."""
    return [taint for value in (*call.arguments, *call.keywords.values()) for taint in value.taints]


def summarised(value: Value, call: Invocation) -> Outcome | None:
    """What a function gave, told by its arguments; None where it gave what isn't of them."""
    if value.ref or value.callee is not None:
        return None
    origins = [taint.origin for taint in given(call)]
    if any(taint.origin not in origins for taint in value.taints):
        return None
    return Outcome(value, tuple((origins.index(taint.origin), taint.kinds, taint.whole) for taint in value.taints))


def applied(outcome: Outcome, call: Invocation) -> Value:
    """What a function gives for the arguments of a call."""
    if not outcome.taken:
        return outcome.value
    known = given(call)
    taints: Taints = tuple(
        Taint(kinds, known[position].grade, known[position].trace, known[position].origin, whole)
        for position, kinds, whole in outcome.taken
    )
    return outcome.value.tainted(taints)
