"""GitLab Code Quality: the JSON that a job's `codequality` report holds."""

from __future__ import annotations

from typing import Any

import msgspec

from imperium.review.claim import Severity
from imperium.review.finding import Finding, Review

SEVERITY: dict[Severity, str] = {"critical": "blocker", "high": "critical", "medium": "major", "low": "minor"}


class Gitlab:
    media_type = "application/json"

    def render(self, review: Review) -> str:
        issues = [_issue(finding) for finding in (*review.findings, *review.more)]
        return msgspec.json.format(msgspec.json.encode(issues), indent=2).decode()


def _issue(finding: Finding) -> dict[str, Any]:
    first, last = finding.line_range
    return {
        "type": "issue",
        "check_name": finding.rule,
        "description": finding.description,
        "content": {"body": finding.recommendation},
        "categories": ["Security" if finding.cwe else "Clarity"],
        "severity": SEVERITY[finding.severity],
        "fingerprint": finding.fingerprint,
        "location": {"path": finding.file, "lines": {"begin": first, "end": last}},
    }


REPORT = Gitlab()
