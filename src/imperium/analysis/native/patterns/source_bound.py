"""`strncpy(to, from, strlen(from))`: a bound that is taken from what is copied instead of from where it goes."""

from collections.abc import Iterator

from imperium.analysis.native import ctype, syntax
from imperium.analysis.native.pattern import Pattern, Place, calls, named, stripped

COPIES = ("strncpy", "strncat", "wcsncpy", "wcsncat")


def look(place: Place, function: syntax.Function) -> Iterator[tuple[syntax.Node, str]]:
    sizes = {one.name for one in function.parameters if isinstance(one.type, ctype.Integer)}
    for call in calls(function, *COPIES):
        if len(call.arguments) > 2 and _follows_source(call, sizes):
            yield call, "the bound is the length of the source, so the target can overflow all the same"


def _follows_source(call: syntax.Call, sizes: set[str]) -> bool:
    """Whether the bound is the source's length, or a parameter that is called after the source and not the target."""
    target, source, bound = (stripped(one) for one in call.arguments[:3])
    if not isinstance(source, syntax.Name):
        return False
    if named(bound) in ("strlen", "wcslen"):
        return any(isinstance(one, syntax.Name) and one.id == source.id for one in syntax.walk(bound))
    other = isinstance(target, syntax.Name) and any(one.startswith(target.id) for one in sizes)
    return isinstance(bound, syntax.Name) and bound.id in sizes and bound.id.startswith(source.id) and other


PATTERN = Pattern(look, strength=0.7)
