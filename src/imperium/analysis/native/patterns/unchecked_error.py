"""A conversion whose failure only `errno` tells, which nobody asks."""

from collections.abc import Iterator

from imperium.analysis.native import syntax
from imperium.analysis.native.pattern import Pattern, Place, calls, named, nodes, stripped, variables

CONVERSIONS = ("strtol", "strtoul", "strtoll", "strtoull", "strtod", "strtof", "wcstol", "wcstod")
WIDE = ("wcstombs", "mbstowcs")


def look(place: Place, function: syntax.Function) -> Iterator[tuple[syntax.Node, str]]:
    if "errno" in variables(function) or calls(function, "errno_location"):
        return
    for call in calls(function, *CONVERSIONS, *WIDE, "sqrt", "log"):
        if named(call) in WIDE and not _is_tested(function, call):
            yield call, f"`{named(call)}` returns -1 for what it can't convert, and nobody looks"
        elif named(call) in CONVERSIONS and len(call.arguments) > 1 and _is_null(call.arguments[1]):
            yield call, f"what `{named(call)}` can't convert goes unnoticed: neither errno nor the end pointer is asked"
        elif named(call) in ("sqrt", "log") and call.arguments and _is_negative(call.arguments[0]):
            yield call, f"`{named(call)}` of a negative number is no number, and errno isn't asked"


def _is_null(node: syntax.Expression) -> bool:
    value = stripped(node)
    return isinstance(value, syntax.Literal) and value.value == 0


def _is_negative(node: syntax.Expression) -> bool:
    value = stripped(node)
    if isinstance(value, syntax.Unary):
        return value.operator == "-" and isinstance(value.operand, syntax.Literal)
    return isinstance(value, syntax.Literal) and isinstance(value.value, (int, float)) and value.value < 0


def _is_tested(function: syntax.Function, call: syntax.Call) -> bool:
    held: set[str] = set()
    for node in nodes(function):
        if isinstance(node, syntax.Assign) and call in syntax.walk(node.value):
            held |= variables(node.target)
    branches = [node for node in nodes(function) if isinstance(node, (syntax.If, syntax.Loop, syntax.Conditional))]
    tests = [node.test for node in branches if node.test is not None]
    return any(variables(test) & held or call in syntax.walk(test) for test in tests)


PATTERN = Pattern(look, strength=0.7)
