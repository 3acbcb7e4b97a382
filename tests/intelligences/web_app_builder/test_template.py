import ast
import json
from html.parser import HTMLParser

import jinja2
import pytest
import yaml as pyyaml
from hypothesis import given
from hypothesis import strategies as st
from tests.intelligences.web_app_builder.specifications import made, texts

from imperium.intelligences.web_app_builder import template
from imperium.intelligences.web_app_builder.literals import comment, dart, html, js, md, py, yaml
from imperium.intelligences.web_app_builder.naming import Label

labels = (texts | st.text()).map(Label)


@given(labels)
def test_python_literals_are_the_text(label: Label):
    assert ast.literal_eval(py(label)) == label.text


@given(labels)
def test_javascript_literals_are_the_text_and_close_nothing(label: Label):
    assert json.loads(js(label)) == label.text
    assert not any(character in js(label) for character in "<>&\u2028\u2029")


@given(labels)
def test_html_is_only_text(label: Label):
    found: list[str] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            found.append(tag)
            assert dict(attrs) == ({"title": label.text} if tag == "b" else {})

        def handle_comment(self, data: str) -> None:
            found.append("comment")

    Reader().feed(f'<b title="{html(label)}">{html(label)}</b>')
    assert found == ["b"]
    assert "{" not in html(label)


@given(labels)
def test_yaml_scalars_are_the_text(label: Label):
    assert pyyaml.safe_load(f"key: {yaml(label)}") == {"key": label.text}


@given(labels)
def test_dart_begins_no_expression(label: Label):
    assert "$" not in dart(label).replace(r"\$", "")
    assert "\n" not in dart(label)


@given(labels)
def test_a_comment_ends_nowhere_else(label: Label):
    said = comment(label)
    assert not any(part in said for part in ("*/", "-->", '"""', "\n", "\r", "#", "<", "--"))


@given(labels)
def test_markdown_is_only_text(label: Label):
    assert "](" not in md(label)
    assert "<" not in md(label).replace(r"\<", "")


def test_a_label_without_a_filter_is_refused():
    app = made(entities=["Task"]).app
    environment = template._environment()
    with pytest.raises(TypeError, match="filter"):
        environment.from_string("{{ app.name.label }}").render(app=app)
    with pytest.raises(TypeError):
        environment.from_string("{{ 'x' ~ app.name.label }}").render(app=app)
    with pytest.raises(jinja2.UndefinedError):
        environment.from_string("{{ app.nothing }}").render(app=app)
    assert environment.from_string("{{ app.name.label | py }}").render(app=app) == '"Tasks app"'
