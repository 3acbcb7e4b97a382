"""The one intermediate model: what an application is, before any framework. Every renderer reads it and nothing else.

A model is only ever made by `specification.py`, which has checked all that is promised here:

- Every `Name` is safe as an identifier, a path segment and a file name in every target language; its `label` is text
  for people and must be escaped where it stands. Names are distinct wherever they stand side by side (entities by
  class, table and path; all columns and relations of an entity by name).
- Every `Reference.target` and `Collection.target` names an entity of the app. Entities come in an order in which each
  follows those it can't exist without.
- `payments` is there only with `auth`. An entity that can be paid for has the money field that says how much.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from imperium.intelligences.web_app_builder.naming import Label, Name

FieldType = Literal[
    "string", "text", "integer", "number", "money", "boolean", "date", "datetime", "email", "url", "choice"
]
OnDelete = Literal["restrict", "cascade", "set_null"]
Access = Literal["private", "shared", "public"]
Pattern = Literal["mvc", "mvvm"]
PageKind = Literal["home", "login", "signup", "dashboard", "analytics", "payments", "list", "create", "show", "edit"]


@dataclass(frozen=True, slots=True)
class Choice:
    """`value` is stored and sent (a–z, 0–9, underscores); `label` is shown."""

    value: str
    label: Label


@dataclass(frozen=True)
class Field:
    """A scalar attribute.

    `minimum` and `maximum` bound integer, number and money (smallest units of the currency); `min_length` and
    `max_length` bound string, text, email and url, and both are always set for these. `choices` is empty but for
    choice. A field that isn't `required` may be null; a boolean is always required and false by default.
    """

    name: Name
    type: FieldType
    required: bool = True
    unique: bool = False
    minimum: int | float | None = None
    maximum: int | float | None = None
    min_length: int = 0
    max_length: int = 0
    choices: tuple[Choice, ...] = ()

    @property
    def is_text(self) -> bool:
        return self.type in ("string", "text", "email", "url")

    @property
    def is_numeric(self) -> bool:
        return self.type in ("integer", "number", "money")

    @property
    def is_ranged(self) -> bool:
        """Whether a list can be narrowed to a span of it."""
        return self.is_numeric or self.type in ("date", "datetime")


@dataclass(frozen=True)
class Reference:
    """Many to one (one to one when `unique`). In JSON: `{name.snake}_id` in, the same and `{name.snake}` out."""

    name: Name
    target: str
    required: bool = True
    unique: bool = False
    on_delete: OnDelete = "restrict"

    @property
    def column(self) -> str:
        return f"{self.name.snake}_id"


@dataclass(frozen=True)
class Collection:
    """Many to many. `name` is a plural. In JSON: `{name.snake}_ids` in, the same and `{name.snake}` out."""

    name: Name
    target: str

    @property
    def column(self) -> str:
        return f"{self.name.snake}_ids"


@dataclass(frozen=True)
class Entity:
    """A kind of thing that the app keeps.

    `title_field` is the field whose value stands for a row where it is referred to; None means `{label} {id}`.
    `access`, where the app has accounts: private rows are seen by their owner alone, shared ones by everybody signed
    in, public ones by everybody; only the owner ever changes or deletes a row. Without accounts everybody may do all.
    """

    name: Name
    plural: Name
    fields: tuple[Field, ...]
    references: tuple[Reference, ...] = ()
    collections: tuple[Collection, ...] = ()
    access: Access = "private"
    description: Label = Label("")  # noqa: RUF009  (frozen)
    title_field: str | None = None

    @property
    def key(self) -> str:
        """What references name: the same as `name.pascal`."""
        return self.name.pascal

    @property
    def table(self) -> str:
        return self.plural.snake

    @property
    def path(self) -> str:
        """The segment under /api and of the pages, in kebab case."""
        return self.plural.kebab

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The names of its own attributes in JSON, in order."""
        own = [*(f.name.snake for f in self.fields), *(r.column for r in self.references)]
        return (*own, *(c.column for c in self.collections))

    @cached_property
    def searched(self) -> tuple[Field, ...]:
        return tuple(f for f in self.fields if f.is_text)

    @cached_property
    def sortable(self) -> tuple[str, ...]:
        """What `sort` may name; `-` before it turns the order round."""
        return ("id", "created_at", "updated_at", *(f.name.snake for f in self.fields if f.type != "text"))

    def field(self, snake: str) -> Field:
        return next(f for f in self.fields if f.name.snake == snake)


@dataclass(frozen=True, slots=True)
class Payments:
    """What can be paid for, and which of its fields says how much."""

    entity: str
    amount_field: str


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the front end. `path` is where it is; pages of one row take its number as `id` (see renderer.py)."""

    kind: PageKind
    path: str
    entity: str | None = None
    needs_login: bool = False


@dataclass(frozen=True)
class App:
    """A whole application. `currency` is ISO 4217; `minor_digits` how many digits its smallest unit stands for.
    `earlier` is what the app was in earlier versions of the project, oldest first: migrations lead on from there."""

    name: Name
    description: Label
    entities: tuple[Entity, ...]
    frontend: str
    backend: str = "fastapi"
    pattern: Pattern = "mvc"
    auth: bool = True
    dashboard: bool = False
    analytics: bool = False
    payments: Payments | None = None
    currency: str = "USD"
    minor_digits: int = 2
    earlier: tuple[App, ...] = ()

    def entity(self, key: str) -> Entity:
        return next(e for e in self.entities if e.key == key)

    @cached_property
    def payable(self) -> Entity | None:
        return self.entity(self.payments.entity) if self.payments else None

    @cached_property
    def pages(self) -> tuple[Page, ...]:
        """Every page; the first one is where `/` leads somebody who may see it."""
        fixed: list[Page] = []
        if self.dashboard:
            fixed.append(Page("dashboard", "/dashboard", needs_login=self.auth))
        lists = [page for entity in self.entities for page in self._pages_of(entity)]
        if self.analytics:
            lists.append(Page("analytics", "/analytics", needs_login=self.auth))
        if self.payments:
            lists.append(Page("payments", "/payments", needs_login=True))
        if self.auth:
            lists += [Page("login", "/login"), Page("signup", "/signup")]
        return (*fixed, *lists)

    def _pages_of(self, entity: Entity) -> tuple[Page, ...]:
        reading = self.auth and entity.access != "public"
        return (
            Page("list", f"/{entity.path}", entity.key, reading),
            Page("create", f"/{entity.path}/new", entity.key, self.auth),
            Page("show", f"/{entity.path}/:id", entity.key, reading),
            Page("edit", f"/{entity.path}/:id/edit", entity.key, self.auth),
        )
