"""Plain text for a terminal: what is where, why, and what to do."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import fill, indent

from imperium.review.finding import Finding, Review
from imperium.review.written import plain

WIDTH = 100
MOST_LINES = 4


class Terminal:
    media_type = "text/plain"

    def render(self, review: Review) -> str:
        return plain("\n".join(_lines(review)).rstrip()) + "\n"


def _lines(review: Review) -> Iterator[str]:
    for finding in review.findings:
        yield from _finding(finding)
        yield ""
    if review.more:
        yield f"{len(review.more)} more, less pressing. See them with --all."
    if review.suppressed:
        yield f"{len(review.suppressed)} known and not shown."
    for expert in review.experts:
        if expert.status != "ran":
            yield f"{expert.expert} was not heard: {expert.reason}"
    absent = sorted(tool.tool for tool in review.tools if tool.status == "absent")
    if absent:
        yield f"Not on this machine: {', '.join(absent)}."
    for tool in review.tools:
        if tool.status in ("failed", "timed_out"):
            yield f"{tool.tool} {tool.status.replace('_', ' ')}: {tool.reason}"
    for path, reason in list(review.unread.items())[:10]:
        yield f"Not read whole: {path}, {reason}."
    yield f"{review.summary} {review.files} files, {review.lines:,} lines, {review.execution_time_ms / 1000:.1f} s."


def _finding(finding: Finding) -> Iterator[str]:
    first, _ = finding.line_range
    name = finding.type.replace("_", " ")
    weakness = f", CWE-{finding.cwe[0]}" if finding.cwe else ""
    yield f"{finding.file}:{first}  {finding.severity.upper()}  {name}  ({finding.confidence:.0%} sure{weakness})"
    if finding.snippet:
        yield indent("\n".join(finding.snippet.split("\n")[:MOST_LINES]), "    | ")
    yield _wrapped(finding.description)
    for step in finding.flow:
        yield f"    → {step.place.path}:{step.place.first}  {step.says}"
    if finding.recommendation:
        yield _wrapped(finding.recommendation)


def _wrapped(text: str) -> str:
    paragraphs = [fill(part, WIDTH - 2, initial_indent="  ", subsequent_indent="  ") for part in text.split("\n")]
    return "\n".join(paragraphs)


REPORT = Terminal()
