"""Python's front end: what becomes of its syntax."""

from __future__ import annotations

from typing import Any

import pytest

from imperium.analysis.frontends.python import read
from imperium.analysis.program import (
    Assign,
    Binary,
    Call,
    Class,
    Comprehension,
    Constant,
    Evaluate,
    For,
    Function,
    If,
    Import,
    Mapping,
    Module,
    Name,
    Return,
    Sequence,
    Slice,
    Statement,
    Subscript,
    Switch,
    Template,
    Try,
    Unary,
    While,
    With,
)
from imperium.analysis.source import SourceFile, Span


def module(text: str, path: str = "app/views.py") -> Module:
    return read(SourceFile(path, text, "python"))


def statement(text: str) -> Statement:
    return module(text).body[0]


def value(text: str) -> Any:
    found = statement(text)
    assert isinstance(found, Evaluate)
    return found.value


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("'a'", "a"),
        ('"it\\\'s"', "it's"),
        ("'\\x41\\u0042\\N{LATIN SMALL LETTER C}\\104\\n'", "ABcD\n"),
        ("r'\\d'", "\\d"),
        ("b'\\xff'", b"\xff"),
        ("'a' 'b'", "ab"),
        ("'''a\nb'''", "a\nb"),
        ("0x_ff", 255),
        ("0o17", 15),
        ("1_000", 1000),
        ("1.5e3", 1500.0),
        ("True", True),
        ("None", None),
    ],
)
def test_literals_have_the_value_that_python_gives_them(written: str, meant: object) -> None:
    assert value(written).value == meant


def test_an_f_string_is_a_template_even_with_quotes_of_its_own_kind_inside() -> None:
    found = value("f'a{x['k']}b{{c}}'")
    assert isinstance(found, Template)
    assert isinstance(found.parts[1], Subscript)
    assert [part.value for part in found.parts if isinstance(part, Constant)] == ["a", "b{c}"]


def test_a_long_chain_of_plus_is_flat() -> None:
    found = value("+".join(["a"] * 10_000))
    assert isinstance(found, Template)
    assert len(found.parts) == 10_000


def test_places_count_characters_from_one() -> None:
    assert value("'ä' + x").right.at == Span(1, 7, 1, 8)


def test_calls_keep_positions_names_and_spreads() -> None:
    found = value("f(1, *rest, key=2, **more)")
    assert isinstance(found, Call)
    assert len(found.arguments) == 2
    assert [name for name, _ in found.keywords] == ["key", None]


def test_functions_keep_their_parameters() -> None:
    found = statement("async def f(a, b: int = 1, *rest, c, **more) -> str:\n    'Says.'\n    return a")
    assert isinstance(found, Function)
    kinds = [(each.name, each.kind, each.type) for each in found.parameters]
    assert kinds == [
        ("a", "positional", None),
        ("b", "positional", "int"),
        ("rest", "rest", None),
        ("c", "keyword", None),
        ("more", "keywords", None),
    ]
    assert (found.is_async, found.returns, found.docstring) == (True, "str", "Says.")


def test_decorators_and_classes() -> None:
    found = statement("@app.route('/')\nclass A(B, metaclass=M):\n    x = 1\n    @staticmethod\n    def m(): pass")
    assert isinstance(found, Class)
    assert isinstance(found.bases[0], Name)
    assert isinstance(found.decorators[0].value, Call)
    method = found.body[1]
    assert isinstance(method, Function)
    assert method.is_static


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("import a.b", {"a": "a"}),
        ("import a.b as c", {"c": "a.b"}),
        ("from a.b import c as d, e", {"d": "a.b.c", "e": "a.b.e"}),
        ("from . import db", {"db": "app.db"}),
        ("from ..core.x import y", {"y": "core.x.y"}),
        ("from a import *", {"*": "a"}),
    ],
)
def test_imports_have_full_names(written: str, names: dict[str, str]) -> None:
    found = statement(written)
    assert isinstance(found, Import)
    assert found.names == names


def test_elif_is_an_if_in_the_other_branch() -> None:
    found = statement("if a:\n    b\nelif c:\n    d\nelse:\n    e")
    assert isinstance(found, If)
    inner = found.otherwise[0]
    assert isinstance(inner, If)
    assert isinstance(inner.otherwise[0], Evaluate)


def test_match_binds_names_and_lists_values() -> None:
    found = statement(
        "match x:\n    case 'a' | 'b':\n        1\n    case Point(x=y) if y:\n        2\n    case _:\n        3"
    )
    assert isinstance(found, Switch)
    first, second, third = found.cases
    assert [each.value for each in first.values if isinstance(each, Constant)] == ["a", "b"]
    assert isinstance(second.body[0], Assign)
    assert second.guard is not None
    assert third.values == []


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("for a, b in c:\n    d\nelse:\n    e", For),
        ("while a:\n    break", While),
        ("try:\n    a\nexcept (A, B) as e:\n    b\nelse:\n    c\nfinally:\n    d", Try),
        ("with open(a) as b, c:\n    d", With),
        ("return", Return),
        ("a, *b = c", Assign),
    ],
)
def test_statements(written: str, kind: type) -> None:
    assert type(statement(written)) is kind


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("[a for a in b if c]", Comprehension),
        ("{a: b for a in c}", Comprehension),
        ("{'a': 1, **b}", Mapping),
        ("(1, 2)", Sequence),
        ("not a", Unary),
        ("a ** b", Binary),
        ("a[1:]", Subscript),
    ],
)
def test_expressions(written: str, kind: type) -> None:
    assert type(value(written)) is kind


def test_slices_keep_what_is_missing() -> None:
    found = value("a[:2]").index
    assert isinstance(found, Slice)
    assert (found.lower, found.step) == (None, None)
    assert isinstance(found.upper, Constant)


def test_handlers_name_their_types() -> None:
    found = statement("try:\n    a\nexcept (A, b.C) as e:\n    b")
    assert isinstance(found, Try)
    assert (found.handlers[0].types, found.handlers[0].name) == (["A", "b.C"], "e")


def test_what_cannot_be_read_is_a_fault_and_the_rest_is_read() -> None:
    found = module("x = 1\ny = = 2\nz = 3\n")
    assert found.faults
    assert any(isinstance(each, Assign) and each.targets[0].id == "z" for each in found.body)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "text", ["(" * 5000 + ")" * 5000, "[" * 5000 + "]" * 5000, "not " * 5000 + "a", "a" + ".b" * 5000]
)
def test_deep_nesting_ends_with_a_fault(text: str) -> None:
    assert any("nested deeper" in fault.reason for fault in module(text).faults)


def test_old_and_new_syntax() -> None:
    assert not module("type A[T] = list[T]\ndef f[T](a: T) -> T: return a\n").faults
    assert isinstance(value("print 'a'"), Call)
