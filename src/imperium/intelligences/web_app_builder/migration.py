"""Alembic migrations: the difference of two databases, written as the code that makes one of the other.

A new column that may not be empty gets a value for the rows that are there (0, an empty text, the first day); a new
reference that may not be empty can't get one, so its migration says so when there are rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from imperium.intelligences.web_app_builder.schema import Column, Table

HEAD = '''"""{title}"""

import sqlalchemy as sa
from alembic import op

revision = "{revision}"
down_revision = {down}
branch_labels = None
depends_on = None


def upgrade() -> None:
{upgrade}


def downgrade() -> None:
{downgrade}
'''
TYPES = {
    "int": "sa.Integer()",
    "bigint": "sa.BigInteger()",
    "text": "sa.Text()",
    "float": "sa.Double()",
    "boolean": "sa.Boolean()",
    "date": "sa.Date()",
    "datetime": "sa.DateTime(timezone=True)",
}
FILLERS = {
    "bigint": '"0"',
    "float": '"0"',
    "boolean": "sa.false()",
    "date": '"1970-01-01"',
    "datetime": '"1970-01-01 00:00:00"',
}


def migration(number: int, before: Sequence[Table], after: Sequence[Table]) -> tuple[str, str]:
    """(file name, code) of the migration that makes `after` of `before`."""
    title = "The first tables" if number == 1 else "The tables as they are now"
    code = HEAD.format(
        title=title,
        revision=f"{number:04}",
        down=f'"{number - 1:04}"' if number > 1 else "None",
        upgrade=_body(_steps(before, after)),
        downgrade=_body(_steps(after, before)),
    )
    return f"{number:04}_{'first_tables' if number == 1 else 'changes'}.py", code


def _body(steps: Iterable[str]) -> str:
    lines = [line for step in steps for line in step.split("\n")]
    return "\n".join(f"    {line}" if line else "" for line in lines) or "    pass"


def _steps(before: Sequence[Table], after: Sequence[Table]) -> Iterator[str]:
    had, has = {table.name: table for table in before}, {table.name: table for table in after}
    for table in after:
        if table.name not in had:
            yield from _create(table)
    for table in after:
        if table.name in had:
            yield from _change(had[table.name], table)
    for table in reversed(before):
        if table.name not in has:
            yield f'op.drop_table("{table.name}")'


def _create(table: Table) -> Iterator[str]:
    lines = [f'op.create_table(\n    "{table.name}",']
    lines += [f"    {_column(column)}," for column in table.columns]
    lines += [f"    {_foreign_key(table, column)}," for column in table.columns if column.references]
    primary = ", ".join(f'"{column.name}"' for column in table.columns if column.primary)
    lines.append(f'    sa.PrimaryKeyConstraint({primary}, name=op.f("pk_{table.name}")),')
    lines += [f"    sa.UniqueConstraint({_quoted(names)}, name={_unique(table, names)})," for names in table.unique]
    yield "\n".join([*lines, ")"])
    yield from (_index(table, column) for column in table.columns if column.index)


def _change(old: Table, new: Table) -> Iterator[str]:
    """The columns that came, changed and went. In one batch, because SQLite makes the table anew for it."""
    gone = [names for names in old.unique if names not in new.unique]
    inside = [f'batch.drop_constraint({_unique(old, names)}, type_="unique")' for names in gone]
    for column in old.columns:
        if new.column(column.name) is None:
            inside += _drop(old, column)
    for column in new.columns:
        before = old.column(column.name)
        inside += _add(new, column) if before is None else _alter(old, before, new, column)
    come = [names for names in new.unique if names not in old.unique]
    inside += [f"batch.create_unique_constraint({_unique(new, names)}, [{_quoted(names)}])" for names in come]
    if inside:
        yield "\n".join([f'with op.batch_alter_table("{new.name}") as batch:', *(f"    {line}" for line in inside)])


def _drop(table: Table, column: Column) -> Iterator[str]:
    if column.index:
        yield f'batch.drop_index(op.f("ix_{table.name}_{column.name}"))'
    if column.references:
        yield f'batch.drop_constraint(op.f("fk_{table.name}_{column.name}"), type_="foreignkey")'
    yield f'batch.drop_column("{column.name}")'


def _add(table: Table, column: Column) -> Iterator[str]:
    yield f"batch.add_column({_column(column, filled=True)})"
    if column.references:
        yield _reference(table, column)
    if column.index:
        yield f'batch.create_index(op.f("ix_{table.name}_{column.name}"), ["{column.name}"])'
    if _filler(column):
        yield f'batch.alter_column("{column.name}", server_default=None)'


def _alter(old: Table, before: Column, new: Table, after: Column) -> Iterator[str]:
    if (before.type, before.nullable) != (after.type, after.nullable):
        types = f"existing_type={_type(before.type)}, type_={_type(after.type)}"
        yield f'batch.alter_column("{after.name}", {types}, nullable={after.nullable})'
    if (before.references, before.on_delete) != (after.references, after.on_delete):
        if before.references:
            yield f'batch.drop_constraint(op.f("fk_{old.name}_{before.name}"), type_="foreignkey")'
        if after.references:
            yield _reference(new, after)


def _reference(table: Table, column: Column) -> str:
    name = f'op.f("fk_{table.name}_{column.name}")'
    action = f'ondelete="{column.on_delete}"'
    return f'batch.create_foreign_key({name}, "{column.references}", ["{column.name}"], ["id"], {action})'


def _column(column: Column, *, filled: bool = False) -> str:
    default = f", server_default={_filler(column)}" if filled and _filler(column) else ""
    return f'sa.Column("{column.name}", {_type(column.type)}, nullable={column.nullable}{default})'


def _filler(column: Column) -> str:
    """What rows that are there already get; nothing where a column may be empty, or refers to another row."""
    if column.nullable or column.references:
        return ""
    return FILLERS.get(column.type, '""')


def _foreign_key(table: Table, column: Column) -> str:
    name = f'name=op.f("fk_{table.name}_{column.name}")'
    return (
        f'sa.ForeignKeyConstraint(["{column.name}"], ["{column.references}.id"], {name}, ondelete="{column.on_delete}")'
    )


def _index(table: Table, column: Column) -> str:
    return f'op.create_index(op.f("ix_{table.name}_{column.name}"), "{table.name}", ["{column.name}"])'


def _unique(table: Table, names: Sequence[str]) -> str:
    return f'op.f("uq_{table.name}_{names[0]}")'


def _quoted(names: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def _type(kind: str) -> str:
    sized = re.fullmatch(r"string\((\d+)\)", kind)
    return f"sa.String({sized[1]})" if sized else TYPES[kind]
