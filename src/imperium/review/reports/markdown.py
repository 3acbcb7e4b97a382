"""Markdown, for a comment or a job's summary. What is quoted can't become markup: it stands in fences longer than any
run of backticks in it, and words are escaped."""

from __future__ import annotations

from collections.abc import Iterator

from imperium.review.finding import Finding, Review
from imperium.review.repair import suggestion
from imperium.review.written import code, escaped, fenced

MOST_LINES = 12


class Markdown:
    media_type = "text/markdown"

    def render(self, review: Review) -> str:
        return "\n".join(_lines(review)).rstrip() + "\n"


def _lines(review: Review) -> Iterator[str]:
    yield "# Code review"
    yield ""
    seconds = review.execution_time_ms / 1000
    yield f"{escaped(review.summary)} {review.files} files, {review.lines:,} lines, {seconds:.1f} s."
    for finding in review.findings:
        yield ""
        yield from _finding(finding)
    if review.more:
        yield ""
        yield f"## {len(review.more)} more"
        yield ""
        yield from (_entry(finding) for finding in review.more)
    if review.suppressed:
        yield ""
        yield f"## {len(review.suppressed)} known"
        yield ""
        yield from (f"{_entry(finding)}: {escaped(finding.suppressed or '')}" for finding in review.suppressed)
    yield ""
    yield from _panel(review)


def _finding(finding: Finding) -> Iterator[str]:
    first, last = finding.line_range
    yield f"## {finding.severity.capitalize()}: {escaped(finding.type.replace('_', ' '))}"
    yield ""
    where = f"{finding.file}:{first}" + (f"-{last}" if last != first else "")
    weaknesses = "".join(f" · CWE-{number}" for number in finding.cwe[:2])
    yield f"{code(where)} · {finding.confidence:.0%} sure{weaknesses} · {escaped(', '.join(finding.experts))}"
    yield ""
    yield escaped(finding.description)
    if finding.snippet:
        yield from ("", *fenced("\n".join(finding.snippet.split("\n")[:MOST_LINES])))
    if finding.flow:
        yield ""
        steps = enumerate(finding.flow, start=1)
        yield from (f"{n}. {code(f'{s.place.path}:{s.place.first}')} {escaped(s.says)}" for n, s in steps)
    if finding.recommendation:
        yield from ("", f"**What to do:** {escaped(finding.recommendation)}")
    if fix := suggestion(finding.edits):
        yield from ("", *fenced(fix, "suggestion"))


def _entry(finding: Finding) -> str:
    place = code(f"{finding.file}:{finding.line_range[0]}")
    return f"- {finding.severity}: {place} {escaped(finding.type.replace('_', ' '))} ({finding.confidence:.0%})"


def _panel(review: Review) -> Iterator[str]:
    heard = ", ".join(
        f"{expert.expert} {expert.execution_time_ms / 1000:.1f} s"
        + (f" ({expert.status})" if expert.status != "ran" else "")
        for expert in review.experts
    )
    yield f"Experts: {escaped(heard)}."
    absent = [tool.tool for tool in review.tools if tool.status == "absent"]
    if absent:
        yield f"Not on this machine: {escaped(', '.join(absent))}."
    for path, reason in list(review.unread.items())[:10]:
        yield f"Not read whole: {code(path)}, {escaped(reason)}."


REPORT = Markdown()
