"""A query in every round of a loop, where one for all would do (the N+1 problem)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from imperium.analysis import program
from imperium.review.performance.loops import Loop, loops, rounds, varies
from imperium.review.project import Project, Unit
from imperium.review.rule import Family, Match, Rule, at

QUERY = Rule(
    key="performance/query_in_loop",
    type="n_plus_one",
    cwe=(1073,),
    severity="medium",
    says="`{name}` asks the database in every round of the loop of line {line}: a query a row, instead of one.",
    remedy="Ask once for all of them before the loop (`IN (…)`, a join, `select_related`, `executemany`).",
    strength=0.8,
)

ASKS = re.compile(
    r"""(^|\.)(
      objects\.(\w+(\(\))?\.)*(get|filter|exclude|create|update|delete|first|last|count|exists|get_or_create)
    | \w*[sS]ession\.(query|execute|scalars?|get|merge|refresh)
    | query\.(get|get_or_404|filter|filter_by|all|first)
    | (\w*_)?(cursor|cur|conn|connection|db|database|engine)(\(\))?\.(execute|fetchone|fetchval|fetchrow|query_one)
    | (prisma|db|client|tx)\.\w+\.(find\w+|create|update|delete|upsert|count)
    | (\w*[pP]ool|knex|sequelize|connection|db|client)\.query
    | [A-Z]\w*\.(findOne|findById|findByPk|findAll|findUnique|findMany|findOrCreate|countDocuments)
    | \w*[rR]epository(\(\))?\.(find\w*|get\w*By\w*|save|deleteById|existsBy\w+)
    | (\w*[eE]ntityManager|em)\.(find|createQuery|createNativeQuery|refresh)
    | \w*[jJ]dbcTemplate\.(query\w*|update)
    | \w*[sS]tatement\.execute(Query|Update)?
    )$""",
    re.VERBOSE,
)


SETTINGS = re.compile(r"f?[\"'`]*\s*(pragma|set|create|drop|alter|grant|begin|vacuum|analyze)\b", re.IGNORECASE)
"""Statements that set something up, one after another."""


def find(project: Project) -> Iterator[Match]:
    for unit in project.units:
        told: set[int] = set()
        for loop in loops(unit):
            yield from _in_loop(unit, loop, told)


def _in_loop(unit: Unit, loop: Loop, told: set[int]) -> Iterator[Match]:
    """One match a loop: the first query that depends on the round. What leaves the loop after it is a search or a
    repetition after a failure."""
    for node in rounds(loop):
        if not isinstance(node, program.Call) or id(node) in told:
            continue
        told.add(id(node))
        name = unit.full(node.function)
        if ASKS.search(name.replace("[]", "")) and varies(node, loop) and not SETTINGS.match(_asked(unit, node)):
            yield at(QUERY, unit, node, name.rpartition(".")[2], line=str(loop.at.line))
            return


def _asked(unit: Unit, call: program.Call) -> str:
    return unit.text(call.arguments[0]) if call.arguments else ""


FAMILY = Family((QUERY,), find)
