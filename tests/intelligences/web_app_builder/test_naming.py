import ast
import keyword

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.intelligences.web_app_builder.specifications import texts

from imperium.intelligences.web_app_builder.naming import Label, clean, entity_name, field_name, plain_name
from imperium.intelligences.web_app_builder.reserved import FIELDS, TYPES


@given(texts | st.text())
def test_no_text_leaves_an_identifier(text: str):
    for name in (entity_name(text), field_name(text), plain_name(text)):
        for form in (name.snake, name.camel, name.pascal):
            assert form.isascii()
            assert form.isidentifier()
        assert name.kebab.replace("-", "").isalnum()
        assert len(name.snake) <= 40


@given(texts | st.text())
def test_what_is_reserved_is_no_name(text: str):
    assert entity_name(text).pascal not in TYPES
    assert field_name(text).snake not in FIELDS
    assert not keyword.iskeyword(field_name(text).snake)
    ast.parse(f"class {entity_name(text).pascal}:\n    {field_name(text).snake}: int = 1")


@given(st.text())
def test_a_label_is_one_line_of_visible_text(text: str):
    label = clean(text)
    assert len(label) <= 80
    assert label == " ".join(label.split())
    assert not any(ord(c) < 32 or c in "\u202e\u2066\ufeff" for c in label)
    assert clean(label) == label


def test_a_label_is_never_joined_into_code_by_accident():
    with pytest.raises(TypeError, match="filter"):
        f"class {Label('X')}"


@pytest.mark.parametrize(
    ("text", "snake", "pascal"),
    [
        ("Due date (UTC)", "due_date_utc", "DueDateUtc"),
        ("HTMLPage", "html_page", "HtmlPage"),
        ("naïve café", "naive_cafe", "NaiveCafe"),
        ("9 lives", "record_9_lives", "Record9Lives"),
        ("заказ", "record_7", "Record7"),
        ("O'Brien", "obrien", "Obrien"),
        ("User", "user_record", "UserRecord"),
        ("a" * 60, "a" * 24, "A" + "a" * 23),
    ],
)
def test_names_of_entities(text: str, snake: str, pascal: str):
    name = entity_name(text, "record_7") if not text.isascii() and "caf" not in text else entity_name(text)
    assert (name.snake, name.pascal) == (snake, pascal)


@pytest.mark.parametrize(
    ("text", "snake"), [("class", "class_value"), ("Owner ID", "owner_id_value"), ("type", "type")]
)
def test_names_of_fields(text: str, snake: str):
    assert field_name(text).snake == snake
    assert field_name(text).label == Label(text)
