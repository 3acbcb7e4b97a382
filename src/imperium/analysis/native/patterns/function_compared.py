"""`if (f == NULL)`: the address of a function, which is never null, where its result was meant."""

from collections.abc import Iterator

from imperium.analysis.native import syntax
from imperium.analysis.native.pattern import Pattern, Place, nodes, types


def look(place: Place, function: syntax.Function) -> Iterator[tuple[syntax.Node, str]]:
    local = types(place, function)
    known = {one.name for one in place.unit.functions}
    for node in nodes(function):
        for value in _compared(node):
            if isinstance(value, syntax.Name) and value.id in known and value.id not in local:
                yield node, f"`{value.id}` is a function: its address is never null, its call is missing"


def _compared(node: syntax.Node) -> tuple[syntax.Expression, ...]:
    match node:
        case syntax.Binary(operator="==" | "!=" | "<" | ">", left=left, right=syntax.Literal()):
            return (left,)
        case syntax.If(test=test):
            return (test,)
        case _:
            return ()


PATTERN = Pattern(look, strength=0.9)
