"""`name == "admin"`: two addresses are compared, not two texts."""

from collections.abc import Iterator

from imperium.analysis.native import ctype, syntax
from imperium.analysis.native.pattern import Pattern, Place, nodes, types


def look(place: Place, function: syntax.Function) -> Iterator[tuple[syntax.Node, str]]:
    known = types(place, function)
    for node in nodes(function):
        if isinstance(node, syntax.Binary) and node.operator in ("==", "!="):
            for text, other in ((node.left, node.right), (node.right, node.left)):
                literal = isinstance(text, syntax.Literal) and isinstance(text.value, str)
                kind = ctype.pointee(known.get(other.id)) if isinstance(other, syntax.Name) else None
                if literal and isinstance(kind, ctype.Integer):
                    yield node, "two addresses are compared, not two texts"


PATTERN = Pattern(look, strength=0.9)
