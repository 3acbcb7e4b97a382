"""`malloc(sizeof(p))`: the size of a pointer where the size of what it points to was meant."""

from collections.abc import Iterator

from imperium.analysis.native import ctype, syntax
from imperium.analysis.native.ctype import Type
from imperium.analysis.native.pattern import Pattern, Place, calls, named, nodes, stripped, types

SIZES = {
    "malloc": 0,
    "calloc": 1,
    "memset": 2,
    "memcpy": 2,
    "memmove": 2,
    "strncpy": 2,
    "snprintf": 1,
    "fgets": 1,
    "bzero": 1,
}


def look(place: Place, function: syntax.Function) -> Iterator[tuple[syntax.Node, str]]:
    known = types(place, function)
    targets = _targets(function)
    for call in calls(function, *SIZES):
        index = SIZES[named(call)]
        size = call.arguments[index] if index < len(call.arguments) else None
        if size is not None and (name := _measured(size, known)) and name in targets.get(call, _first(call)):
            yield call, f"`{name}` is a pointer: its own size is 8 bytes, whatever it points to"


def _targets(function: syntax.Function) -> dict[syntax.Node, str]:
    """Allocation → the variable that it is assigned to."""
    found: dict[syntax.Node, str] = {}
    for node in nodes(function):
        if isinstance(node, syntax.Assign) and isinstance(node.target, syntax.Name):
            found[stripped(node.value)] = node.target.id
        elif isinstance(node, syntax.Declare) and node.value is not None:
            found[stripped(node.value)] = node.name
    return {node: name for node, name in found.items() if named(node) in ("malloc", "calloc")}


def _first(call: syntax.Call) -> str:
    target = stripped(call.arguments[0])
    return target.id if isinstance(target, syntax.Name) and named(call) not in ("malloc", "calloc") else ""


def _measured(size: syntax.Expression, known: dict[str, Type]) -> str:
    for node in syntax.walk(size):
        if isinstance(node, syntax.SizeOf) and isinstance(node.of, syntax.Name):
            kind = known.get(node.of.id)
            if isinstance(kind, ctype.Pointer) and not isinstance(kind.to, ctype.Pointer):
                return node.of.id
    return ""


PATTERN = Pattern(look, strength=0.9)
