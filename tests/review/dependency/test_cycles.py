"""Cycles of a graph, against plain reachability."""

from hypothesis import given
from hypothesis import strategies as st

from imperium.review.dependency.cycles import components, shortest_cycle

NODES = "abcdefg"
GRAPHS = st.fixed_dictionaries({node: st.lists(st.sampled_from(NODES), max_size=4) for node in NODES})


def reached(graph: dict[str, list[str]], start: str) -> set[str]:
    found: set[str] = set()
    waiting = list(graph[start])
    while waiting:
        node = waiting.pop()
        if node not in found:
            found.add(node)
            waiting.extend(graph[node])
    return found


@given(GRAPHS)
def test_components_are_the_nodes_that_reach_each_other(graph: dict[str, list[str]]) -> None:
    reach = {node: reached(graph, node) for node in graph}
    expected = {frozenset({b for b in reach[a] if a in reach[b]}) for a in NODES if a in reach[a]}
    assert {frozenset(group) for group in components(graph)} == expected


@given(GRAPHS)
def test_a_shortest_cycle_is_one(graph: dict[str, list[str]]) -> None:
    for group in components(graph):
        cycle = shortest_cycle(graph, group)
        assert len(set(cycle)) == len(cycle)
        assert set(cycle) <= set(group)
        assert all(other in graph[one] for one, other in zip(cycle, [*cycle[1:], cycle[0]], strict=True))


def test_a_long_chain_needs_no_recursion() -> None:
    graph = {str(number): [str(number + 1)] for number in range(50_000)} | {"50000": ["0"]}
    assert len(components(graph)[0]) == 50_001
