"""A switch without a default, on a value whose cases don't cover it."""

from collections.abc import Iterator

from imperium.analysis.native import syntax
from imperium.analysis.native.pattern import Pattern, Place, nodes


def look(place: Place, function: syntax.Function) -> Iterator[tuple[syntax.Node, str]]:
    for node in nodes(function):
        cases = node.cases if isinstance(node, syntax.Switch) else []
        if len(cases) > 1 and all(isinstance(one.value, syntax.Literal) for one in cases):
            yield node, "no case stands for the other values"


PATTERN = Pattern(look, strength=0.4)
