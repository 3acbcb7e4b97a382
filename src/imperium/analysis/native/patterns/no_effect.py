"""`x == 5;` and `a + b;`: a statement that computes something and does nothing with it."""

from collections.abc import Iterator

from imperium.analysis.native import syntax
from imperium.analysis.native.pattern import Pattern, Place, nodes

PURE = (syntax.Literal, syntax.Name, syntax.Member, syntax.Index, syntax.Unary, syntax.Binary)
STREAM = ("<<", ">>", ",")


def look(place: Place, function: syntax.Function) -> Iterator[tuple[syntax.Node, str]]:
    for node in nodes(function):
        if isinstance(node, syntax.Evaluate) and node.at not in place.unit.expanded and _is_idle(node.value):
            comparison = isinstance(node.value, syntax.Binary) and node.value.operator == "=="
            yield node, "the comparison's result isn't used" if comparison else "this has no effect"


def _is_idle(value: syntax.Expression) -> bool:
    if isinstance(value, syntax.Assign):
        return not value.operator and _same(value.target, value.value)
    plain = isinstance(value, syntax.Literal) or (isinstance(value, syntax.Binary) and value.operator not in STREAM)
    return plain and all(isinstance(one, PURE) for one in syntax.walk(value))


def _same(left: syntax.Expression, right: syntax.Expression) -> bool:
    return isinstance(left, syntax.Name) and isinstance(right, syntax.Name) and left.id == right.id


PATTERN = Pattern(look, strength=0.9)
