"""An environment variable that is printed as it is."""

from collections.abc import Iterator

from imperium.analysis.native import syntax
from imperium.analysis.native.pattern import Pattern, Place, named, nodes

NEUTRAL = ("strcmp", "strncmp", "strlen", "strdup", "atoi", "strtol", "strcasecmp", "setenv", "free", "access", "chdir")


def look(place: Place, function: syntax.Function) -> Iterator[tuple[syntax.Node, str]]:
    for node in nodes(function):
        call = node.value if isinstance(node, syntax.Evaluate) else None
        if isinstance(call, syntax.Call) and named(call) not in NEUTRAL and _reads(call):
            yield node, f"`{named(call)}` is given an environment variable, which may tell of the system it runs on"


def _reads(call: syntax.Call) -> bool:
    return any(named(one) in ("getenv", "wgetenv") for one in call.arguments)


PATTERN = Pattern(look, strength=0.5)
