"""Faults of the tests themselves: they assert nothing, can't fail, are skipped for good, or sleep."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from imperium.analysis import program
from imperium.analysis.program import Assert, Call, Constant, Expression, Function, Node, Sequence, children
from imperium.review.project import Unit
from imperium.review.rule import Match, Rule, at
from imperium.review.testing.suite import Suite, Test

SILENT = Rule(
    key="testing/asserts_nothing",
    type="test_without_assertion",
    cwe=(1126,),
    severity="low",
    says="The test `{name}` asserts nothing: it passes whatever comes out, as long as nothing is raised.",
    remedy="Assert what a user would see.",
    strength=0.7,
)
POINTLESS = Rule(
    key="testing/can_not_fail",
    type="pointless_test",
    cwe=(571,),
    severity="medium",
    says="This assertion can't fail: {why}.",
    remedy="Compare what the program gives with what is expected.",
    strength=0.9,
)
SKIPPED = Rule(
    key="testing/skipped",
    type="skipped_test",
    cwe=(1126,),
    severity="low",
    says="The test `{name}` is always skipped.",
    remedy="Repair it or remove it; say the condition if it is only skipped sometimes.",
    strength=0.8,
)
SLEEPING = Rule(
    key="testing/sleeps",
    type="sleeping_test",
    cwe=(1322,),
    severity="low",
    says="The test `{name}` waits a fixed time: too short on a slow machine, too long on every other.",
    remedy="Wait for what is expected to happen, with a timeout, or pass a clock in.",
    strength=0.7,
)

ASSERTS = re.compile(
    r"assert|expect|should|verify|check|ensure|raises|warns|fail|match|throws|must|require|compare|given"
)
SLEEPS = frozenset(
    {"time.sleep", "asyncio.sleep", "anyio.sleep", "trio.sleep", "Thread.sleep", "TimeUnit.SECONDS.sleep"}
)
SHORT_S = 0.02
"""A pause this short only lets others run."""
SKIPS = frozenset({"pytest.mark.skip", "unittest.skip", "skip", "Disabled", "Ignore"})
TRUTHS = frozenset({"assertTrue", "assertFalse", "assertIsNotNone"})
PAIRS = frozenset({"assertEqual", "assertEquals", "assertIs", "assertSame"})


def smells(suite: Suite) -> Iterator[Match]:
    """What is wrong with the tests."""
    asserting = _asserting(suite)
    for test in suite.tests:
        nodes = list(_inside(test.function))
        if _is_skipped(test):
            yield at(SKIPPED, test.unit, test.function, test.name)
            continue
        yield from _pointless(test, nodes)
        yield from _sleeping(test, nodes)
        if not any(_asserts(test.unit, node, asserting) for node in nodes) and test.function.body:
            yield at(SILENT, test.unit, test.function, test.name)


def _asserting(suite: Suite) -> frozenset[str]:
    """Names of functions of the test files that assert: who calls them does too."""
    return frozenset(
        function.name
        for unit in suite.test_units
        for function in unit.each(Function)
        if function.name and any(_asserts(unit, node, frozenset()) for node in _inside(function))
    )


def _inside(function: Function) -> Iterator[Node]:
    waiting: list[Node] = list(reversed(function.body))
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(reversed(children(node)))


def _asserts(unit: Unit, node: Node, helpers: frozenset[str]) -> bool:
    if isinstance(node, (Assert, program.Raise)):
        return True
    if not isinstance(node, Call):
        return False
    name = unit.full(node.function).replace("()", "").replace("[]", "")
    return any(ASSERTS.search(part.lower()) or part in helpers for part in name.split("."))


def _is_skipped(test: Test) -> bool:
    marks = {test.unit.full(mark.value).removesuffix("()") for mark in test.function.decorators}
    return bool(marks & SKIPS)


def _pointless(test: Test, nodes: Iterable[Node]) -> Iterator[Match]:
    for node in nodes:
        why = ""
        if isinstance(node, Assert):
            why = _always(test.unit, node.test)
        elif isinstance(node, Call):
            why = _always_passes(test.unit, node)
        if why:
            yield at(POINTLESS, test.unit, node, why=why)


def _always(unit: Unit, asked: Expression) -> str:
    match asked:
        case Constant(value=value) if value:
            return "a constant is true"
        case Sequence(kind="tuple", items=[_, *_]):
            return "a tuple is true, whatever is in it"
        case program.Compare(operator="==" | "is", left=left, right=right) if _is_same(unit, left, right):
            return "both sides are the same"
    return ""


def _always_passes(unit: Unit, call: Call) -> str:
    name = unit.full(call.function).rpartition(".")[2]
    arguments = call.arguments
    if (
        name in TRUTHS
        and arguments
        and isinstance(arguments[-1], Constant)
        and arguments[-1].value is (name != "assertFalse")
    ):
        return "a constant is what it is"
    if name in PAIRS and len(arguments) >= 2 and _is_same(unit, arguments[0], arguments[1]):
        return "both sides are the same"
    return ""


def _is_same(unit: Unit, left: Expression, right: Expression) -> bool:
    """A call may answer otherwise the second time, and an operator of the program's own may be what is tested: only
    literals are the same for sure."""
    return isinstance(left, Constant) and isinstance(right, Constant) and left.value == right.value


def _sleeping(test: Test, nodes: Iterable[Node]) -> Iterator[Match]:
    for node in nodes:
        if isinstance(node, Call) and test.unit.full(node.function) in SLEEPS and not _is_short(node):
            yield at(SLEEPING, test.unit, node, test.name)
            return


def _is_short(call: Call) -> bool:
    given = call.arguments[0].value if call.arguments and isinstance(call.arguments[0], Constant) else None
    return isinstance(given, (int, float)) and given <= SHORT_S
