"""The short forms of a specification, written out: `"due: date?"`, `"choice: open, done"`, `"Tag[]"`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, get_args

from imperium.intelligences.web_app_builder.model import FieldType

TYPES: Mapping[str, str] = {
    **{name: name for name in get_args(FieldType)},
    "str": "string",
    "varchar": "string",
    "phone": "string",
    "longtext": "text",
    "markdown": "text",
    "int": "integer",
    "bigint": "integer",
    "count": "integer",
    "float": "number",
    "decimal": "number",
    "double": "number",
    "currency": "money",
    "price": "money",
    "bool": "boolean",
    "checkbox": "boolean",
    "timestamp": "datetime",
    "time": "datetime",
    "link": "url",
    "enum": "choice",
    "select": "choice",
}
FEATURES: Mapping[str, str] = {
    "user_auth": "user_auth",
    "auth": "user_auth",
    "authentication": "user_auth",
    "accounts": "user_auth",
    "login": "user_auth",
    "user_accounts": "user_auth",
    "user_authentication": "user_auth",
    "dashboard": "dashboard",
    "analytics": "analytics",
    "reports": "analytics",
    "statistics": "analytics",
    "payments": "payments",
    "payment": "payments",
    "checkout": "payments",
    "billing": "payments",
    "crud": "crud",
    "rest_api": "crud",
    "api": "crud",
    "search": "search",
    "pagination": "search",
}
"""What people call a feature, and what it is here."""


def feature_of(text: str) -> str:
    """The feature's own name; the text itself where none is called so."""
    return FEATURES.get(re.sub(r"[\s-]+", "_", text.strip().lower()), text)


def field_of(data: str | Mapping[str, Any]) -> dict[str, Any]:
    """A field of `name: type`, or one whose `type` is a short form."""
    if isinstance(data, str):
        name, _, kind = data.partition(":")
        return {"name": name.strip(), **_typed(kind)}
    kind = data.get("type", "string")
    return {**data, **(_typed(kind) if isinstance(kind, str) else {}), **_own(data)}


def _own(data: Mapping[str, Any]) -> dict[str, Any]:
    """What was said outright beside the type."""
    return {key: data[key] for key in ("required", "choices") if key in data}


def _typed(kind: str) -> dict[str, Any]:
    """The members that `choice: open, done?` stands for."""
    bare = kind.strip()
    word, _, listed = (part.strip() for part in bare.removesuffix("?").partition(":"))
    optional = {"required": False} if bare.endswith("?") or word.endswith("?") else {}
    word = word.removesuffix("?").strip().lower()
    name = TYPES.get(word, word or "string")
    choices = [part.strip() for part in re.split(r"[,|]", listed) if part.strip()]
    return {"type": name, **optional, **({"choices": choices} if choices else {})}


def relation_of(text: str) -> dict[str, Any]:
    """A relation of `Project`, `Project?` or `Tag[]`."""
    bare = text.strip()
    if bare.endswith("[]"):
        return {"to": bare.removesuffix("[]").strip(), "kind": "many_to_many"}
    return {"to": bare.removesuffix("?").strip(), **({"required": False} if bare.endswith("?") else {})}


def entity_of(data: str | Mapping[str, Any]) -> Mapping[str, Any]:
    """An entity of its name alone, or one whose fields are given by name; a type that is none names another entity."""
    if isinstance(data, str):
        return {"name": data}
    fields = data.get("fields")
    if not isinstance(fields, Mapping):
        return data
    relations = [{"name": name, **relation_of(kind)} for name, kind in fields.items() if _refers(kind)]
    plain = [_field(name, kind) for name, kind in fields.items() if not _refers(kind)]
    return {**data, "fields": plain, "relations": [*data.get("relations", []), *relations]}


def _field(name: str, kind: Any) -> Any:
    return {"name": name, **kind} if isinstance(kind, Mapping) else {"name": name, "type": kind}


def _refers(kind: Any) -> bool:
    """Whether a type is an entity's name: no type is called so, and it begins with a capital letter."""
    if not isinstance(kind, str) or not kind.strip()[:1].isupper():
        return False
    return kind.strip().partition(":")[0].rstrip("?").lower() not in TYPES
