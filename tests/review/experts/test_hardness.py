"""Whatever the files hold, an expert ends with an examination: damaged, deep, packed or made by chance."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from imperium.kit.kinds import load
from imperium.review import process
from imperium.review.expert import Expert
from imperium.review.subject import Subject

EXPERTS = ("quality", "performance", "documentation", "dependency", "test")
each = pytest.mark.parametrize("name", EXPERTS)

DEEP = {
    "a.py": "x = " + "(" * 10_000 + "1" + ")" * 10_000,
    "b.js": "x = " + "[" * 10_000 + "]" * 10_000,
    "C.java": "class C { int f() { return " + "(" * 5_000 + "1" + ")" * 5_000 + "; } }",
    "d.rs": "fn f() -> u32 { " + "(" * 5_000 + "1" + ")" * 5_000 + " }",
    "e.c": "int f() { return " + "(" * 5_000 + "1" + ")" * 5_000 + "; }",
    "f.py": "def f(a):\n    if a: pass\n" + "    elif a: pass\n" * 3_000,
    "g.py": "x = " + "a" + ".b()" * 5_000,
    "h.js": "/**\n" + " * @param {" * 20_000 + "*/ function f(a) {}",
    "i.py": 'def f():\n    """' + "Args:\n    " * 20_000 + '"""',
    "pom.xml": "<a>" * 20_000,
    "poetry.lock": "[[package]]\n" * 20_000,
    "coverage.xml": "<coverage>" * 20_000,
    "package-lock.json": '{"packages":' * 3_000,
}
PACKED = {"app.js": "function f(x){return x?f(x-1):g(x)};" * 60_000}


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the tools: what they make of such files is theirs."""
    monkeypatch.setattr(process, "find", lambda program: None)


@each
@pytest.mark.parametrize("path", DEEP)
def test_deep_files(name: str, path: str, tmp_path: Path) -> None:
    examination = load("imperium.review.experts", Expert, name).examine(
        Subject(files={path: DEEP[path]}, root=tmp_path)
    )
    assert examination.expert == name


@each
def test_packed_files(name: str, tmp_path: Path) -> None:
    examination = load("imperium.review.experts", Expert, name).examine(Subject(files=PACKED, root=tmp_path))
    assert not examination.claims


PIECES = st.sampled_from(
    [
        *("def f(a=[]):\n", "    ", "return a\n", "if a:\n", "else:\n", "for x in y:\n", "class A:\n", '"""doc"""\n'),
        *("import a\n", "(", ")", "[", "]", "{", "}", ":", "=", "+=", ";", "'", '"', "`", "\\", "\n", "\0", "é"),
        *("function f(a) {\n", "/** @param a */\n", "public void g(int b) {", "fn h(c: u32) {", "await ", "async "),
        *(
            "try:\n",
            "except:\n",
            "catch (e) {",
            "while (1) {",
            "switch (a) {",
            "case 1:",
            "=> ",
            "lambda x: ",
            "#",
            "//",
        ),
        *("assert ", "test('x', () => {", "@Test ", "x.y(z)", "in list", "1", "==", "and ", "yield ", "*", "<", ">"),
    ]
)
SOURCES = st.lists(PIECES, max_size=40).map("".join)


@each
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    text=SOURCES, path=st.sampled_from(["a.py", "tests/test_a.py", "a.js", "a.ts", "A.java", "a.rs", "a.c", "a.hpp"])
)
def test_sources_made_by_chance(name: str, text: str, path: str, tmp_path: Path) -> None:
    examination = load("imperium.review.experts", Expert, name).examine(Subject(files={path: text}, root=tmp_path))
    lines = text.count("\n") + 1
    assert all(1 <= claim.place.first <= claim.place.last <= lines for claim in examination.claims)
