"""Writes that are compiled once: a row is then a tuple of values, and rows of one statement go in one call."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain
from operator import itemgetter
from typing import Any, TypeAlias

from msgspec import Struct
from sqlalchemy import Delete, Engine, Insert, Update

LARGEST_BULK = 256  # rows of one INSERT: each call into SQLite hands the interpreter lock over and must get it back


@dataclass(frozen=True, slots=True, eq=False)
class Statement:
    """A compiled write. `parameters` names the values of a row, in order; `bulk(n)` is the SQL for n rows at once, if
    it can be had; `key` are the positions of an upsert's primary key: of rows with the same one the last counts.
    `flushed`: a row survives a power cut; else a kill of the process only, and is written without waiting for the disk.
    """

    table: str
    sql: str
    parameters: tuple[str, ...]
    bulk: Callable[[int], str] | None = None
    key: tuple[int, ...] = ()
    flushed: bool = True
    _ordered: Callable[[dict[str, Any]], tuple[Any, ...]] = field(init=False)

    def __post_init__(self) -> None:
        names = self.parameters
        many = len(names) > 1  # of one name, or none, an itemgetter makes no tuple
        ordered = itemgetter(*names) if many else lambda values: tuple([values[name] for name in names])
        object.__setattr__(self, "_ordered", ordered)

    def row(self, **values: Any) -> Entry:
        """An entry from values by name; every parameter must be given."""
        return Entry(self, self._ordered(values))


class Entry(Struct, frozen=True):
    """One row to write."""

    statement: Statement
    values: tuple[Any, ...]


Groups: TypeAlias = list[tuple[Statement, list[tuple[Any, ...]]]]


def prepared(
    engine: Engine, statement: Insert | Update | Delete, table: str, key: tuple[str, ...] = (), flushed: bool = True
) -> Statement:
    """The write, compiled for a database. Each of its values must be a bound parameter."""
    if isinstance(statement, Insert):
        statement = statement.inline()  # nobody reads the numbers that the database gives
    compiled = statement.compile(engine, column_keys=_given(statement))
    sql, names = str(compiled), compiled.positiontup
    if names is None:  # psycopg names its parameters: %(name)s
        names = list(compiled.params)
        sql = _positional(sql, names)
    bulk = _bulk(sql) if isinstance(statement, Insert) else None
    return Statement(table, sql, tuple(names), bulk, tuple(names.index(name) for name in key), flushed)


def grouped(entries: Iterable[Entry]) -> Groups:
    """Rows by statement. A row joins an earlier group only if nothing else touched its table since."""
    groups: Groups = []
    latest: dict[str, tuple[Statement, list[tuple[Any, ...]]]] = {}
    for entry in entries:
        statement = entry.statement
        group = latest.get(statement.table)
        if group is None or group[0] is not statement:
            group = (statement, [])
            groups.append(group)
            latest[statement.table] = group
        group[1].append(entry.values)
    return groups


def execute(cursor: Any, statement: Statement, rows: list[tuple[Any, ...]]) -> None:
    """Write all rows, in as few calls as can be."""
    if len(rows) == 1:
        cursor.execute(statement.sql, rows[0])
        return
    if statement.bulk is None:
        cursor.executemany(statement.sql, rows)
        return
    if statement.key:
        rows = list({tuple(row[position] for position in statement.key): row for row in rows}.values())
    first = 0
    for size in bulk_sizes(len(rows)):
        cursor.execute(statement.bulk(size), list(chain.from_iterable(rows[first : first + size])))
        first += size


def bulk_sizes(rows: int) -> Iterator[int]:
    """Powers of two that add up to `rows`. SQLite keeps a program for every size that it was given; those of all sizes
    up to LARGEST_BULK would be 75 MB for one table of 25 columns, these are 2 MB."""
    while rows:
        size = min(LARGEST_BULK, 1 << (rows.bit_length() - 1))
        yield size
        rows -= size


def _given(statement: Insert | Update | Delete) -> list[str] | None:
    """The columns of an INSERT that the caller gives: all but the one that the database counts up."""
    if not isinstance(statement, Insert):
        return None
    table = statement.table
    return [column.name for column in table.columns if column is not getattr(table, "autoincrement_column", None)]


def _bulk(sql: str) -> Callable[[int], str]:
    """From `INSERT … VALUES (?, ?) …` the same for n rows."""
    head, marker, rest = sql.partition(" VALUES ")
    end = rest.index(")") + 1
    row, tail = rest[:end], rest[end:]
    if not marker or "(" in row[1:]:
        raise ValueError(f"not a plain INSERT of one row: {sql}")
    return lru_cache(lambda n: f"{head} VALUES {', '.join([row] * n)}{tail}")


def _positional(sql: str, names: Sequence[str]) -> str:
    """`%(name)s` → `%s`, checking that the order of use is the order of `names`."""
    for name in names:
        before, marker, after = sql.partition(f"%({name})s")
        if not marker or "%(" in before:
            raise ValueError(f"parameters are not used once each, in order: {sql}")
        sql = f"{before}%s{after}"
    return sql
