"""The database of an app: tables, columns, keys. Migrations are the difference of two of these."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from imperium.intelligences.web_app_builder.model import App, Collection, Entity, Field, Reference


@dataclass(frozen=True, slots=True)
class Column:
    """`type` is a kind of value: int, bigint, string(N), text, float, boolean, date, datetime."""

    name: str
    type: str
    nullable: bool = False
    references: str | None = None
    on_delete: str = "RESTRICT"
    index: bool = False
    primary: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """`unique` holds the columns of each unique constraint."""

    name: str
    columns: tuple[Column, ...]
    unique: tuple[tuple[str, ...], ...] = ()

    def column(self, name: str) -> Column | None:
        return next((column for column in self.columns if column.name == name), None)


ID = Column("id", "int", primary=True)
CREATED, UPDATED = Column("created_at", "datetime"), Column("updated_at", "datetime")


def tables(app: App) -> tuple[Table, ...]:
    """Every table, each after those it refers to."""
    return tuple(_tables(app))


def _tables(app: App) -> Iterator[Table]:
    if app.auth:
        yield from _ACCOUNTS
    for entity in app.entities:
        yield _of_entity(app, entity)
    for entity in app.entities:
        yield from (_of_collection(app, entity, one) for one in entity.collections)
    if app.payable:
        yield _payments(app.payable)


def _of_entity(app: App, entity: Entity) -> Table:
    owner = (_to("owner_id", "users", "CASCADE"),) if app.auth else ()
    fields = (Column(f.name.snake, column_type(f), nullable=not f.required) for f in entity.fields)
    references = (_reference(app, one) for one in entity.references)
    scope = ("owner_id",) if app.auth and entity.access == "private" else ()
    unique = tuple((name, *scope) for name in uniques(entity))
    return Table(entity.table, (ID, *fields, *references, *owner, CREATED, UPDATED), unique)


def uniques(entity: Entity) -> tuple[str, ...]:
    """The columns whose values differ from row to row: of one owner, where rows are private."""
    fields = (f.name.snake for f in entity.fields if f.unique)
    return (*fields, *(r.column for r in entity.references if r.unique))


def column_type(field: Field) -> str:
    if field.type == "choice":
        return f"string({max(len(choice.value) for choice in field.choices)})"
    if field.type in ("string", "email", "url"):
        return f"string({field.max_length})"
    return {"integer": "bigint", "money": "bigint", "number": "float"}.get(field.type, field.type)


def _reference(app: App, one: Reference) -> Column:
    action = one.on_delete.replace("_", " ").upper()
    return _to(one.column, app.entity(one.target).table, action, nullable=not one.required)


def _to(name: str, table: str, on_delete: str, *, nullable: bool = False) -> Column:
    return Column(name, "int", nullable, table, on_delete, index=True)


def _of_collection(app: App, entity: Entity, one: Collection) -> Table:
    target = app.entity(one.target).table
    ends = (
        Column("from_id", "int", references=entity.table, on_delete="CASCADE", primary=True),
        Column("to_id", "int", references=target, on_delete="CASCADE", primary=True, index=True),
    )
    return Table(f"{entity.name.snake}_{one.name.snake}", ends)


def _payments(payable: Entity) -> Table:
    columns = (
        ID,
        _to("owner_id", "users", "CASCADE"),
        _to("paid_for_id", payable.table, "SET NULL", nullable=True),
        Column("amount", "bigint"),
        Column("currency", "string(3)"),
        Column("description", "string(1000)"),
        Column("status", "string(10)"),
        Column("session", "string(255)", nullable=True),
        Column("checkout_url", "string(2000)", nullable=True),
        CREATED,
        Column("paid_at", "datetime", nullable=True),
    )
    return Table("payments", columns, (("session",),))


_ACCOUNTS = (
    Table("users", (ID, Column("email", "string(254)"), Column("password", "string(200)"), CREATED), (("email",),)),
    Table(
        "sessions",
        (
            ID,
            _to("user_id", "users", "CASCADE"),
            Column("token_hash", "string(64)"),
            Column("expires_at", "datetime", index=True),
            CREATED,
        ),
        (("token_hash",),),
    ),
    Table(
        "login_attempts",
        (ID, Column("key", "string(64)", index=True), Column("created_at", "datetime", index=True)),
    ),
)
