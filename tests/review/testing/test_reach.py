"""What tests lead to by name."""

from pathlib import Path

import pytest

from imperium.review.subject import Subject
from imperium.review.testing.reach import unreached
from imperium.review.testing.suite import Suite


def untested(program: str, tests: str, ending: str = "py") -> list[str]:
    names = {"py": "tests/test_a.py", "js": "a.test.js", "java": "src/test/java/ATest.java"}
    files = {f"app/a.{ending}" if ending != "java" else "src/main/java/A.java": program, names[ending]: tests}
    return [function.name for _, function in unreached(Suite(Subject(files=files, root=Path())))]


PROGRAM = """
import os

def used(a):
    return helper(a)

def helper(a):
    return a + 1

def lonely(a):
    return deeper(a)

def deeper(a):
    return a * 2

class Thing:
    def __init__(self, a):
        self.size = a

    def grow(self):
        self.size += 1
        self._note()

    def _note(self):
        os.write(1, b"x")

    def shrink(self):
        self.size -= 1

    @property
    def large(self):
        return self.size > 10

class Other:
    def __init__(self, a):
        self.b = a + 1
"""


def test_chains_of_calls_are_followed() -> None:
    tests = "from app.a import used, Thing\n\ndef test_it():\n    assert used(1) == 2\n    Thing(1).grow()\n"
    assert untested(PROGRAM, tests) == ["lonely", "deeper", "shrink", "large", "__init__"]


@pytest.mark.parametrize(
    ("tests", "reached"),
    [
        ("def test_it(thing):\n    assert Thing(1).large\n", "large"),
        ("def test_it():\n    run(Thing(1).shrink)\n", "shrink"),
        ("def test_it(monkeypatch):\n    monkeypatch.setattr('app.a.lonely', None)\n", "lonely"),
        ("import app.a as a\n\ndef test_it():\n    a.lonely(1)\n", "deeper"),
    ],
)
def test_ways_to_lead_there(tests: str, reached: str) -> None:
    assert reached not in untested(PROGRAM, tests)


@pytest.mark.parametrize(
    ("program", "tests"),
    [
        ("@app.route('/')\ndef handler():\n    return page()\ndef page():\n    return 1\n", "def test(): get('/')\n"),
        ("class A(Framework):\n    def hook(self):\n        return 1\n", "def test(): A().run()\n"),
        ("class A:\n    def __eq__(self, other):\n        return True\n", "def test(): assert A() == A()\n"),
        ("def f():\n    raise NotImplementedError\n", "def test(): pass\n"),
        ("class P(Protocol):\n    def f(self): ...\n", "def test(): pass\n"),
    ],
)
def test_what_others_may_call_counts_as_reached(program: str, tests: str) -> None:
    assert untested(program, tests) == []


def test_a_field_of_the_same_name_is_no_call() -> None:
    program = (
        "class A:\n    def host(self):\n        return 1\nclass B:\n    def __init__(self):\n        self.host = 2\n"
    )
    assert untested(program, "def test():\n    assert A() and B().host\n") == ["host"]


def test_other_languages() -> None:
    script = "export function f(a) { return g(a) }\nfunction g(a) { return a }\nexport function h(a) { return a + 1 }\n"
    assert untested(script, "import { f } from './a'\ntest('f', () => { expect(f(1)).toBe(1) })\n", "js") == ["h"]
    java = "class A { int f() { return g(); } int g() { return 1; } int h() { return 2; } }"
    assert untested(java, "class ATest { @Test void t() { assertEquals(1, new A().f()); } }", "java") == ["h"]
