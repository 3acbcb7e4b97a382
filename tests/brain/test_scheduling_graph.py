"""Depths and longest chains, wide and deep, against the plain definition."""

from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from imperium.brain.scheduling_graph import FIRST_LEVELS, NARROW, TaskGraph
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


@st.composite
def layered(draw: st.DrawFn, layers: int, width: int, edges: int) -> tuple[int, Edges]:
    """Tasks in layers, each waiting for one of the layer before and some for others before, numbered in any order."""
    random = draw(st.randoms(use_true_random=False))
    layer_of = [layer for layer in range(layers) for _ in range(random.randint(1, width))]
    found = [(random.choice(earlier), t) for t in range(len(layer_of)) if (earlier := _before(layer_of, t))]
    drawn = [tuple(sorted(random.sample(range(len(layer_of)), 2))) for _ in range(edges)]
    found += [(first, then) for first, then in drawn if layer_of[first] < layer_of[then]]
    found.sort(key=lambda edge: edge[1])
    numbers = [*range(len(layer_of))]
    if draw(st.booleans()):
        random.shuffle(numbers)
    return len(layer_of), [(numbers[first], numbers[then]) for first, then in found]


def _before(layer_of: list[int], task: int) -> list[int]:
    return [other for other in range(task) if layer_of[other] == layer_of[task] - 1]


def plain_levels(count: int, edges: Edges) -> list[int]:
    levels, before = [0] * count, list[int]()
    while levels != before:
        before = [*levels]
        for first, then in edges:
            levels[then] = max(levels[then], levels[first] + 1)
    return levels


def plain_behind(count: int, edges: Edges, floor: list[float], gain: list[float]) -> list[float]:
    found, before = [*floor], list[float]()
    while found != before:
        before = [*found]
        for first, then in edges:
            found[first] = max(found[first], found[then] + gain[then])
    return found


@given(
    acyclic() | layered(layers=3, width=30, edges=4 * NARROW) | layered(layers=FIRST_LEVELS + 20, width=2, edges=50),
    st.randoms(use_true_random=False),
)
def test_levels_and_chains_are_those_of_the_definition(drawn: tuple[int, Edges], random: Random):
    """Of small graphs, wide and shallow ones, and deep and narrow ones."""
    count, edges = drawn
    floor, gain = ([float(random.randint(0, 9)) for _ in range(count)] for _ in range(2))
    made = graph(count, edges)
    assert made.levels.tolist() == plain_levels(count, edges)
    assert made.behind(np.array(floor), np.array(gain)).tolist() == plain_behind(count, edges, floor, gain)
    assert made.behind(np.array(floor)).tolist() == plain_behind(count, edges, floor, [0.0] * count)


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
