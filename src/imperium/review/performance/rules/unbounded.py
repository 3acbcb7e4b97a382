"""Everything at once: a whole table in memory."""

from __future__ import annotations

import re
from collections.abc import Iterator

from imperium.analysis import program
from imperium.analysis.program import Call, Constant
from imperium.review.project import Project, Unit
from imperium.review.rule import Family, Match, Rule, at

WHOLE_TABLE = Rule(
    key="performance/whole_table",
    type="unbounded_read",
    cwe=(1049, 770),
    severity="low",
    says="All rows of {table} are read at once: memory and time grow with the table.",
    remedy="Add a LIMIT and page through, or go over the rows one by one.",
    strength=0.6,
)
SELECT = re.compile(
    r"^\s*select\s+(?!count|max|min|sum|avg|exists|1\b)[\s\S]+?\sfrom\s+[\"`\[]?(\w+)[\"`\]]?\s*;?\s*$", re.IGNORECASE
)
ASKS = frozenset({"execute", "query", "all", "raw"})


def find(project: Project) -> Iterator[Match]:
    """A query without a condition whose rows are all fetched in the same function."""
    for unit in project.units:
        fetching = {id(unit.function_of(call)) for call, name in unit.calls("fetchall", "all", "toArray")}
        for call in unit.each(Call):
            table = _table(call)
            if table and (
                id(unit.function_of(call)) in fetching or unit.source.language in ("javascript", "typescript")
            ):
                yield at(WHOLE_TABLE, unit, call, table=f"`{table}`")
        yield from _listed(unit)


def _table(call: Call) -> str:
    """The table of a query that names no condition and no limit."""
    name = getattr(call.function, "name", "")
    first = call.arguments[0] if call.arguments else None
    if name not in ASKS or not isinstance(first, Constant) or not isinstance(first.value, str):
        return ""
    match = SELECT.match(first.value)
    return match[1] if match else ""


def _listed(unit: Unit) -> Iterator[Match]:
    """`list(Model.objects.all())`."""
    for call, _ in unit.calls("list"):
        match call.arguments:
            case [program.Call(function=program.Attribute() as function)]:
                name = unit.full(function)
                if name.endswith(".objects.all"):
                    yield at(WHOLE_TABLE, unit, call, table=f"`{name.split('.')[-3]}`")


FAMILY = Family((WHOLE_TABLE,), find)
