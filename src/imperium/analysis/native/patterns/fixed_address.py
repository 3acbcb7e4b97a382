"""A pointer that is made from a number."""

from collections.abc import Iterator

from imperium.analysis.native import ctype, syntax
from imperium.analysis.native.pattern import Pattern, Place, nodes, stripped

PAGE = 4096


def look(place: Place, function: syntax.Function) -> Iterator[tuple[syntax.Node, str]]:
    for node in nodes(function):
        if isinstance(node, syntax.Cast) and isinstance(node.type, ctype.Pointer):
            value = stripped(node.value)
            if isinstance(value, syntax.Literal) and isinstance(value.value, int) and value.value >= PAGE:
                yield node, f"the address {value.value:#x} means nothing on another system"


PATTERN = Pattern(look, strength=0.7)
