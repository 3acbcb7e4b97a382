"""JSON Schema as people read it: one line a field, and an example to start from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Schema = Mapping[str, Any]
DEEPEST = 4
_BOUNDS = {
    "minimum": "≥ {}",
    "maximum": "≤ {}",
    "exclusiveMinimum": "> {}",
    "exclusiveMaximum": "< {}",
    "minLength": "≥ {} characters",
    "maxLength": "≤ {} characters",
    "minItems": "≥ {} items",
    "maxItems": "≤ {} items",
    "pattern": "like {}",
    "format": "{}",
}
_NAMES = {"string": "text", "boolean": "true | false"}
_PLAIN: dict[str, Any] = {"string": "text", "integer": 1, "number": 1.0, "boolean": True, "null": None}


@dataclass(frozen=True, slots=True)
class Field:
    """A line of a table. `name` is dotted, `[]` stands for the items of a list."""

    name: str
    kind: str
    required: bool = False
    meaning: str = ""
    bounds: str = ""
    place: str = "body"


class Schemas:
    """The schemas of one OpenAPI document."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._named: Mapping[str, Schema] = document.get("components", {}).get("schemas", {})

    def resolve(self, schema: Schema) -> Schema:
        """The schema behind references; of alternatives with null, the other one."""
        while "$ref" in schema or "allOf" in schema or "anyOf" in schema:
            inner = self._inner(schema)
            if inner is None:
                return schema
            schema = {**inner, **{k: v for k, v in schema.items() if k not in ("$ref", "allOf", "anyOf")}}
        return schema

    def _inner(self, schema: Schema) -> Schema | None:
        if "$ref" in schema:
            return self._named.get(schema["$ref"].rpartition("/")[2], {})
        choices = [s for s in schema.get("allOf") or schema.get("anyOf", ()) if s.get("type") != "null"]
        return choices[0] if len(choices) == 1 else None

    def fields(self, schema: Schema, prefix: str = "", depth: int = 1) -> Iterator[Field]:
        """The fields of an object, those inside it after it."""
        schema = self.resolve(schema)
        if schema.get("type") == "array":
            yield from self.fields(schema.get("items", {}), f"{prefix}[]", depth)
        needed = schema.get("required", ())
        for name, given in schema.get("properties", {}).items():
            path = f"{prefix}.{name}" if prefix else name
            yield self.field(path, given, required=name in needed)
            if depth < DEEPEST:
                yield from self.fields(given, path, depth + 1)

    def field(self, name: str, schema: Schema, *, required: bool = False, place: str = "body") -> Field:
        plain = self.resolve(schema)
        meaning = schema.get("description") or plain.get("description", "")
        return Field(name, self.kind(schema), required, meaning, _bounds(plain), place)

    def kind(self, schema: Schema) -> str:
        """In a word or two: `text`, `list of number`, `linear | inline`."""
        schema = self.resolve(schema)
        if "const" in schema:
            return str(schema["const"])
        if "enum" in schema:
            return " | ".join(map(str, schema["enum"]))
        for key in ("anyOf", "oneOf"):
            if key in schema:
                return " or ".join(dict.fromkeys(self.kind(s) for s in schema[key]))
        if schema.get("type") == "array":
            return f"list of {self.kind(schema.get('items', {}))}"
        return _NAMES.get(kind := str(schema.get("type", "any")), kind)

    def example(self, schema: Schema, depth: int = 1) -> Any:
        """A value of the right form: what the schema gives as an example or default, else something plain."""
        given = _given(schema)
        schema = self.resolve(schema)
        given = _given(schema) if given is None else given
        if given is not None:
            return given
        if "enum" in schema or "const" in schema:
            return schema.get("const", schema.get("enum", [None])[0])
        if alternatives := schema.get("anyOf") or schema.get("oneOf"):
            return self.example(alternatives[0], depth)
        if schema.get("type") == "array":
            return [self.example(schema.get("items", {}), depth + 1)] if depth <= DEEPEST else []
        if schema.get("type") == "object":
            return self._example_object(schema, depth)
        return _PLAIN.get(schema.get("type", "null"))

    def _example_object(self, schema: Schema, depth: int) -> dict[str, Any]:
        """What must be there; when nothing must, all of it."""
        properties = schema.get("properties", {})
        shown = schema.get("required") or list(properties)
        return {name: self.example(properties[name], depth + 1) for name in shown if name in properties}


def _given(schema: Schema) -> Any:
    examples = schema.get("examples") or [schema.get("example", schema.get("default"))]
    return examples[0] if isinstance(examples, list) else None


def _bounds(schema: Schema) -> str:
    return ", ".join(text.format(_number(schema[key])) for key, text in _BOUNDS.items() if key in schema)


def _number(value: Any) -> str:
    return f"{value:,.12g}" if isinstance(value, int | float) else str(value)
