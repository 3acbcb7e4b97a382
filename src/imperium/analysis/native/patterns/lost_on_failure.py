"""`p = realloc(p, n)`: when it fails, the only pointer to the memory is lost."""

from collections.abc import Iterator

from imperium.analysis.native import syntax
from imperium.analysis.native.pattern import Pattern, Place, named, nodes, stripped


def look(place: Place, function: syntax.Function) -> Iterator[tuple[syntax.Node, str]]:
    for node in nodes(function):
        if not isinstance(node, syntax.Assign) or not isinstance(node.target, syntax.Name):
            continue
        call = stripped(node.value)
        if isinstance(call, syntax.Call) and named(call) == "realloc" and call.arguments:
            first = stripped(call.arguments[0])
            if isinstance(first, syntax.Name) and first.id == node.target.id:
                yield node, f"when realloc fails, `{first.id}` is overwritten with NULL and its memory is lost"


PATTERN = Pattern(look, strength=0.6)
