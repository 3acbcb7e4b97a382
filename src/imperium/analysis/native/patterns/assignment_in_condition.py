"""`if (x = 5)`: an assignment where a comparison was meant."""

from collections.abc import Iterator

from imperium.analysis.native import syntax
from imperium.analysis.native.pattern import Pattern, Place, nodes, stripped


def look(place: Place, function: syntax.Function) -> Iterator[tuple[syntax.Node, str]]:
    for node in nodes(function):
        test = node.test if isinstance(node, (syntax.If, syntax.Loop, syntax.Conditional)) else None
        if isinstance(test, syntax.Assign) and not test.operator and isinstance(stripped(test.value), syntax.Literal):
            yield test, "the condition assigns a constant instead of comparing with it"


PATTERN = Pattern(look, strength=0.9)
