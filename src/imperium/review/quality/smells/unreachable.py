"""Statements that nothing ever reaches."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from imperium.analysis import program
from imperium.analysis.program import Statement
from imperium.review.project import Project, Unit
from imperium.review.rule import Family, Match, Rule, at

UNREACHABLE = Rule(
    key="quality/unreachable",
    type="dead_code",
    cwe=(561,),
    severity="medium",
    says="Nothing reaches this line: what stands before it always leaves.",
    remedy="Remove it, or move it to where it was meant to run.",
    strength=0.9,
)
_LEAVES = (program.Return, program.Raise, program.Break, program.Continue)


def find(project: Project) -> Iterator[Match]:
    for unit in project.units:
        for body in _bodies(unit):
            yield from _after(unit, body)


def _after(unit: Unit, body: list[Statement]) -> Iterator[Match]:
    for one, following in pairwise(body):
        if leaves(one) and not _is_harmless(following):
            yield at(UNREACHABLE, unit, following)
            return


def leaves(statement: Statement) -> bool:
    """Whether what follows is never run: it returns, raises, breaks, or does so on every branch."""
    match statement:
        case program.If(body=body, otherwise=otherwise):
            return bool(otherwise) and _ends(body) and _ends(otherwise)
        case program.Block(body=body):
            return _ends(body)
    return isinstance(statement, _LEAVES)


def _ends(body: list[Statement]) -> bool:
    return bool(body) and leaves(body[-1])


def _is_harmless(statement: Statement) -> bool:
    """Declarations that are lifted or only there for their type; a `yield` that makes a function a generator; a
    `break` after a `return` that a style of `switch` asks for."""
    if isinstance(statement, (program.Function, program.Class, program.Import, program.Break)):
        return True
    value = statement.value if isinstance(statement, (program.Evaluate, program.Return)) else None
    return (isinstance(value, program.Await) and value.yields) or isinstance(value, (program.Constant, program.Unknown))


def _bodies(unit: Unit) -> Iterator[list[Statement]]:
    yield unit.module.body
    for branch in unit.each(program.If):
        yield branch.body
        yield branch.otherwise
    for attempt in unit.each(program.Try):
        yield attempt.body
        yield attempt.finally_
    for kind in _BLOCKS:
        for block in unit.each(kind):
            yield block.body


_BLOCKS: tuple[type[program.Function | program.For | program.While | program.Handler | program.With], ...] = (
    program.Function,
    program.For,
    program.While,
    program.Handler,
    program.With,
)


FAMILY = Family((UNREACHABLE,), find)
