"""`printf(text)`: a format that isn't written here, and no values."""

from collections.abc import Iterator

from imperium.analysis.native import ctype, syntax
from imperium.analysis.native.pattern import Pattern, Place, calls, named

FORMATS = {"printf": 0, "fprintf": 1, "syslog": 1, "sprintf": 1, "snprintf": 2, "dprintf": 1, "wprintf": 0}


def look(place: Place, function: syntax.Function) -> Iterator[tuple[syntax.Node, str]]:
    given = {parameter.name for parameter in function.parameters if isinstance(parameter.type, ctype.Pointer)}
    for call in calls(function, *FORMATS):
        last = call.arguments[-1] if call.arguments else None
        if len(call.arguments) == FORMATS[named(call)] + 1 and isinstance(last, syntax.Name) and last.id in given:
            yield call, f"`{last.id}` is used as the format; a `%` in it reads what isn't there"


PATTERN = Pattern(look, strength=0.7)
