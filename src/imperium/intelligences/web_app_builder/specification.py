"""What a person sends: entities with fields and relations, features, a framework. `design.py` makes the model of it.

Every part has a short form: an entity may be `{"Task": {"title": "string", "due": "date?", "project": "Project"}}`, a
field `"price: money"`, a type `"choice: open, done"`; `?` makes it optional, `Tag[]` is many to many.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import AliasChoices, Field, StringConstraints, field_validator, model_validator

from imperium.intelligences.strict import Strict
from imperium.intelligences.web_app_builder.model import Access, FieldType, OnDelete, Pattern
from imperium.intelligences.web_app_builder.shorthand import entity_of, feature_of, field_of, relation_of

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]
Long = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)]
Bound = Annotated[int | float, Field(ge=-(2**53) + 1, le=2**53 - 1, allow_inf_nan=False)]
RelationKind = Literal["belongs_to", "has_one", "has_many", "many_to_many"]
Feature = Literal["user_auth", "dashboard", "analytics", "payments"]


class FieldSpecification(Strict):
    """An attribute. `min` and `max` of money are in the currency's smallest unit."""

    name: Text
    type: FieldType = "string"
    required: bool = True
    unique: bool = False
    min: Bound | None = None
    max: Bound | None = None
    min_length: int | None = Field(default=None, ge=0, le=100_000)
    max_length: int | None = Field(default=None, ge=1, le=100_000)
    choices: list[Text] = Field(default_factory=list, max_length=30)

    @model_validator(mode="before")
    @classmethod
    def _short(cls, data: Any) -> Any:
        return field_of(data) if isinstance(data, str | Mapping) else data


class RelationSpecification(Strict):
    """A relation to another entity, seen from this one. `required` and `on_delete` say how much it is needed."""

    to: Text = Field(validation_alias=AliasChoices("to", "entity", "target"))
    kind: RelationKind = "belongs_to"
    name: Text | None = None
    required: bool | None = None
    unique: bool = False
    on_delete: OnDelete | None = None

    @model_validator(mode="before")
    @classmethod
    def _short(cls, data: Any) -> Any:
        return relation_of(data) if isinstance(data, str) else data


class EntitySpecification(Strict):
    """A kind of thing. `access` says who sees its rows: the owner (private), everybody signed in, everybody."""

    name: Text
    plural: Text | None = None
    description: Long = ""
    fields: list[FieldSpecification] = Field(default_factory=list, max_length=40)
    relations: list[RelationSpecification] = Field(default_factory=list, max_length=20)
    access: Access | None = None

    @model_validator(mode="before")
    @classmethod
    def _short(cls, data: Any) -> Any:
        return entity_of(data) if isinstance(data, str | Mapping) else data


class Specification(Strict):
    """A whole app. `framework` is a front end's name, or `none` for an API alone."""

    name: Text | None = None
    description: Long = ""
    entities: list[EntitySpecification] = Field(default_factory=list, max_length=30)
    features: list[Feature] = Field(default_factory=list, max_length=20)
    framework: Text | None = None
    pattern: Pattern = "mvc"
    currency: Annotated[str, StringConstraints(to_upper=True, pattern=r"^[A-Za-z]{3}$")] = "USD"
    pay_for: Text | None = Field(default=None, description="The entity that can be paid for.")

    @field_validator("entities", mode="before")
    @classmethod
    def _by_name(cls, given: Any) -> Any:
        """`{"Task": {…}}` as well as a list."""
        if not isinstance(given, Mapping):
            return given
        return [{"name": name, **_body(body)} for name, body in given.items()]

    @field_validator("features", mode="before")
    @classmethod
    def _features(cls, given: Any) -> Any:
        if not isinstance(given, list):
            return given
        known = [feature_of(item) if isinstance(item, str) else item for item in given]
        return [item for item in known if item not in ALWAYS]


ALWAYS = ("crud", "search")
"""Features that every app has anyway."""


def _body(body: Any) -> Mapping[str, Any]:
    """An entity's body, or its fields by name alone."""
    if isinstance(body, Mapping) and "fields" not in body and not set(body) & {"relations", "plural", "description"}:
        return {"fields": body}
    return body if isinstance(body, Mapping) else {"fields": body}
