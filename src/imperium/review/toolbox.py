"""Asking the tools of an expert; what each has to say comes back, whatever becomes of it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cache

import msgspec
from msgspec.structs import replace

from imperium.analysis.frontend import is_generated
from imperium.kit.kinds import discover
from imperium.review import process
from imperium.review.claim import Claim
from imperium.review.memory import Memory, key_of
from imperium.review.project import is_apart
from imperium.review.subject import Subject
from imperium.review.tool import Outcome, Tool

QUOTED = 200
"""Characters of a line that are quoted."""

OF_PROJECTS = frozenset({"deptry", "pmd", "gcc", "clang_tidy", "clippy"})
"""Tools whose word on one file depends on others."""

TOOL_SECONDS = 120.0
"""A tool may take this long; the examination as a whole is bounded by its process."""


@cache
def tools() -> dict[str, Tool]:
    """All tools, by the name of their file."""
    return discover("imperium.review.tools", Tool)


def begin(subject: Subject, expert: str, timeout_s: float = TOOL_SECONDS) -> Callable[[], list[Outcome]]:
    """Ask the expert's tools, all at once, and give what waits for their outcomes: meanwhile the expert looks itself.

    Those that read none of the subject's languages aren't bothered, and none is with a source that a program wrote.
    """
    generated = {source.path for source in subject.sources if is_generated(source.text)}
    if generated:
        written = {path: text for path, text in subject.files.items() if path not in generated}
        subject = replace(subject, files=written)
    languages = {source.language for source in subject.sources}
    asked = [tool for tool in tools().values() if expert in tool.experts and languages & set(tool.languages)]
    with_all = ThreadPoolExecutor(max_workers=max(len(asked), 1))
    outcomes = [with_all.submit(_asked, tool, subject, expert, timeout_s) for tool in asked]
    with_all.shutdown(wait=False)
    return lambda: [outcome.result() for outcome in outcomes]


def _asked(tool: Tool, subject: Subject, expert: str, timeout_s: float) -> Outcome:
    """The tool's outcome. What it said of a file that hasn't changed is remembered, and the file not shown to it."""
    if subject.memory is None or tool.name in OF_PROJECTS:
        return tool.ask(subject, expert, timeout_s)
    memory, build = Memory(subject.memory), _build(tool)
    keys = {
        source.path: key_of("tool", tool.name, build, expert, source.path, source.text)
        for source in subject.in_language(*tool.languages)
    }
    known = {path: claims for path, key in keys.items() if (claims := _remembered(memory, key)) is not None}
    new = {path: subject.files[path] for path in keys if path not in known}
    if known and not new:
        outcome = Outcome(tool=tool.name, status="ran", reason="nothing has changed since it was asked")
    else:
        outcome = tool.ask(replace(subject, files=new), expert, timeout_s)
    if outcome.status != "ran":
        return outcome
    for path in set(outcome.read) & new.keys():
        memory.put(keys[path], msgspec.json.encode([one for one in outcome.claims if one.place.path == path]))
    kept = tuple(claim for claims in known.values() for claim in claims)
    return replace(outcome, claims=(*kept, *outcome.claims), read=(*known, *outcome.read))


def _remembered(memory: Memory, key: str) -> list[Claim] | None:
    entry = memory.get(key)
    try:
        return None if entry is None else msgspec.json.decode(entry, type=list[Claim])
    except msgspec.DecodeError:
        return None


def _build(tool: Tool) -> str:
    """What tells a tool's versions apart without starting it: when its program was installed."""
    program = process.find(tool.needs)
    return str(os.stat(program).st_mtime_ns) if program else ""


def quoted(found: Iterable[Claim], subject: Subject) -> Iterator[Claim]:
    """The claims, each with the first line of its place as a quotation."""
    lines: dict[str, list[str]] = {}
    for claim in found:
        path, first = claim.place.path, claim.place.first
        text = lines.setdefault(path, subject.files.get(path, "").split("\n"))
        said = text[first - 1].strip()[:QUOTED] if 0 < first <= len(text) else ""
        yield claim if claim.snippet else replace(claim, snippet=said)


def claims(outcomes: Iterable[Outcome]) -> list[Claim]:
    """What the tools claim."""
    return [claim for outcome in outcomes for claim in outcome.claims]


def of_the_product(found: Iterable[Claim]) -> Iterator[Claim]:
    """Without what is said of tests, examples and code of others."""
    return (claim for claim in found if not is_apart(claim.place.path))
