"""Each smell where it is, and not where it only looks like it."""

import pytest

from imperium.analysis.source import Language
from imperium.kit.kinds import discover
from imperium.review.experts.quality import SMELLS
from imperium.review.project import Project
from imperium.review.rule import Family
from imperium.review.subject import Subject

ENDINGS: dict[Language, str] = {"python": "py", "javascript": "js", "java": "java"}


def found(language: Language, text: str, root: object = None) -> list[tuple[str, int]]:
    path = f"app/Code.{ENDINGS[language]}"
    project = Project(Subject(files={path: text}, root=root))  # type: ignore[arg-type]
    matches = [match for family in discover(SMELLS, Family).values() for match in family.find(project)]
    return [(match.rule.type, match.place.first) for match in matches]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("python", "def f():\n    return 1\n    g()\n", ("dead_code", 3)),
        ("python", "def f(a):\n    if a:\n        return 1\n    else:\n        raise E\n    g()\n", ("dead_code", 6)),
        ("javascript", "for (const a of b) {\n continue;\n f();\n}\n", ("dead_code", 3)),
        (
            "java",
            "class A { void f() {\n throw new E();\n } int g() { while (a) {\n break;\n h();\n } } }",
            ("dead_code", 5),
        ),
        ("python", "def f(a):\n    if a:\n        g(1)\n    else:\n        g(1)\n", ("identical_branches", 2)),
        ("javascript", "const x = a ? b.c : b.c;", ("identical_branches", 1)),
        ("python", "if a == 1:\n    b()\nelif a == 2:\n    c()\nelif a == 1:\n    d()\n", ("repeated_condition", 5)),
        ("java", "class A { boolean f() { return this.a == this.a; } }", ("self_comparison", 1)),
        ("python", "def f(self, a):\n    self.a = self.a\n", ("self_assignment", 2)),
        ("python", "try:\n    f()\nexcept Exception:\n    pass\n", ("swallowed_error", 3)),
        ("java", "class A { void f() { try { g(); } catch (Exception e) { } } }", ("swallowed_error", 1)),
        ("javascript", "try { f() } catch (e) {}", ("swallowed_error", 1)),
        ("python", "def f(a=[]):\n    a.append(1)\n    return len(a)\n", ("mutable_default", 1)),
        ("python", "def f(a, seen={}):\n    seen[a] = 1\n", ("mutable_default", 1)),
        ("python", "def f(a=list()):\n    return a\n", ("mutable_default", 1)),
        ("python", "x = {'a': 1, 'b': 2, 'a': 3}\n", ("repeated_key", 1)),
        ("javascript", "const x = { a: 1, b: 2, a: 3 };", ("repeated_key", 1)),
    ],
)
def test_a_smell(language: Language, text: str, expected: tuple[str, int]) -> None:
    assert found(language, text) == [expected]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("python", "def f():\n    return\n    yield\n"),
        ("python", "def f(a):\n    if a:\n        return 1\n    g()\n"),
        ("javascript", "function f() { return g(); function g() { return 1 } }"),
        ("javascript", "switch (a) { case 1: return 1; break; }"),
        ("python", "def f(a):\n    if a:\n        g(1)\n    else:\n        g(2)\n"),
        ("python", "if read():\n    b()\nelif read():\n    c()\n"),
        ("python", "def f(x):\n    return x != x\n"),
        ("python", "def f(a):\n    return a.pop() == a.pop()\n"),
        ("python", "class A:\n    list = list\n"),
        ("python", "try:\n    f()\nexcept KeyError:\n    pass\n"),
        ("python", "try:\n    f()\nexcept Exception:\n    pass  # the cache is only a help\n"),
        ("python", "try:\n    f()\nexcept Exception:\n    log(1)\n"),
        ("python", "def f(a=[]):\n    return len(a)\n"),
        ("python", "def f(a=[]):\n    a = list(a)\n    a.append(1)\n    return a\n"),
        ("python", "def f(a=()):\n    return a\n"),
        ("python", "x = {1: 'a', True: 'b', **y, '1': 'c'}\n"),
    ],
)
def test_no_smell(language: Language, text: str) -> None:
    assert found(language, text) == []
