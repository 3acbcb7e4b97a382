"""Checkstyle XML, which most editors and CI servers read."""

from __future__ import annotations

from itertools import groupby
from xml.sax.saxutils import quoteattr

from imperium.review.claim import Severity
from imperium.review.finding import Finding, Review
from imperium.review.written import printable

LEVELS: dict[Severity, str] = {"critical": "error", "high": "error", "medium": "warning", "low": "info"}


class Checkstyle:
    media_type = "application/xml"

    def render(self, review: Review) -> str:
        findings = sorted((*review.findings, *review.more), key=lambda finding: finding.place)
        files = [
            f"  <file name={_quoted(path)}>\n{''.join(map(_error, own))}  </file>\n"
            for path, own in groupby(findings, key=lambda finding: finding.file)
        ]
        return f'<?xml version="1.0" encoding="UTF-8"?>\n<checkstyle version="10.0">\n{"".join(files)}</checkstyle>\n'


def _error(finding: Finding) -> str:
    return (
        f'    <error line="{finding.line_range[0]}" severity="{LEVELS[finding.severity]}"'
        f" message={_quoted(finding.description)} source={_quoted(f'imperium.{finding.rule}')}/>\n"
    )


def _quoted(text: str) -> str:
    return quoteattr(printable(text))


REPORT = Checkstyle()
