"""A failure that is noticed, and nothing done about it."""

from collections.abc import Iterator

from imperium.analysis.native import ctype, syntax
from imperium.analysis.native.pattern import Pattern, Place, calls, is_empty, nodes, types


def look(place: Place, function: syntax.Function) -> Iterator[tuple[syntax.Node, str]]:
    known = types(place, function)
    for node in nodes(function):
        match node:
            case syntax.If(body=syntax.Block() as body, otherwise=None) if is_empty(body) and _fails(node.test, known):
                yield node, "the failure is noticed, and nothing is done about it"
            case syntax.Try(handlers=handlers):
                for handler in handlers:
                    if is_empty(handler.body):
                        yield handler, "the exception is caught, and nothing is done about it"


def _fails(test: syntax.Expression, known: dict[str, ctype.Type]) -> bool:
    """Whether a test asks if something failed: a call, a pointer or `errno` compared with what means failure."""
    if not isinstance(test, syntax.Binary) or test.operator not in ("==", "!=", "<"):
        return False
    left = test.left
    if isinstance(left, syntax.Name):
        pointer = isinstance(known.get(left.id), ctype.Pointer) and test.operator == "=="
        return pointer or left.id == "errno" or test.operator == "<"
    return bool(calls(left))


PATTERN = Pattern(look, strength=0.8)
