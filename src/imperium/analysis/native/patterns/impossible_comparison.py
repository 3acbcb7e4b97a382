"""A comparison that the type decides: an unsigned number below zero, an int above INT_MAX."""

from collections.abc import Iterator

from imperium.analysis.native import ctype, syntax
from imperium.analysis.native.folding import compared, fold
from imperium.analysis.native.pattern import Pattern, Place, nodes, stripped, types

SIGNS = ("<", "<=", ">", ">=")


def look(place: Place, function: syntax.Function) -> Iterator[tuple[syntax.Node, str]]:
    known = types(place, function)
    for node in nodes(function):
        test = node.test if isinstance(node, (syntax.If, syntax.Loop)) else None
        if not isinstance(test, syntax.Binary) or test.operator not in SIGNS or not isinstance(test.left, syntax.Name):
            continue
        kind, limit = known.get(test.left.id), fold(stripped(test.right), {})
        if isinstance(kind, ctype.Integer) and limit is not None:
            verdicts = {compared(test.operator, bound, limit) for bound in kind.range}
            if len(verdicts) == 1:
                yield test, f"a {kind.name} is {'always' if verdicts == {True} else 'never'} `{test.operator} {limit}`"


PATTERN = Pattern(look, strength=0.8)
