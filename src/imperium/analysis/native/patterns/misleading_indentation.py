"""Two lines indented alike below an `if` without braces, which holds only the first."""

from collections.abc import Iterator
from itertools import pairwise

from imperium.analysis.native import syntax
from imperium.analysis.native.pattern import Pattern, Place, blocks


def look(place: Place, function: syntax.Function) -> Iterator[tuple[syntax.Node, str]]:
    for body in blocks(function):
        for node, after in pairwise(body):
            inner = _last(node)
            if inner is None or isinstance(inner, (syntax.Block, syntax.Empty)):
                continue
            below = node.at.line < inner.at.line < after.at.line
            if below and inner.at.column == after.at.column > node.at.column:
                yield after, "it is indented as if it belonged to the condition above, but always runs"


def _last(node: syntax.Statement) -> syntax.Statement | None:
    if isinstance(node, syntax.If):
        return node.otherwise or node.body
    return node.body if isinstance(node, syntax.Loop) else None


PATTERN = Pattern(look, strength=0.9)
