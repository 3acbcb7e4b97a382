import ast
import keyword
import re
from importlib.resources import files
from pathlib import Path

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


NAMES_ENTITIES = re.compile(r"\{\{ *(?:entity\.key|entity\.name\.pascal|app\.payable\.key)\b")
OWN_NAMES = (
    re.compile(r"^(?:export )?(?:class|interface|type|const) ([A-Z]\w*)\b(?!\{)", re.MULTILINE),
    re.compile(r"^([A-Z]\w*) *(?::[^=\n]*)?= ", re.MULTILINE),
    re.compile(r"^(?:from \S+ )?import (.+)$", re.MULTILINE),
)


def own_names(source: str) -> set[str]:
    """The capitalised names that a template binds in a module where classes of entities stand, too."""
    text = re.sub(r"\w*\{\{.*?\}\}\w*", "_", source)
    bound = " ".join(found for pattern in OWN_NAMES for found in pattern.findall(text))
    return {name for name in re.findall(r"\b[A-Z]\w*", bound) if not name.isupper()}


def test_no_entity_is_called_as_something_beside_it_in_a_generated_module():
    templates = files("imperium.intelligences.web_app_builder").joinpath("templates")
    sources = [path.read_text("utf-8") for path in Path(str(templates)).rglob("*.j2")]
    beside = [own_names(source) for source in sources if NAMES_ENTITIES.search(source)]
    assert len(beside) >= 5
    assert set().union(*beside) <= TYPES
