"""`mktemp` and its like: somebody else can make the file between the name and its opening."""

from collections.abc import Iterator

from imperium.analysis.native import syntax
from imperium.analysis.native.pattern import Pattern, Place, calls, named


def look(place: Place, function: syntax.Function) -> Iterator[tuple[syntax.Node, str]]:
    for call in calls(function, "mktemp", "tmpnam", "tempnam", "tmpnam_r", "wmktemp", "wtmpnam", "wtempnam"):
        yield call, f"`{named(call)}` gives only a name, and anybody may make that file before it is opened"


PATTERN = Pattern(look, strength=0.9)
