"""Where a piece lies in its picture. Pixels; the top left one is (0, 0)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Window:
    """The part of a picture that is drawn: the size of the whole in pixels, and where the part begins."""

    width: int
    height: int
    left: int = 0
    top: int = 0


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of pixels."""

    left: int
    top: int
    width: int
    height: int

    def grown(self, apron: int, width: int, height: int) -> Box:
        """The box with an apron on each side, as far as a picture of that size reaches."""
        left, top = max(self.left - apron, 0), max(self.top - apron, 0)
        right = min(self.left + self.width + apron, width)
        bottom = min(self.top + self.height + apron, height)
        return Box(left, top, right - left, bottom - top)

    def inside(self, outer: Box) -> tuple[slice, slice]:
        """The rows and columns of an array of `outer` that this box covers."""
        top, left = self.top - outer.top, self.left - outer.left
        return slice(top, top + self.height), slice(left, left + self.width)

    def window(self, width: int, height: int) -> Window:
        """The same place, as part of a picture of that size."""
        return Window(width, height, self.left, self.top)


def boxes(width: int, height: int, side: int) -> Iterator[Box]:
    """Boxes of at most `side`, row by row, that cover a picture without overlapping."""
    for top in range(0, height, side):
        for left in range(0, width, side):
            yield Box(left, top, min(side, width - left), min(side, height - top))
