"""Waiting for one thing after another that don't depend on each other."""

from __future__ import annotations

from collections.abc import Iterator

from imperium.analysis import program
from imperium.analysis.program import Await, Call, For
from imperium.review.performance.loops import loops, names, rounds, varies
from imperium.review.project import Project
from imperium.review.rule import Family, Match, Rule, at

SEQUENTIAL = Rule(
    key="performance/awaits_in_sequence",
    type="sequential_awaits",
    cwe=(1050,),
    severity="low",
    says="Each round of the loop of line {line} waits for `{name}` before the next begins: the times add up.",
    remedy="Start them together and wait once: `Promise.all`, `asyncio.gather` (with a limit where there are many).",
    strength=0.6,
)
_LEAVES = (program.Break, program.Return, program.Raise, program.Continue, program.Try)
PAUSES = (
    *(
        "sleep",
        "delay",
        "wait",
        "settimeout",
        "drain",
        "send",
        "write",
        "acquire",
        "next",
        "put",
        "close",
        "stop",
        "end",
    ),
    *("cancel", "to_thread", "commit", "rollback", "migrate"),
)
"""What is done one after another on purpose."""


def find(project: Project) -> Iterator[Match]:
    for unit in project.written_in("python", "javascript", "typescript"):
        for loop in loops(unit):
            nodes = list(rounds(loop))
            awaits = [node for node in nodes if isinstance(node, Await)]
            if not isinstance(loop, For) or len(awaits) != 1 or any(isinstance(node, _LEAVES) for node in nodes):
                continue
            call = None if awaits[0].yields else awaits[0].value
            if isinstance(call, Call) and varies(call, loop) and not _carries(loop):
                name = unit.full(call.function).rpartition(".")[2]
                if name and not name.lower().lstrip("_").startswith(PAUSES):
                    yield at(SEQUENTIAL, unit, awaits[0], name, line=str(loop.at.line))


def _carries(loop: For) -> bool:
    """Whether a round uses what the one before it left in a variable."""
    assigned: set[str] = set()
    read_before: set[str] = set()
    for node in rounds(loop):
        if isinstance(node, program.Assign):
            read_before |= names(node.value) - assigned
            targets = {name for target in node.targets for name in names(target)}
            read_before |= targets if node.operator else set()
            assigned |= targets
    return bool(read_before & assigned)


FAMILY = Family((SEQUENTIAL,), find)
