"""Whether an answer has the form that was asked for, beside a validator of the whole standard."""

from typing import Any

import jsonschema
import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from imperium.models.chat import Completion, ResponseFormat, ToolCall
from imperium.models.feedback.fit import completion_fits, fits, matches

PERSON = {
    "type": "object",
    "properties": {"name": {"type": "string", "minLength": 1}, "age": {"type": "integer", "minimum": 0}},
    "required": ["name", "age"],
    "additionalProperties": False,
}


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ('{"name": "Ann", "age": 7}', True),
        ('{"name": "Ann", "age": 7.0}', True),
        ('{"name": "Ann", "age": -1}', False),
        ('{"name": "", "age": 1}', False),
        ('{"name": "Ann"}', False),
        ('{"name": "Ann", "age": true}', False),
        ('{"name": "Ann", "age": 7, "x": 1}', False),
        ("Ann is 7.", False),
        ("[]", False),
    ],
)
def test_a_usual_schema(text: str, right: bool) -> None:
    assert fits(ResponseFormat(PERSON), text, "stop") is right


def test_without_a_schema_any_object_will_do() -> None:
    assert fits(ResponseFormat(), '{"a": 1}', "stop") is True
    assert fits(ResponseFormat(), "[1]", "stop") is False


def test_there_is_no_verdict_on_what_was_not_asked_for_or_was_cut_off() -> None:
    assert fits(None, "words", "stop") is None
    assert fits(ResponseFormat(PERSON), '{"name": "A', "length") is None
    calls = (ToolCall("1", "look_up", "{}"),)
    assert completion_fits(ResponseFormat(PERSON), Completion(tool_calls=calls)) is None
    assert completion_fits(ResponseFormat(PERSON), Completion(text="words")) is False


def test_references_within_the_schema_and_schemas_that_hold_themselves() -> None:
    tree = {
        "$ref": "#/$defs/node",
        "$defs": {"node": {"type": "object", "properties": {"next": {"$ref": "#/$defs/node"}}, "required": ["v"]}},
    }
    assert matches({"v": 1, "next": {"v": 2}}, tree)
    assert not matches({"v": 1, "next": {}}, tree)
    assert matches(1, {"$ref": "#"})


def test_nonsense_in_a_schema_is_taken_as_kept() -> None:
    for schema in (
        {"type": "thing"},
        {"required": 7},
        {"properties": []},
        {"$ref": "https://example.org/schema"},
        {"minimum": "low"},
        {"pattern": "(a+)+$"},
    ):
        assert matches({"a": 1}, schema)


leaves: st.SearchStrategy[Any] = (
    st.none() | st.booleans() | st.integers(-3, 3) | st.floats(-2, 2) | st.text("ab", max_size=3)
)
values = st.recursive(
    leaves,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=6,
)
TYPES = ["object", "array", "string", "number", "integer", "boolean", "null"]
simple = st.fixed_dictionaries(
    {},
    optional={
        "type": st.sampled_from(TYPES) | st.lists(st.sampled_from(TYPES), min_size=1, max_size=2, unique=True),
        "enum": st.lists(leaves, min_size=1, max_size=3),
        "const": leaves,
        "minimum": st.integers(-2, 2),
        "exclusiveMaximum": st.integers(-2, 2),
        "maxLength": st.integers(0, 3),
        "minItems": st.integers(0, 3),
        "maxProperties": st.integers(0, 3),
        "required": st.lists(st.sampled_from("abc"), max_size=2, unique=True),
    },
)
schemas = st.recursive(
    simple | st.booleans(),
    lambda inner: st.fixed_dictionaries(
        {},
        optional={
            "properties": st.dictionaries(st.sampled_from("abc"), inner, max_size=2),
            "additionalProperties": inner,
            "items": inner,
            "anyOf": st.lists(inner, min_size=1, max_size=2),
            "oneOf": st.lists(inner, min_size=1, max_size=2),
            "allOf": st.lists(inner, min_size=1, max_size=2),
            "not": inner,
        },
    ),
    max_leaves=5,
)


@given(values, schemas)
def test_it_judges_as_the_standard_does(value: Any, schema: Any) -> None:
    plain = orjson.loads(orjson.dumps(value))
    assert matches(plain, schema) == jsonschema.Draft202012Validator(schema).is_valid(plain)
