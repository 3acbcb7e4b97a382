"""Requests of thousands of tasks: plain JSON as typed structures, and what is wrong with it in words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

import msgspec
from msgspec import Struct

from imperium.kit.suggest import did_you_mean
from imperium.platform.errors import InvalidInput

Request = TypeVar("Request", bound=Struct)
SHOWN = 200
_COMPLAINT = re.compile(r"^(?P<problem>.*?)(?: - at `\$?(?P<path>.*?)`)?$", re.DOTALL)
_UNKNOWN = re.compile(r"unknown field `(.*)`$", re.DOTALL)
_STEP = re.compile(r"\[(\d+|\.\.\.)\]|\.([^.\[\]]+)")


def read(body: Any, kind: type[Request]) -> Request:
    """The body as `kind`. Raises InvalidInput naming field, value and remedy."""
    try:
        return msgspec.convert(body, kind)
    except msgspec.ValidationError as error:
        raise _explained(str(error), body, kind) from None


def _explained(complaint: str, body: Any, kind: type[Struct]) -> InvalidInput:
    found = _COMPLAINT.match(complaint)
    assert found is not None
    steps = [index or name for index, name in _STEP.findall(found["path"] or "")]
    if unknown := _UNKNOWN.search(found["problem"]):
        field = ".".join([*steps, unknown[1]])
        remedy = did_you_mean(unknown[1][:SHOWN], _fields_at(kind, steps))
        return InvalidInput(f"{field}: there is no such field.", field=field, remedy=remedy)
    field = ".".join(steps) or "body"
    return InvalidInput(
        f"{field}: {_plain(found['problem'])}.",
        field=field,
        value=_shown(body, steps),
        remedy=_remedy(found["problem"]),
    )


def _plain(problem: str) -> str:
    """The complaint in small letters, as the rest of a sentence, without the marks around types."""
    return (problem[:1].lower() + problem[1:]).replace("`", "")[:SHOWN]


def _remedy(problem: str) -> str:
    return "The reference at /docs shows what belongs here." if "enum" in problem else "Send what is expected there."


def _shown(body: Any, steps: Iterable[str]) -> Any:
    """The value that is meant, short enough for an error; None where the path can't be followed."""
    for step in steps:
        try:
            body = body[int(step)] if isinstance(body, list) else body[step]
        except (KeyError, IndexError, TypeError, ValueError):
            return None
    if isinstance(body, bool | int | float | None):
        return body
    if isinstance(body, str):
        return body[:SHOWN]
    return f"{'a list' if isinstance(body, list) else 'an object'} of {len(body)}"


def _fields_at(kind: Any, steps: Iterable[str]) -> set[str]:
    """The names of the fields that stand where the path leads."""
    for step in steps:
        if not step.isdigit():
            kinds = [
                field.type for struct in _structs_in(kind) for field in _fields(struct) if field.encode_name == step
            ]
            kind = kinds[0] if kinds else None
    return {field.encode_name for struct in _structs_in(kind) for field in _fields(struct)}


def _fields(struct: type[Struct]) -> tuple[msgspec.structs.FieldInfo, ...]:
    return msgspec.structs.fields(struct)


def _structs_in(annotation: Any) -> list[type[Struct]]:
    if isinstance(annotation, type) and issubclass(annotation, Struct):
        return [annotation]
    return [found for part in getattr(annotation, "__args__", ()) for found in _structs_in(part)]


def described(kind: type[Any]) -> dict[str, Any]:
    """The JSON schema of a structure, in one piece, for OpenAPI."""
    schema = msgspec.json.schema(kind)
    inlined: dict[str, Any] = _inlined(schema, schema.pop("$defs", {}))
    return inlined


def check_unique(ids: Sequence[str], field: str) -> None:
    """Raises InvalidInput for the first id that was there before."""
    if len(set(ids)) == len(ids):
        return
    seen: set[str] = set()
    for place, name in enumerate(ids):
        if name in seen:
            where = f"{field}.{place}.id"
            raise InvalidInput(
                f"{where}: {name!r} is an earlier id too.", field=where, value=name, remedy="Rename one."
            )
        seen.add(name)


def _inlined(part: Any, definitions: dict[str, Any]) -> Any:
    if isinstance(part, list):
        return [_inlined(item, definitions) for item in part]
    if not isinstance(part, dict):
        return part
    if isinstance(reference := part.get("$ref"), str):
        return _inlined(definitions[reference.rpartition("/")[2]], definitions)
    return {key: _inlined(value, definitions) for key, value in part.items()}
