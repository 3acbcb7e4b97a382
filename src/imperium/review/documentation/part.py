"""A part of a program that can be described, and the comment that does. `languages/` find them, one family a file.

A module in `languages/` has `PARTS`, a `Parts`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from imperium.kit.kinds import discover
from imperium.review.documentation.comment import Said, said
from imperium.review.tree import text

if TYPE_CHECKING:
    from tree_sitter import Node


class Part(Struct, frozen=True, kw_only=True):
    """`comment` is the documentation as it is written, with its marks; None without one.

    `parameters` are the names in the signature, None where they can't be told; `optional` those that need no
    description (`*args`), and with `open` there may be others (`**kwargs`). `returns` says whether it gives a value.
    `plain` marks what says all by its name: accessors, overrides, constructors without parameters.
    """

    name: str
    kind: Literal["function", "type"]
    line: int
    public: bool
    comment: str | None = None
    parameters: tuple[str, ...] | None = ()
    optional: tuple[str, ...] = ()
    open: bool = False
    returns: bool = False
    plain: bool = False


@dataclass(frozen=True)
class Parts:
    """How the parts of a family of languages are found, from the root of a file's tree and its path, and how its
    comments are read."""

    find: Callable[[Node, str], Iterator[Part]]
    said: Callable[[str], Said] = said


@cache
def languages() -> dict[str, Parts]:
    """All of them, by the family's name."""
    return discover("imperium.review.documentation.languages", Parts)


Commented = tuple["Node", str | None]


def commented(container: Node, comments: frozenset[str], between: frozenset[str] = frozenset()) -> Iterator[Commented]:
    """The named nodes inside a container, each with the comments right before it. `between` are types of nodes that
    may stand between a comment and what it describes (attributes)."""
    waiting: list[str] = []
    for node in container.named_children:
        if node.type in comments:
            waiting.append(text(node))
        elif node.type not in between:
            yield node, "\n".join(waiting) if waiting else None
            waiting = []


def lines_of(node: Node) -> int:
    """How many lines a node has."""
    return node.end_point.row - node.start_point.row + 1
