"""Strongly connected components, and a shortest way round in each."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence

Graph = Mapping[str, Sequence[str]]
"""Who points to whom. Every node is a key."""


def components(graph: Graph) -> list[list[str]]:
    """The groups of nodes that all reach each other, those of several nodes or with an edge to themselves, sorted.

    R. Tarjan, "Depth-first search and linear graph algorithms", 1972; without recursion. Linear in nodes and edges.
    """
    order: dict[str, int] = {}
    lowest: dict[str, int] = {}
    stack: list[str] = []
    held: set[str] = set()
    found = []
    for start in graph:
        walk: list[tuple[str, Iterator[str]]] = []
        _enter(start, graph, order, lowest, stack, held, walk)
        while walk:
            node, successors = walk[-1]
            for successor in successors:
                if successor not in order:
                    _enter(successor, graph, order, lowest, stack, held, walk)
                    break
                if successor in held:
                    lowest[node] = min(lowest[node], order[successor])
            else:
                walk.pop()
                if walk:
                    lowest[walk[-1][0]] = min(lowest[walk[-1][0]], lowest[node])
                if lowest[node] == order[node]:
                    found.append(_leave(node, stack, held))
    return sorted(group for group in found if len(group) > 1 or group[0] in graph[group[0]])


def shortest_cycle(graph: Graph, group: Sequence[str]) -> list[str]:
    """A shortest cycle through the group's first node: its nodes in order, each once."""
    inside, start = set(group), group[0]
    came: dict[str, str] = {}
    waiting = deque([start])
    while waiting:
        node = waiting.popleft()
        for successor in graph[node]:
            if successor == start:
                return _way(came, start, node)
            if successor in inside and successor not in came:
                came[successor] = node
                waiting.append(successor)
    return [start]


def _way(came: Mapping[str, str], start: str, last: str) -> list[str]:
    way = [last]
    while way[-1] != start:
        way.append(came[way[-1]])
    return way[::-1]


def _enter(
    node: str,
    graph: Graph,
    order: dict[str, int],
    lowest: dict[str, int],
    stack: list[str],
    held: set[str],
    walk: list[tuple[str, Iterator[str]]],
) -> None:
    if node in order:
        return
    order[node] = lowest[node] = len(order)
    stack.append(node)
    held.add(node)
    walk.append((node, iter(graph[node])))


def _leave(node: str, stack: list[str], held: set[str]) -> list[str]:
    group: list[str] = []
    while not group or group[-1] != node:
        group.append(stack.pop())
        held.discard(group[-1])
    return sorted(group)
