"""`{variables}`: whatever is written, the answer is the text, or a sentence that says what is wrong with it."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from imperium.platform.errors import InvalidInput
from imperium.workflows.variables import Reference, as_text, fill, look_up, parse, references, render

SCOPE: dict[str, Any] = {
    "topic": "tea",
    "research": {"text": "Tea grows.", "findings": [{"title": "Leaves"}, {"title": "Water"}], "2": "two"},
    "report": {"markdown": "# Tea", "pages": 3},
    "plain": {"a": 1},
    "numbers": [1, 2],
    "none": None,
    "yes": True,
}

names = st.from_regex(r"[A-Za-z_][A-Za-z0-9_]{0,8}", fullmatch=True)
paths = st.lists(st.from_regex(r"[A-Za-z0-9_]{1,6}", fullmatch=True), max_size=3)
references_ = st.builds(lambda name, path: Reference((name, *path)), names, paths)
parts = st.lists(st.one_of(st.text(max_size=20), references_), max_size=8)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=12,
)


def escaped(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")


@given(parts)
def test_what_is_written_is_what_is_read(written: list[str | Reference]) -> None:
    text = "".join(f"{{{part}}}" if isinstance(part, Reference) else escaped(part) for part in written)
    read = parse(text)
    assert [part for part in read if isinstance(part, Reference)] == [p for p in written if isinstance(p, Reference)]
    assert "".join(map(str, read)) == "".join(map(str, written))
    assert all(part for part in read)


@given(st.text(alphabet=st.sampled_from("{}a._0 \n\u00e9\\x"), max_size=40))
def test_any_text_is_rendered_or_refused(text: str) -> None:
    with suppress(InvalidInput):
        render(text, {"a": "b"})


@given(st.text())
def test_text_without_braces_stays_as_it_is(text: str) -> None:
    plain = text.replace("{", "").replace("}", "")
    assert render(plain, {}) == plain
    assert render(escaped(text), {}) == text


@given(json_values)
def test_values_pass_through_whole(value: Any) -> None:
    assert fill("{v}", {"v": value}) == value
    assert fill({"deep": ["{v}", 1]}, {"v": value}) == {"deep": [value, 1]}
    assert isinstance(render("{v}", {"v": value}), str)


@given(json_values)
def test_a_value_reads_as_text_or_as_json(value: Any) -> None:
    text = as_text(value)
    if not isinstance(value, str) and not (isinstance(value, dict) and {"text", "markdown"} & set(value)):
        assert orjson.loads(text) == value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("About {topic}.", "About tea."),
        ("{ topic }", "tea"),
        ("{research}", "Tea grows."),
        ("{report}", "# Tea"),
        ("{research.findings.1.title}", "Water"),
        ("{research.2}", "two"),
        ("{{topic}}", "{topic}"),
        ("{{{topic}}}", "{tea}"),
        ("{numbers.0}/{none}/{yes}", "1/null/true"),
        ('{{"a": {numbers.1}}}', '{"a": 2}'),
    ],
)
def test_rendering(text: str, expected: str) -> None:
    assert render(text, SCOPE) == expected


@pytest.mark.parametrize("text", ["{", "}", "{}", "{a b}", "{a.}", "{.a}", "{1a}", "a } b", "{a", "{a{b}}", '{"a": 1}'])
def test_a_brace_that_is_neither_is_told_with_its_place(text: str) -> None:
    with pytest.raises(InvalidInput, match=r"at character \d+ is not a variable") as caught:
        parse(text)
    assert "{{" in (caught.value.remedy or "")


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("tea", "the variables holds"),
        ("research.nothing", "research holds 2, findings, text"),
        ("research.findings.2", "research.findings is a list of 2"),
        ("research.findings.first", "research.findings is a list of 2"),
        ("topic.x", "topic is str"),
        ("none.x", "none is NoneType"),
        (f"numbers.{'9' * 5000}", "numbers is a list of 2"),
    ],
)
def test_a_path_that_leads_nowhere_says_how_far_it_leads(path: str, said: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        look_up(Reference(tuple(path.split("."))), SCOPE)
    assert said in caught.value.detail


def test_references_are_found_wherever_strings_are() -> None:
    value = {"a": ["{x}", {"b": "{y.z} and {x}"}], "{key}": 3, "plain": "none"}
    assert [str(reference) for reference in references(value)] == ["x", "y.z", "x"]
