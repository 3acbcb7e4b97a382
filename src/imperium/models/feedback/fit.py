"""Whether an answer has the form that was asked for: JSON, and the schema's if there is one.

Of JSON Schema 2020-12 what structured outputs use is checked: type, enum, const, properties, required,
additionalProperties, items, the bounds of numbers, texts and lists, anyOf, oneOf, allOf, not, and references within the
schema. What else a schema says is taken as kept; patterns too, since a client's may run for ever.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeGuard

import orjson

from imperium.models.chat import Completion, ResponseFormat

DEEPEST = 64
"""Of nested schemas and references; beyond it a value is taken to fit."""
Json = Any


def fits(wanted: ResponseFormat | None, text: str, finish: str) -> bool | None:
    """Whether a whole answer has the form that was asked for; None when none was, or when the answer was cut off or is
    no text."""
    if wanted is None or finish != "stop":
        return None
    try:
        value = orjson.loads(text)
    except orjson.JSONDecodeError:
        return False
    return matches(value, wanted.schema) if wanted.schema is not None else isinstance(value, dict)


def completion_fits(wanted: ResponseFormat | None, completion: Completion) -> bool | None:
    """The same of an answer that didn't come in pieces."""
    return None if completion.tool_calls else fits(wanted, completion.text, completion.finish)


def matches(value: Json, schema: Json) -> bool:
    """Whether a value has the form of a schema."""
    return _matches(value, schema, schema, 0)


def _matches(value: Json, schema: Json, root: Json, depth: int) -> bool:
    if not isinstance(schema, Mapping) or depth > DEEPEST:
        return schema is not False
    return all(_checks(value, schema, lambda part, inner: _matches(part, inner, root, depth + 1), root))


Check = Callable[[Json, Json], bool]


def _checks(value: Json, schema: Mapping[str, Json], check: Check, root: Json) -> Iterator[bool]:
    if "$ref" in schema:
        yield check(value, _referred(schema["$ref"], root))
    if "type" in schema:
        kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
        yield any(_TYPES.get(kind, _any)(value) for kind in kinds)
    if isinstance(schema.get("enum"), list):
        yield any(_same(value, allowed) for allowed in schema["enum"])
    if "const" in schema:
        yield _same(value, schema["const"])
    yield from _combined(value, schema, check)
    if isinstance(value, dict):
        yield from _of_object(value, schema, check)
    elif isinstance(value, list):
        yield from _of_list(value, schema, check)
    elif isinstance(value, str):
        yield from _within(len(value), schema, "minLength", "maxLength")
    elif _is_number(value):
        yield from _of_number(value, schema)


def _combined(value: Json, schema: Mapping[str, Json], check: Check) -> Iterator[bool]:
    for key, enough in (("allOf", all), ("anyOf", any), ("oneOf", _exactly_one)):
        if isinstance(schema.get(key), list):
            yield enough(check(value, option) for option in schema[key])
    if "not" in schema:
        yield not check(value, schema["not"])


def _of_object(value: dict[str, Json], schema: Mapping[str, Json], check: Check) -> Iterator[bool]:
    known = schema.get("properties")
    known = known if isinstance(known, Mapping) else {}
    required = schema.get("required")
    yield all(name in value for name in required) if isinstance(required, list) else True
    yield all(check(value[name], inner) for name, inner in known.items() if name in value)
    if "additionalProperties" in schema and "patternProperties" not in schema:
        yield all(check(part, schema["additionalProperties"]) for name, part in value.items() if name not in known)
    yield from _within(len(value), schema, "minProperties", "maxProperties")


def _of_list(value: list[Json], schema: Mapping[str, Json], check: Check) -> Iterator[bool]:
    if "items" in schema and "prefixItems" not in schema:
        yield all(check(part, schema["items"]) for part in value)
    yield from _within(len(value), schema, "minItems", "maxItems")


def _of_number(value: float, schema: Mapping[str, Json]) -> Iterator[bool]:
    yield from _within(value, schema, "minimum", "maximum")
    if _is_number(least := schema.get("exclusiveMinimum")):
        yield value > least
    if _is_number(most := schema.get("exclusiveMaximum")):
        yield value < most


def _within(size: float, schema: Mapping[str, Json], least: str, most: str) -> Iterator[bool]:
    if _is_number(bound := schema.get(least)):
        yield size >= bound
    if _is_number(bound := schema.get(most)):
        yield size <= bound


def _referred(reference: Json, root: Json) -> Json:
    """What `#/$defs/name` points to within the schema; anything, for other references."""
    if not isinstance(reference, str) or not reference.startswith("#"):
        return True
    found = root
    for step in filter(None, reference[1:].split("/")):
        name = step.replace("~1", "/").replace("~0", "~")
        if not isinstance(found, Mapping) or name not in found:
            return True
        found = found[name]
    return found


def _is_number(value: Json) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_whole(value: Json) -> bool:
    return _is_number(value) and value == int(value)


def _same(value: Json, other: Json) -> bool:
    """In JSON true isn't 1."""
    return value == other and isinstance(value, bool) == isinstance(other, bool)


def _exactly_one(results: Iterator[bool]) -> bool:
    return sum(results) == 1


def _any(value: Json) -> bool:
    return True


_TYPES: Mapping[str, Callable[[Json], bool]] = {
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "string": lambda value: isinstance(value, str),
    "boolean": lambda value: isinstance(value, bool),
    "null": lambda value: value is None,
    "number": _is_number,
    "integer": _is_whole,
}
