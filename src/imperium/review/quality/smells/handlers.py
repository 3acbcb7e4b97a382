"""Errors that vanish."""

from __future__ import annotations

import re
from collections.abc import Iterator

from imperium.analysis import program
from imperium.analysis.program import Handler
from imperium.review.project import Project, Unit
from imperium.review.rule import Family, Match, Rule, at

SWALLOWED = Rule(
    key="quality/swallowed_error",
    type="swallowed_error",
    cwe=(390, 1069),
    severity="medium",
    says="Every error is caught here and nothing is done about it: a failure looks like success.",
    remedy="Catch only what is expected here, and write down or raise on what isn't.",
    strength=0.8,
)
_EVERYTHING = re.compile(r"(^|\.)(Exception|BaseException|Throwable|Error|\.\.\.)$")


def find(project: Project) -> Iterator[Match]:
    for unit in project.units:
        for handler in unit.each(Handler):
            if _catches_everything(handler) and _does_nothing(unit, handler):
                yield at(SWALLOWED, unit, handler)


def _catches_everything(handler: Handler) -> bool:
    return not handler.types or any(_EVERYTHING.search(name) for name in handler.types)


def _does_nothing(unit: Unit, handler: Handler) -> bool:
    """A comment in its place is a reason."""
    idle = all(isinstance(node, program.Continue) or _is_ellipsis(node) for node in handler.body)
    return idle and not re.search(r"#|//|/\*", unit.text(handler))


def _is_ellipsis(node: program.Statement) -> bool:
    return isinstance(node, program.Evaluate) and isinstance(node.value, (program.Constant, program.Unknown))


FAMILY = Family((SWALLOWED,), find)
