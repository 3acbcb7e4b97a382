"""A file that is deleted on a date or by chance: what a time bomb looks like."""

from collections.abc import Iterator

from imperium.analysis.native import syntax
from imperium.analysis.native.folding import fold
from imperium.analysis.native.pattern import Pattern, Place, calls, named, nodes, stripped, variables

DESTROYS = ("unlink", "remove", "rmdir", "wunlink", "wremove", "truncate", "system", "kill")
YEAR_2000 = 946_684_800


def look(place: Place, function: syntax.Function) -> Iterator[tuple[syntax.Node, str]]:
    dates, chances = _held(function, "time"), _held(function, "rand", "random")
    for node in nodes(function):
        test = node.test if isinstance(node, syntax.If) and calls(node.body, *DESTROYS) else None
        limit = fold(stripped(test.right), {}) if isinstance(test, syntax.Binary) else None
        if not isinstance(test, syntax.Binary) or limit is None:
            continue
        if limit > YEAR_2000 and (variables(test) & dates or calls(test, "time")):
            yield node, "something is deleted when a fixed date has come"
        elif test.operator == "==" and (variables(test) & chances or calls(test, "rand", "random")):
            yield node, "something is deleted by chance"


def _held(function: syntax.Function, *names: str) -> set[str]:
    """The variables that hold what some functions returned, or wrote there."""
    found: set[str] = set()
    for node in nodes(function):
        if isinstance(node, syntax.Assign) and calls(node.value, *names):
            found |= variables(node.target)
        elif isinstance(node, syntax.Declare) and node.value is not None and calls(node.value, *names):
            found.add(node.name)
        elif isinstance(node, syntax.Call) and named(node) in names and node.arguments:
            found |= variables(node.arguments[0])
    return found


PATTERN = Pattern(look, strength=0.8)
