"""Whatever a file holds, its analysis ends, and says what it could not read."""

from __future__ import annotations

import gc
import sys

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.analysis.reading import report

from imperium.analysis.analyse import analyse
from imperium.analysis.frontend import BYTES
from imperium.analysis.project import Project
from imperium.analysis.room import room

NAMES = st.sampled_from(["x", "y", "f", "self", "request", "os", "A", "__init__"])
CONSTANTS = st.sampled_from(["0", "-1", "1e309", "'a'", "b'\\xff'", "None", "True", "''", "10**10**10", "'%s'", "..."])


def _nested(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    pairs = st.tuples(inner, inner)
    return st.one_of(
        pairs.map(lambda two: f"({two[0]} + {two[1]})"),
        pairs.map(lambda two: f"({two[0]} in {two[1]})"),
        pairs.map(lambda two: f"({two[0]} and not {two[1]})"),
        pairs.map(lambda two: f"{two[0]}[{two[1]}]"),
        pairs.map(lambda two: f"{two[0]}[{two[1]}:]"),
        pairs.map(lambda two: f"[{two[0]}, *{two[1]}]"),
        pairs.map(lambda two: f"{{{two[0]}: {two[1]}, **x}}"),
        pairs.map(lambda two: f"{two[0]}({two[1]}, *x, k={two[1]}, **y)"),
        pairs.map(lambda two: f"({two[0]} if {two[1]} else x)"),
        pairs.map(lambda two: f"[{two[0]} for x, *y in {two[1]} if x]"),
        inner.map(lambda one: f"{one}.append(x)"),
        inner.map(lambda one: f"{one}.get"),
        inner.map(lambda one: f"(lambda x, *y: {one})(x)"),
        inner.map(lambda one: f"(y := {one})"),
    )


EXPRESSIONS = st.recursive(st.one_of(NAMES, CONSTANTS), _nested, max_leaves=8)


def _lines(body: list[str]) -> str:
    return "\n".join(f"    {line}" for text in body for line in text.splitlines()) or "    pass"


def _blocks(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    bodies = st.lists(inner, min_size=1, max_size=3).map(_lines)
    return st.one_of(
        st.tuples(EXPRESSIONS, bodies, bodies).map(lambda it: f"if {it[0]}:\n{it[1]}\nelse:\n{it[2]}"),
        st.tuples(EXPRESSIONS, bodies).map(lambda it: f"while {it[0]}:\n{it[1]}\n    continue"),
        st.tuples(EXPRESSIONS, bodies).map(lambda it: f"for x, y in {it[0]}:\n{it[1]}\n    break"),
        st.tuples(NAMES, bodies).map(lambda it: f"def {it[0]}(x, y=1, *a, **k):\n{it[1]}\n    return {it[0]}(x)"),
        st.tuples(NAMES, bodies).map(lambda it: f"class {it[0]}({it[0]}):\n{it[1]}"),
        st.tuples(bodies, bodies).map(lambda it: f"try:\n{it[0]}\nexcept E as x:\n{it[1]}\nfinally:\n    x = y"),
        st.tuples(EXPRESSIONS, bodies).map(
            lambda it: f"match {it[0]}:\n    case {{'a': x}}:\n        y = x\n    case _:\n{_lines([it[1]])}"
        ),
        st.tuples(EXPRESSIONS, bodies).map(lambda it: f"with {it[0]} as x:\n{it[1]}"),
    )


STATEMENTS = st.recursive(
    st.one_of(
        st.tuples(NAMES, EXPRESSIONS).map(lambda it: f"{it[0]} = {it[1]}"),
        st.tuples(NAMES, EXPRESSIONS).map(lambda it: f"{it[0]} += {it[1]}"),
        st.tuples(NAMES, EXPRESSIONS, EXPRESSIONS).map(lambda it: f"{it[0]}[{it[1]}] = {it[2]}"),
        st.tuples(NAMES, EXPRESSIONS).map(lambda it: f"{it[0]}.a = {it[1]}"),
        EXPRESSIONS.map(lambda it: f"os.system({it})"),
        EXPRESSIONS.map(lambda it: f"x, *y = {it}"),
        EXPRESSIONS.map(lambda it: f"assert {it}"),
        st.just("del x"),
        st.just("from x import *"),
    ),
    _blocks,
    max_leaves=12,
)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(STATEMENTS, max_size=6))
def test_no_program_breaks_the_analysis(statements: list[str]) -> None:
    source = "from flask import request\nimport os\n" + "\n".join(statements)
    assert report(source, x_py="from app import *\nx = [x]\n").path == "app.py"


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200), st.sampled_from(["a.py", "a.js", "a.java"]))
def test_no_text_breaks_the_analysis(text: str, path: str) -> None:
    assert analyse(Project({path: text}), path).path == path


@pytest.mark.parametrize(
    "source",
    [
        "x = " + "(" * 10_000 + "1" + ")" * 10_000,
        "x = " + "f(" * 10_000 + "1" + ")" * 10_000,
        "x = a" + ".b" * 10_000,
        "x = a" + "[0]" * 10_000,
        "x = " + "not " * 10_000 + "a",
        "x = " + " if a else ".join(["b"] * 10_000),
    ],
)
def test_what_is_ten_thousand_deep_ends_with_a_note(source: str) -> None:
    found = report(f"import os\n{source}\ndef f(a):\n    os.system(a)\n")
    assert any("nested deeper" in fault.reason for fault in found.faults)
    assert [flow.kind for flow in found.flows] == ["command_injection"]


@pytest.mark.parametrize("path", ["a.py", "a.js"])
def test_a_packed_file_is_left_with_a_note(path: str) -> None:
    (fault,) = analyse(Project({path: "x=f(a);" * 200_000}), path).faults
    assert "packed" in fault.reason
    (fault,) = analyse(Project({path: "x = 1;\n" * (BYTES // 6)}), path).faults
    assert "not read" in fault.reason


def test_what_would_be_huge_is_not_computed() -> None:
    assert not report("a = 9 ** 9 ** 9\nb = 'a' * 10 ** 12\nc = 1 << 10 ** 9\nd = 2 ** 100_000\n").exhausted


def test_classes_and_functions_that_go_round_in_circles() -> None:
    found = report(
        """
        import os
        class A(B): pass
        class B(A):
            def m(self):
                return self.m()
        def f(a):
            return g(a)
        def g(a):
            os.system(a)
            return f(a)
        x = []
        x.append(x)
        y = y and not y
        if y:
            pass
        """
    )
    assert {flow.kind for flow in found.flows} == {"command_injection"}


def test_an_analysis_leaves_the_interpreter_as_it_was() -> None:
    before = (sys.getrecursionlimit(), gc.get_threshold())
    with pytest.raises(RuntimeError), room():
        raise RuntimeError
    assert (sys.getrecursionlimit(), gc.get_threshold()) == before
