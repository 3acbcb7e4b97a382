"""JSON Schema in words: types with their bounds, defaults, and one line a field."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from page import code, table

Schema = Mapping[str, Any]
RANGES = {("minimum", "maximum"): "", ("minLength", "maxLength"): " characters", ("minItems", "maxItems"): " items"}
SIGNS = {"min": "≥", "max": "≤", "exclusiveMin": ">", "exclusiveMax": "<"}
NAMES = {"string": "text", "boolean": "true or false"}


class Words:
    """The words for the schemas of one document, whose named parts are `definitions`."""

    def __init__(self, definitions: Schema, link: str = "[{0}](#{1})") -> None:
        self._definitions = definitions
        self._link = link

    def kind(self, schema: Schema) -> str:
        """`integer ≥ 1`, `` `linear` or `inline` ``, `list of text`; null is said last."""
        if "$ref" in schema:
            return self._named(schema["$ref"].rpartition("/")[2])
        if "allOf" in schema:
            return self.kind(schema["allOf"][0])
        if alternatives := schema.get("anyOf") or schema.get("oneOf"):
            return " or ".join(dict.fromkeys(map(self.kind, _told_apart(alternatives))))
        if "enum" in schema or "const" in schema:
            return " or ".join(code(value) for value in schema.get("enum", [schema.get("const")]))
        if schema.get("type") == "array":
            return self._list(schema)
        if schema.get("type") == "object" and isinstance(inner := schema.get("additionalProperties"), dict):
            return f"object of {self.kind(inner)}" if inner else "object"
        if schema.get("format") == "password":
            return "secret"
        kind = str(schema.get("type", "anything"))
        return " ".join(filter(None, (NAMES.get(kind, kind), _bounds(schema))))

    def rows(self, schema: Schema) -> Iterator[tuple[str, str, str, str]]:
        """Name, type, default and meaning of each field of an object."""
        needed = schema.get("required", ())
        for name, given in schema.get("properties", {}).items():
            default = "required" if name in needed else _default(given)
            kind = self.kind(given)
            kind = kind if name in needed else kind.removesuffix(" or null")
            yield code(name), kind, default, given.get("description", "")

    def fields(self, schema: Schema) -> str:
        rows = list(self.rows(schema))
        return table(("field", "type", "default", "meaning"), rows) if rows else ""

    def _named(self, name: str) -> str:
        meant = self._definitions[name]
        return self._link.format(name, name.lower()) if "properties" in meant else self.kind(meant)

    def _list(self, schema: Schema) -> str:
        if "prefixItems" in schema:
            return f"list of {len(schema['prefixItems'])} values"
        item, bounds = self.kind(schema.get("items", {})), _bounds(schema)
        return f"list of {item}, {bounds}" if bounds else f"list of {item}"


def _told_apart(alternatives: list[Schema]) -> list[Schema]:
    """A decimal number may also be sent as text; that is no type of its own."""
    is_number = any(schema.get("type") == "number" for schema in alternatives)
    return [schema for schema in alternatives if not (is_number and schema.get("type") == "string")]


def _default(schema: Schema) -> str:
    return code(json.dumps(schema["default"], ensure_ascii=False)) if "default" in schema else ""


def _bounds(schema: Schema) -> str:
    """`1 to 120 characters`, `> 0`, `≤ 20 items`."""
    for (low, high), unit in RANGES.items():
        if low in schema and high in schema:
            return f"{_number(schema[low])} to {_number(schema[high])}{unit}"
    units = {key: unit for keys, unit in RANGES.items() for key in keys} | {
        "exclusiveMinimum": "",
        "exclusiveMaximum": "",
    }
    return ", ".join(f"{_sign(key)} {_number(schema[key])}{unit}" for key, unit in units.items() if key in schema)


def _sign(key: str) -> str:
    return SIGNS[key.removesuffix("imum").removesuffix("Length").removesuffix("Items")]


def _number(value: Any) -> str:
    return f"{value:,.12g}" if isinstance(value, int | float) else str(value)
