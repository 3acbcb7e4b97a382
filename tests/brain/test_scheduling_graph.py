"""Depths and longest chains, wide and deep, against the plain definition."""

from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from imperium.brain.scheduling_graph import DEEP_UP, TaskGraph
from imperium.platform.errors import InvalidInput

Edges = list[tuple[int, int]]


def graph(count: int, edges: Edges) -> TaskGraph:
    pairs = np.array(edges, np.int64).reshape(-1, 2)
    return TaskGraph(count, pairs[:, 0], pairs[:, 1])


@st.composite
def acyclic(draw: st.DrawFn, most: int = 30) -> tuple[int, Edges]:
    count = draw(st.integers(1, most))
    place = st.integers(0, count - 1)
    drawn = draw(st.lists(st.tuples(place, place), max_size=3 * count))
    return count, [(min(pair), max(pair)) for pair in drawn if pair[0] != pair[1]]


def deep(shift: int) -> tuple[int, Edges]:
    """A chain so long that it is gone through task by task, with steps of `shift` beside it."""
    count = DEEP_UP + 50
    return count, [(i, i + 1) for i in range(count - 1)] + [(i, i + shift) for i in range(count - shift)]


def plain_levels(count: int, edges: Edges) -> list[int]:
    levels = [0] * count
    for _ in range(count):
        for first, then in edges:
            levels[then] = max(levels[then], levels[first] + 1)
    return levels


def plain_behind(count: int, edges: Edges, floor: list[float], gain: list[float]) -> list[float]:
    found = list(floor)
    for _ in range(count):
        for first, then in edges:
            found[first] = max(found[first], found[then] + gain[then])
    return found


@given(acyclic(), st.randoms(use_true_random=False))
def test_levels_and_chains_are_those_of_the_definition(drawn: tuple[int, Edges], random: Random):
    count, edges = drawn
    floor, gain = ([float(random.randint(0, 9)) for _ in range(count)] for _ in range(2))
    made = graph(count, edges)
    assert made.levels.tolist() == plain_levels(count, edges)
    assert made.behind(np.array(floor), np.array(gain)).tolist() == plain_behind(count, edges, floor, gain)
    assert made.behind(np.array(floor)).tolist() == plain_behind(count, edges, floor, [0.0] * count)


@pytest.mark.parametrize("shift", [2, 7])
def test_a_deep_graph_gives_the_same_as_its_chain(shift: int):
    count, edges = deep(shift)
    made = graph(count, edges)
    assert made.levels.tolist() == list(range(count))
    assert made.behind(np.zeros(count), np.ones(count)).tolist() == list(range(count - 1, -1, -1))
    assert made.behind(np.arange(float(count))).tolist() == [count - 1.0] * count


def test_who_waits_for_whom():
    made = graph(4, [(0, 1), (0, 2), (1, 3), (2, 3)])
    assert made.waiting_for(0) == [1, 2]
    assert made.waiting_for(3) == []
    assert made.dependants.tolist() == [2, 1, 1, 0]
    assert made.dependencies.tolist() == [0, 1, 1, 2]


def test_a_cycle_is_named_in_its_order():
    made = graph(5, [(0, 1), (1, 2), (2, 3), (3, 1), (3, 4)])
    with pytest.raises(InvalidInput) as refused:
        made.check_acyclic(["a", "b", "c", "d", "e"])
    cycle = refused.value.extra["cycle"]
    assert sorted(cycle) == ["b", "c", "d"]
    assert "".join(cycle) in "bcdbc"
    assert " → ".join([*cycle, cycle[0]]) in refused.value.detail


def test_a_task_that_waits_for_itself_is_a_cycle():
    with pytest.raises(InvalidInput, match="a → a"):
        graph(1, [(0, 0)]).check_acyclic(["a"])


def test_a_long_cycle_is_not_spelt_out():
    count = 500
    made = graph(count, [(i, (i + 1) % count) for i in range(count)])
    with pytest.raises(InvalidInput) as refused:
        made.check_acyclic([f"task {i}" for i in range(count)])
    assert "500 in all" in refused.value.detail
    assert len(refused.value.detail) < 300
