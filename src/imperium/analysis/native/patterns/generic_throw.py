"""`throw exception()`: an exception that says nothing, or a declaration that any may come."""

from collections.abc import Iterator

from imperium.analysis.native import syntax
from imperium.analysis.native.pattern import Pattern, Place, named, nodes

GENERIC = ("exception", "std::exception")


def look(place: Place, function: syntax.Function) -> Iterator[tuple[syntax.Node, str]]:
    if any(word.strip("() ") in GENERIC for word in function.throws.removeprefix("throw").split(",")):
        yield function, "the declaration says only that some exception may come"
    for node in nodes(function):
        if isinstance(node, syntax.Throw) and node.value is not None and named(node.value) == "exception":
            yield node, "the exception doesn't say what went wrong"


PATTERN = Pattern(look, strength=0.8)
