"""`p + i * sizeof(T)`: pointer arithmetic counts in elements already."""

from collections.abc import Iterator

from imperium.analysis.native import ctype, syntax
from imperium.analysis.native.pattern import Pattern, Place, nodes, types


def look(place: Place, function: syntax.Function) -> Iterator[tuple[syntax.Node, str]]:
    known = types(place, function)
    for node in nodes(function):
        if isinstance(node, syntax.Binary) and node.operator in ("+", "-") and isinstance(node.left, syntax.Name):
            kind = ctype.pointee(known.get(node.left.id))
            if kind is not None and (kind.size or 2) > 1 and _scales(node.right):
                yield node, f"`{node.left.id}` moves in elements already; multiplied by sizeof it moves too far"


def _scales(by: syntax.Expression) -> bool:
    parts = (by.left, by.right) if isinstance(by, syntax.Binary) and by.operator == "*" else (by,)
    return any(isinstance(one, syntax.SizeOf) for one in parts)


PATTERN = Pattern(look, strength=0.8)
