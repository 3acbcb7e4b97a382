"""A local variable whose value nobody reads."""

from collections.abc import Iterator

from imperium.analysis.native import ctype, syntax
from imperium.analysis.native.pattern import Pattern, Place, nodes

PLAIN = (ctype.Integer, ctype.Floating, ctype.Pointer)


def look(place: Place, function: syntax.Function) -> Iterator[tuple[syntax.Node, str]]:
    read = _read(function)
    for node in nodes(function):
        if isinstance(node, syntax.Declare) and node.name and node.name not in read and _is_plain(node.type):
            yield node, f"nothing reads `{node.name}`"


def _is_plain(kind: ctype.Type) -> bool:
    """Whether a variable of the type does nothing by itself, as an object of a class might."""
    return isinstance(kind, (*PLAIN, ctype.Record)) and not (isinstance(kind, ctype.Pointer) and kind.reference)


def _read(function: syntax.Function) -> set[str]:
    """The names that something reads: all but those that are only assigned to."""
    written = [node.target for node in nodes(function) if isinstance(node, syntax.Assign) and not node.operator]
    targets = {id(_root(target)) for target in written}
    return {one.id for one in nodes(function) if isinstance(one, syntax.Name) and id(one) not in targets}


def _root(target: syntax.Expression) -> syntax.Expression:
    while isinstance(target, syntax.Member) and not target.arrow:
        target = target.value
    return target


PATTERN = Pattern(look, strength=0.7)
