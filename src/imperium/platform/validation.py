"""What is wrong with a request, in words that help: the framework's complaints as our errors, and the nearest names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any, get_args

from fastapi.exceptions import RequestValidationError
from fastapi.routing import iter_route_contexts
from pydantic import BaseModel
from starlette.routing import BaseRoute, Match
from starlette.types import Scope

from imperium.kit.suggest import did_you_mean, nearest
from imperium.platform.errors import ImperiumError, InvalidInput, LogicalError

SHOWN = 200
_SECRET_FIELD = re.compile(r"key|secret|token|password|authorization|credential", re.IGNORECASE)
_WORDS = {"extra_forbidden": "There is no such field.", "missing": "It is required and was not sent."}
_LIMITS = ("max_length", "min_length", "le", "lt", "ge", "gt", "multiple_of", "expected")


def explain(error: RequestValidationError, route: Any) -> ImperiumError:
    """The first complaint as InvalidInput, all of them under `errors`; a body that is no JSON as LogicalError (400)."""
    raw = error.errors()
    if raw[0]["type"] == "json_invalid":
        return LogicalError(
            f"The body is not JSON: {raw[0]['ctx']['error']} at character {raw[0]['loc'][-1]}.",
            field="body",
            remedy="Send a JSON document with Content-Type: application/json.",
        )
    complaints = [_complaint(item, _body_model(route)) for item in raw]
    first = complaints[0]
    return InvalidInput(
        f"{first['field']}: {first['problem']}",
        field=first["field"],
        remedy=first.get("remedy"),
        errors=complaints,
        **{key: first[key] for key in ("value", "limit", "size") if key in first},
    )


def _complaint(item: dict[str, Any], model: Any) -> dict[str, Any]:
    location = tuple(item["loc"])
    field = ".".join(str(part) for part in location[1:]) or str(location[0])
    problem = _WORDS.get(item["type"]) or item["msg"].removeprefix("Value error, ")
    complaint: dict[str, Any] = {"field": field, "problem": problem}
    if item["type"] != "missing":
        complaint["value"] = shown(field, item.get("input"))
    context = item.get("ctx", {})
    if (limit := next((context[name] for name in _LIMITS if name in context), None)) is not None:
        complaint["limit"] = limit
    if "actual_length" in context:
        complaint["size"] = context["actual_length"]
    if remedy := _remedy(item, location, model):
        complaint["remedy"] = remedy
    return complaint


def shown(field: str, value: Any) -> Any:
    """A value as an error may repeat it: short, plain, and never the content of a field that holds a secret."""
    if _SECRET_FIELD.search(field):
        return "(not shown)"
    if isinstance(value, bool | int | float | None):
        return value
    if isinstance(value, str):
        return value if len(value) <= SHOWN else f"{value[:SHOWN]}… ({len(value)} characters)"
    if isinstance(value, list | dict):
        return f"{'a list' if isinstance(value, list) else 'an object'} of {len(value)}"
    return f"{len(value)} bytes" if isinstance(value, bytes) else type(value).__name__


def _remedy(item: dict[str, Any], location: tuple[Any, ...], model: Any) -> str | None:
    known = _fields_at(model, location[1:-1])
    if item["type"] == "extra_forbidden":
        return did_you_mean(str(location[-1]), known)
    if item["type"] == "missing" and isinstance(item.get("input"), dict):
        misspelt = nearest(str(location[-1]), (key for key in item["input"] if key not in known))
        return f"You sent {misspelt!r}; the field is called {location[-1]!r}." if misspelt else None
    if item["type"] in ("literal_error", "enum") and isinstance(item.get("input"), str):
        return did_you_mean(item["input"][:SHOWN], re.findall(r"'([^']*)'", item["ctx"]["expected"]))
    if location == ("body",) and isinstance(item.get("input"), bytes):
        return "Send Content-Type: application/json."
    return None


def _body_model(route: Any) -> Any:
    field = getattr(route, "body_field", None)
    return field.field_info.annotation if field is not None else None


def _fields_at(model: Any, path: Sequence[Any]) -> set[str]:
    """The field names that the model at `path` inside `model` knows, over all its variants."""
    models = _models_in(model)
    for part in path:
        if isinstance(part, int):
            continue
        inner = (m.model_fields[part].annotation for m in models if part in m.model_fields)
        models = [found for annotation in inner for found in _models_in(annotation)] or models
    return {field.alias or name for m in models for name, field in m.model_fields.items()}


def _models_in(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for argument in get_args(annotation) for model in _models_in(argument)]


def nearest_path(path: str, routes: Sequence[BaseRoute]) -> str | None:
    """A sentence naming the known path closest to `path`, or None when nothing is close."""
    found = nearest(path[:SHOWN], {context.path_format or "" for context in iter_route_contexts(routes)})
    return f"Did you mean {found}?" if found else None


def sibling_methods(scope: Scope, routes: Iterable[BaseRoute]) -> list[str]:
    """Every method that some route answers at the scope's path, in alphabetical order."""
    contexts = iter_route_contexts(list(routes))
    matching = (c for c in contexts if c.methods and c.matches(scope)[0] is not Match.NONE)
    return sorted({method for context in matching for method in context.methods or ()})
