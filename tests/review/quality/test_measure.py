"""Measures of functions, by the examples of their authors, in several languages."""

import pytest

from imperium.analysis.frontend import front_end
from imperium.analysis.source import Language, SourceFile
from imperium.review.project import Unit
from imperium.review.quality.measure import Measure, measured


def measures(language: Language, text: str) -> dict[str, Measure]:
    source = SourceFile("a", text, language)
    return {one.name: one for one in measured(Unit(source, front_end(language).read(source)))}


SUM_OF_PRIMES = """
int sumOfPrimes(int max) {
  int total = 0;
  OUT: for (int i = 1; i <= max; ++i) {
    for (int j = 2; j < i; ++j) {
      if (i % j == 0) { break; }
    }
    total += i;
  }
  return total;
}
"""


def test_loops_in_loops_weigh_by_their_depth() -> None:
    found = measures("java", "class A {" + SUM_OF_PRIMES + "}")["sumOfPrimes"]
    assert (found.cognitive, found.cyclomatic, found.nesting) == (6, 4, 3)


def test_a_switch_is_one_thought_and_many_paths() -> None:
    cases = "case 1: return 1; case 2: return 2; case 3: return 3; default: return 0;"
    found = measures("java", f"class A {{ int f(int n) {{ switch (n) {{ {cases} }} }} }}")["f"]
    assert (found.cognitive, found.cyclomatic) == (1, 4)


@pytest.mark.parametrize(
    ("body", "cognitive", "cyclomatic"),
    [
        ("return a", 0, 1),
        ("if a:\n        return 1\n    elif b:\n        return 2\n    else:\n        return 3", 3, 3),
        ("if a:\n        if b:\n            return 1", 3, 3),
        ("return a and b and c", 1, 3),
        ("return a and b or c", 2, 3),
        ("return a if b else c", 1, 2),
        ("for x in a:\n        while x:\n            x -= 1", 3, 3),
        ("try:\n        a()\n    except E:\n        b()\n    except F:\n        c()", 2, 3),
        ("return [x for x in a if x]", 0, 3),
        ("f(a)", 1, 1),
        ("with a:\n        with b:\n            pass", 0, 1),
    ],
)
def test_python(body: str, cognitive: int, cyclomatic: int) -> None:
    found = measures("python", f"def f(a, b, c):\n    {body}\n")["f"]
    assert (found.cognitive, found.cyclomatic) == (cognitive, cyclomatic)


def test_a_long_chain_is_followed_without_recursion() -> None:
    text = "def f(a):\n    if a == 0:\n        return 0\n"
    text += "".join(f"    elif a == {n}:\n        return {n}\n" for n in range(1, 2000))
    assert measures("python", text)["f"].cyclomatic == 2001


def test_a_function_inside_is_measured_for_itself() -> None:
    found = measures("python", "def f(a):\n    def g(b):\n        if b:\n            return 1\n    return g\n")
    assert (found["f"].cognitive, found["g"].cognitive) == (0, 1)


def test_a_closure_of_one_line_belongs_to_what_it_stands_in() -> None:
    found = measures("javascript", "function f(a) { return a.map(x => x ? 1 : 2) }")
    assert found["f"].cognitive == 2


def test_sizes() -> None:
    found = measures("python", "class A:\n    def f(self, a, *, b):\n        if a:\n            return b\n")["f"]
    assert (found.lines, found.parameters, found.nesting) == (3, 2, 1)
