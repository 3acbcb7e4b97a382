"""How much of a program is followed."""

from __future__ import annotations

STEPS = 60_000
"""Nodes that are evaluated for a file, at least."""

STEPS_A_LINE = 120
"""… and for each of its lines: long files have long functions, not only many."""

LINE = 40
"""Characters of a line: a file of few long lines isn't a small one."""

SHARE = 4
"""One function may use a fourth of what its file has: a hard one doesn't hide the others."""


class Exhausted(Exception):
    """The budget of a function ended before the function did."""


class Budget:
    """Steps that are left. Who takes one lowers `left` by one and calls `end` when it falls below zero."""

    __slots__ = ("exhausted", "given", "left", "limit", "share", "used")

    def __init__(self, text: str) -> None:
        self.limit = STEPS + STEPS_A_LINE * max(text.count("\n"), len(text) // LINE)
        self.used, self.left, self.given, self.exhausted = 0, 0, 0, False
        self.share = self.limit // SHARE

    def settle(self) -> int:
        """Count what the function before used; the steps of all so far."""
        self.used += self.given - max(self.left, 0)
        self.given = self.left = 0
        return self.used

    def begin(self, whole: bool = False) -> None:
        """Begin a function, or a module, which may use the `whole`.

        Raises:
            Exhausted: nothing is left for it.
        """
        self.settle()
        self.left = self.given = min(self.limit if whole else self.share, self.limit - self.used)
        if self.left <= 0:
            self.exhausted = True
            raise Exhausted

    def end(self) -> None:
        """End a function whose steps are used up.

        Raises:
            Exhausted: always.
        """
        self.exhausted = True
        raise Exhausted
