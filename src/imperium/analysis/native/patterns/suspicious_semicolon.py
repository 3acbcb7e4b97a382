"""`if (x); { … }`: a semicolon that ends the condition before what it was meant for."""

from collections.abc import Iterator
from itertools import pairwise

from imperium.analysis.native import syntax
from imperium.analysis.native.pattern import Pattern, Place, blocks


def look(place: Place, function: syntax.Function) -> Iterator[tuple[syntax.Node, str]]:
    for body in blocks(function):
        for node, after in pairwise(body):
            inner = node.body[-1] if isinstance(node, syntax.Block) and node.body else node
            ends = isinstance(inner, (syntax.If, syntax.Loop)) and isinstance(inner.body, syntax.Empty)
            if ends and isinstance(after, syntax.Block) and not getattr(inner, "first", False):
                yield inner, "a semicolon ends the condition, so the block behind it always runs"


PATTERN = Pattern(look, strength=0.9)
