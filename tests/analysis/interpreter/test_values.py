"""Taints, origins, states: what is proven, of which text, and what two ways have in common."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imperium.analysis.interpreter.state import CHOICES, State, join, meet
from imperium.analysis.interpreter.values import (
    Origin,
    Taint,
    Taints,
    Thing,
    Trace,
    Value,
    built,
    decoded,
    part,
    union,
    without,
)
from imperium.analysis.source import Span

HERE = Trace("a.py", Span(1, 1, 1, 2), "here")
ORIGINS = [Origin(kinds=7) for _ in range(4)]
TAINTS = st.lists(
    st.builds(Taint, st.integers(1, 7), st.sampled_from([0.5, 0.9]), st.just(HERE), st.sampled_from(ORIGINS)),
    max_size=4,
).map(lambda many: union((), tuple(many)))


def seen(taints: Taints) -> set[tuple[int, float, int]]:
    """The taints bit by bit, whatever their order."""
    return {(id(t.origin), t.grade, 1 << n) for t in taints for n in range(3) if t.kinds >> n & 1}


@given(TAINTS, TAINTS)
def test_a_union_has_what_either_has(left: Taints, right: Taints) -> None:
    assert seen(left) | seen(right) >= seen(union(left, right)) >= seen(left)


@given(TAINTS)
def test_a_union_with_itself_is_itself(taints: Taints) -> None:
    assert union(taints, taints) is taints
    assert seen(union(taints, tuple(taints))) == seen(taints)


@given(TAINTS, st.integers(0, 7))
def test_what_is_proven_is_gone_and_nothing_else(taints: Taints, kinds: int) -> None:
    assert seen(without(taints, kinds)) == {one for one in seen(taints) if not one[2] & kinds}


def test_a_whole_that_is_proven_proves_its_parts_and_not_the_other_way() -> None:
    whole = (Taint(7, 0.9, HERE, Origin(kinds=7)),)
    piece = part(whole, "[0]")
    of = frozenset(taint.origin for taint in whole)
    assert without(piece, 7, of) == ()
    assert without(whole, 7, frozenset(taint.origin for taint in piece)) is whole
    assert part(whole, "[0]")[0].origin is piece[0].origin


def test_what_is_decoded_can_do_again_what_it_could_as_it_came() -> None:
    cut = without((Taint(7, 0.9, HERE, Origin(kinds=7)),), 3)
    assert [taint.kinds for taint in decoded(cut)] == [7]


def test_what_is_put_together_is_no_whole() -> None:
    assert not built((Taint(1, 0.5, HERE, Origin(), True),))[0].whole


def test_a_state_proves_in_names_and_in_objects() -> None:
    taint = (Taint(7, 0.9, HERE, Origin(kinds=7)),)
    state = State({"x": Value(taint)}, {}, {})
    state.names["l"] = state.make(Thing((Value(taint),)), "list")
    fork = state.fork()
    state.clear(7, frozenset((taint[0].origin,)))
    assert not state.names["x"].taints
    assert not state.deep(state.names["l"])
    assert fork.deep(fork.names["l"])


@pytest.mark.parametrize("count", [1, 2, CHOICES, CHOICES + 1])
def test_a_value_that_ways_give_is_one_of_few_constants(count: int) -> None:
    state = State({}, {}, {})
    found = Value(constant=0)
    for number in range(1, count):
        found = meet(found, Value(constant=number), state)
    assert found.known is (count == 1)
    assert len(found.choices) == (count if 1 < count <= CHOICES else 0)


def test_two_ways_join_what_their_objects_hold() -> None:
    state = State({}, {}, {})
    state.names["d"] = state.make(Thing(entries={"a": Value(constant=1)}), "dict")
    other = state.fork()
    taint = (Taint(7, 0.9, HERE, Origin(kinds=7)),)
    other.replace(other.names["d"], Thing(entries={"a": Value(constant=1), "b": Value(taint)}))
    both = join(state, other)
    assert both is not None
    thing = both.thing(both.names["d"])
    assert thing is not None
    assert thing.entries is not None
    assert thing.entries["a"].constant == 1
    assert thing.entries["b"].taints == taint


def test_an_object_that_holds_itself_comes_to_an_end() -> None:
    state = State({}, {}, {})
    loop = state.make(Thing((), rest=(Taint(1, 0.9, HERE, Origin()),)), "list")
    state.replace(loop, Thing((loop,), rest=(Taint(1, 0.9, HERE, Origin()),)))
    assert state.deep(loop)
    assert meet(loop, state.make(Thing((loop,)), "list"), state).ref
