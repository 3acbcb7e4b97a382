"""GitHub: workflow commands that annotate lines, one a finding; the review of a pull request is `github_review`."""

from __future__ import annotations

from imperium.review.claim import Severity
from imperium.review.finding import Finding, Review

LEVELS: dict[Severity, str] = {"critical": "error", "high": "error", "medium": "warning", "low": "notice"}


class Github:
    media_type = "text/plain"

    def render(self, review: Review) -> str:
        return "".join(f"{_annotation(finding)}\n" for finding in review.findings)


def _annotation(finding: Finding) -> str:
    first, last = finding.line_range
    title = f"{finding.type.replace('_', ' ')} ({finding.confidence:.0%} sure)"
    properties = f"file={_property(finding.file)},line={first},endLine={last},title={_property(title)}"
    return f"::{LEVELS[finding.severity]} {properties}::{_data(f'{finding.description} {finding.recommendation}')}"


def _data(text: str) -> str:
    """Nothing in the text ends the command or begins another."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


REPORT = Github()
