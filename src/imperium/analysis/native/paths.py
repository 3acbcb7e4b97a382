"""The search over paths: a function is run again for each new choice at a test whose outcome isn't known."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from imperium.analysis.native.syntax import Node

PATHS = 48
"""Paths that are followed through one function."""

STEPS = 40_000
"""Nodes that are evaluated for one function, all its paths together."""


class Exhausted(Exception):
    """The budget of a function is spent."""


class Infeasible(Exception):
    """A path contradicts itself, or the program ends here."""


@dataclass(slots=True)
class Search:
    """The choices of one path, and those still to try. Branches that no path has taken come first."""

    steps: int = STEPS
    decisions: list[bool] = field(default_factory=list)
    position: int = 0
    taken: set[tuple[Node, bool]] = field(default_factory=set)
    fresh: deque[tuple[list[bool], tuple[Node, bool]]] = field(default_factory=deque)
    stale: deque[list[bool]] = field(default_factory=deque)
    exhausted: bool = False

    def run(self, path: Callable[[], None]) -> None:
        """Run a function along its paths until they or the budget end."""
        following: list[bool] | None = []
        for _ in range(PATHS):
            if following is None:
                return
            self.decisions, self.position = following, 0
            try:
                path()
            except Infeasible:
                pass
            except Exhausted:
                self.exhausted = True
                return
            following = self._next()
        self.exhausted = following is not None

    def _next(self) -> list[bool] | None:
        while self.fresh:
            prefix, branch = self.fresh.popleft()
            if branch not in self.taken:
                return prefix
            self.stale.append(prefix)
        return self.stale.popleft() if self.stale else None

    def choose(self, node: Node, prefer: bool = True) -> bool:
        """Which way to go at a test that could go either way."""
        if self.position < len(self.decisions):
            chosen = self.decisions[self.position]
        else:
            chosen = prefer if (node, prefer) not in self.taken or (node, not prefer) in self.taken else not prefer
            other = [*self.decisions, not chosen]
            if (node, not chosen) in self.taken:
                self.stale.append(other)
            else:
                self.fresh.append((other, (node, not chosen)))
            self.decisions = [*self.decisions, chosen]
        self.position += 1
        self.taken.add((node, chosen))
        return chosen

    def step(self) -> None:
        """Count a node."""
        self.steps -= 1
        if self.steps < 0:
            raise Exhausted
