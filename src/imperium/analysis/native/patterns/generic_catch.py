"""`catch (...)`: every exception, those included that nobody thought of."""

from collections.abc import Iterator

from imperium.analysis.native import syntax
from imperium.analysis.native.pattern import Pattern, Place, nodes

GENERIC = ("exception", "std::exception")


def look(place: Place, function: syntax.Function) -> Iterator[tuple[syntax.Node, str]]:
    for node in nodes(function):
        if isinstance(node, syntax.Handler) and _is_generic(node.type) and not _rethrows(node):
            yield node, "every exception is caught, those included that nobody thought of"


def _is_generic(written: str) -> bool:
    return not written or written.replace("const", "").split("&")[0].strip() in GENERIC


def _rethrows(handler: syntax.Handler) -> bool:
    return any(isinstance(one, syntax.Throw) for one in syntax.walk(handler))


PATTERN = Pattern(look, strength=0.4)
