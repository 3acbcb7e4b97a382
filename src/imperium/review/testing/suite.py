"""The program and its tests, told apart."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from imperium.analysis.program import Call, Closure, Function
from imperium.review.project import LIBRARY, Unit, unit_of
from imperium.review.subject import Subject

TESTS = re.compile(
    r"(^|/)(tests?|testing|spec|specs|__tests__)/|(^|/)(test_[^/]*|[^/]*_test|conftest)\.(py|rs|c|cc|cpp)$|"
    r"\.(test|spec)\.[cm]?[jt]sx?$|(^|/)[^/]*(Test|Tests|IT)\.java$"
)
FOREIGN = re.compile(
    r"(^|/)(node_modules|bower_components|vendor|third_party|site-packages|\.?venv|migrations|dist|build)/"
)
ASIDE = re.compile(r"(^|/)(docs?|examples?|benchmarks?|scripts?)/|(^|/)(setup|noxfile|tasks)\.py$")
"""What belongs to a project but isn't what its tests are about."""

RUNNERS = frozenset({"it", "test", "specify"})


@dataclass(frozen=True)
class Test:
    """A test: a function of a test file that a runner calls."""

    unit: Unit
    function: Function
    name: str


@dataclass(frozen=True)
class Suite:
    """The sources of a subject, read once."""

    subject: Subject

    @cached_property
    def _units(self) -> tuple[Unit, ...]:
        return tuple(
            unit_of(source)
            for source in self.subject.sources
            if not FOREIGN.search(source.path) and not LIBRARY.search(source.path)
        )

    @cached_property
    def test_units(self) -> tuple[Unit, ...]:
        """Tests and what helps them."""
        return tuple(unit for unit in self._units if TESTS.search(unit.path))

    @cached_property
    def units(self) -> tuple[Unit, ...]:
        """The program."""
        return tuple(unit for unit in self._units if not TESTS.search(unit.path) and not ASIDE.search(unit.path))

    @cached_property
    def tests(self) -> tuple[Test, ...]:
        """The tests, in the order of the text."""
        return tuple(test for unit in self.test_units for test in _tests(unit))


def _tests(unit: Unit) -> list[Test]:
    found = [Test(unit, function, function.name) for function in unit.each(Function) if _is_test(unit, function)]
    for call in unit.each(Call):
        name = unit.full(call.function).partition(".")[0]
        closures = [argument for argument in call.arguments if isinstance(argument, Closure)]
        if unit.source.language in ("javascript", "typescript") and name in RUNNERS and closures:
            title = getattr(call.arguments[0], "value", "")
            found.append(Test(unit, closures[-1].function, str(title)[:80]))
    return found


def _is_test(unit: Unit, function: Function) -> bool:
    if unit.source.language == "python":
        return function.name.startswith("test") and not unit.path.endswith("conftest.py")
    marks = {unit.full(getattr(mark.value, "function", mark.value)).rpartition(".")[2] for mark in function.decorators}
    return bool(marks & {"Test", "ParameterizedTest", "RepeatedTest", "test"})
