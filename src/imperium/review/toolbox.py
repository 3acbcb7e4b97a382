"""Asking the tools of an expert, one after another; what each has to say comes back, whatever becomes of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

from msgspec.structs import replace

from imperium.kit.kinds import discover
from imperium.review.claim import Claim
from imperium.review.project import is_apart
from imperium.review.subject import Subject
from imperium.review.tool import Outcome, Tool

QUOTED = 200
"""Characters of a line that are quoted."""

TOOL_SECONDS = 120.0
"""A tool may take this long; the examination as a whole is bounded by its process."""


@cache
def tools() -> dict[str, Tool]:
    """All tools, by the name of their file."""
    return discover("imperium.review.tools", Tool)


def ask(subject: Subject, expert: str, timeout_s: float = TOOL_SECONDS) -> list[Outcome]:
    """The outcomes of the expert's tools; those that read none of the subject's languages aren't bothered."""
    languages = {source.language for source in subject.sources}
    asked = [tool for tool in tools().values() if expert in tool.experts and languages & set(tool.languages)]
    return [tool.ask(subject, expert, timeout_s) for tool in asked]


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
