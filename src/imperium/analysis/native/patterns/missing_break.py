"""A case that runs into the next one without saying that it means to."""

import re
from collections.abc import Iterator

from imperium.analysis.native import syntax
from imperium.analysis.native.pattern import Pattern, Place, named, nodes

ENDS = (syntax.Break, syntax.Return, syntax.Continue, syntax.Goto, syntax.Throw)
NEVER = ("exit", "abort", "longjmp", "unreachable", "builtin_unreachable", "panic", "fatal", "die", "err", "errx")
SAYS = re.compile(r"fall|through|no ?break|FALLTHR", re.IGNORECASE)


def look(place: Place, function: syntax.Function) -> Iterator[tuple[syntax.Node, str]]:
    for node in nodes(function):
        for case, after in zip(node.cases, node.cases[1:], strict=False) if isinstance(node, syntax.Switch) else ():
            if case.body and not _ends(case.body[-1]) and not _is_meant(place, case, after):
                yield case, "the case has no break and runs into the next one"


def _ends(last: syntax.Statement) -> bool:
    match last:
        case syntax.Block(body=body):
            return bool(body) and _ends(body[-1])
        case syntax.If(body=body, otherwise=otherwise):
            return otherwise is not None and _ends(body) and _ends(otherwise)
        case syntax.Evaluate(value=syntax.Call() as call):
            return named(call).lower() in NEVER
        case syntax.Loop(test=None):
            return True
        case _:
            return isinstance(last, ENDS)


def _is_meant(place: Place, case: syntax.Case, after: syntax.Case) -> bool:
    lines = range(case.at.line, after.at.line + 1)
    marked = any(comment.at.line in lines and SAYS.search(comment.text) for comment in place.unit.comments)
    return marked or isinstance(case.body[-1], syntax.Empty)


PATTERN = Pattern(look, strength=0.6)
