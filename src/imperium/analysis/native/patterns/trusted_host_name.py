"""A decision by the name that an address resolves to, which who owns the address chooses."""

from collections.abc import Iterator

from imperium.analysis.native import syntax
from imperium.analysis.native.pattern import Pattern, Place, calls

LOOKUPS = ("getnameinfo", "gethostbyaddr", "gethostbyaddr_r")


def look(place: Place, function: syntax.Function) -> Iterator[tuple[syntax.Node, str]]:
    if not calls(function, *LOOKUPS):
        return
    for call in calls(function, "strcmp", "strcasecmp", "strncmp", "strncasecmp"):
        if any(isinstance(one, syntax.Literal) and "." in str(one.value) for one in call.arguments):
            yield call, "whoever owns an address decides which name it resolves to"


PATTERN = Pattern(look, strength=0.7)
