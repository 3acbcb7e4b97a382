"""How much of a program is followed."""

from __future__ import annotations

STEPS = 60_000
"""Nodes that are evaluated for a file, at least."""

STEPS_A_LINE = 120
"""… and for each of its lines: long files have long functions, not only many."""

SHARE = 4
"""One function may use a fourth of what its file has: a hard one doesn't hide the others."""


class Exhausted(Exception):
    """The budget of a function ended before the function did."""


class Budget:
    """Steps that are left."""

    __slots__ = ("exhausted", "left", "limit", "share", "used")

    def __init__(self, lines: int) -> None:
        self.limit = STEPS + STEPS_A_LINE * lines
        self.used, self.left, self.exhausted = 0, 0, False
        self.share = self.limit // SHARE

    def begin(self) -> None:
        """Begin a function.

        Raises:
            Exhausted: nothing is left for it.
        """
        self.left = min(self.share, self.limit - self.used)
        if self.left <= 0:
            self.exhausted = True
            raise Exhausted

    def spend(self) -> None:
        """Use up a step.

        Raises:
            Exhausted: it was the last.
        """
        self.used += 1
        self.left -= 1
        if self.left < 0:
            self.exhausted = True
            raise Exhausted
