"""SARIF 2.1.0, as code hosts and editors read it.

Each rule stands once; results name it by id and index, carry the fingerprint, the flow as a code flow, the fix as
replacements, and what is suppressed as a suppression with its reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

import msgspec

from imperium import __version__
from imperium.review.claim import Edit, Place, Severity, Step
from imperium.review.finding import Finding, Review

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
LEVELS: dict[Severity, str] = {"critical": "error", "high": "error", "medium": "warning", "low": "note"}
SCORES: dict[Severity, str] = {"critical": "9.5", "high": "8.0", "medium": "5.5", "low": "2.0"}
"""`security-severity`, in the middle of the bands that GitHub makes of it (9, 7, 4)."""


class Sarif:
    media_type = "application/sarif+json"

    def render(self, review: Review) -> str:
        document = {"$schema": SCHEMA, "version": "2.1.0", "runs": [_run(review)]}
        return msgspec.json.format(msgspec.json.encode(document), indent=2).decode()


def _run(review: Review) -> dict[str, Any]:
    findings = (*review.findings, *review.more, *review.suppressed)
    rules = list(dict.fromkeys(finding.rule for finding in findings))
    numbers = {rule: number for number, rule in enumerate(rules)}
    first = {finding.rule: finding for finding in reversed(findings)}
    return {
        "tool": {
            "driver": {
                "name": "Imperium",
                "semanticVersion": __version__,
                "rules": [_rule(first[rule]) for rule in rules],
            }
        },
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"SRCROOT": {"description": {"text": "The root of what was reviewed."}}},
        "invocations": [_invocation(review)],
        "results": [_result(finding, numbers[finding.rule]) for finding in findings],
    }


def _invocation(review: Review) -> dict[str, Any]:
    """Whether all was heard and read; what was not is a notification."""
    silent = [f"{e.expert}: {e.reason}" for e in review.experts if e.status in ("failed", "timed_out")]
    tools = [f"{t.tool} {t.status}: {t.reason}" for t in review.tools if t.status in ("failed", "timed_out")]
    unread = [f"{path} was not read whole: {reason}" for path, reason in review.unread.items()]
    return {
        "executionSuccessful": not silent,
        "toolExecutionNotifications": [
            {"level": "warning", "message": {"text": text}} for text in (*silent, *tools, *unread)
        ],
    }


def _rule(finding: Finding) -> dict[str, Any]:
    name = finding.type.replace("_", " ")
    return {
        "id": finding.rule,
        "name": "".join(word.capitalize() for word in finding.type.split("_")),
        "shortDescription": {"text": f"{name.capitalize()}."},
        "help": {"text": finding.recommendation or name},
        "properties": {
            "tags": [*([] if not finding.cwe else ["security"]), *_tags(finding)],
            "precision": _precision(finding),
            **({"security-severity": SCORES[finding.severity]} if finding.cwe else {}),
        },
    }


def _tags(finding: Finding) -> list[str]:
    return [f"external/cwe/cwe-{number:03}" for number in finding.cwe]


def _precision(finding: Finding) -> str:
    best = max(evidence.precision for evidence in finding.evidence)
    return "very-high" if best >= 0.9 else "high" if best >= 0.7 else "medium" if best >= 0.4 else "low"


def _result(finding: Finding, rule: int) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": rule,
        "level": LEVELS[finding.severity],
        "message": {"text": f"{finding.description}\n\n{finding.recommendation}".strip()},
        "locations": [_location(finding.place)],
        "partialFingerprints": {"imperium/v1": finding.fingerprint, "primaryLocationLineHash": finding.fingerprint},
        "rank": round(finding.confidence * 100, 1),
        "properties": {
            "severity": finding.severity,
            "confidence": finding.confidence,
            "consistency": finding.consistency,
            "voters": sorted({evidence.voter for evidence in finding.evidence}),
        },
    }
    if finding.flow:
        result["codeFlows"] = [{"threadFlows": [{"locations": [_step(step) for step in finding.flow]}]}]
    if finding.edits:
        result["fixes"] = [_fix(finding)]
    if finding.suppressed is not None:
        result["suppressions"] = [{"kind": "inSource", "justification": finding.suppressed}]
    return result


def _location(place: Place) -> dict[str, Any]:
    return {"physicalLocation": {"artifactLocation": _artifact(place.path), "region": _region(place)}}


def _artifact(path: str) -> dict[str, Any]:
    return {"uri": quote(path), "uriBaseId": "SRCROOT"}


def _region(place: Place) -> dict[str, Any]:
    return {"startLine": place.first, "endLine": place.last}


def _step(step: Step) -> dict[str, Any]:
    return {"location": {**_location(step.place), "message": {"text": step.says}}}


def _fix(finding: Finding) -> dict[str, Any]:
    paths = dict.fromkeys(edit.place.path for edit in finding.edits)
    return {
        "description": {"text": finding.recommendation or "Replace the lines."},
        "artifactChanges": [
            {
                "artifactLocation": _artifact(path),
                "replacements": _replacements([edit for edit in finding.edits if edit.place.path == path]),
            }
            for path in paths
        ],
    }


def _replacements(edits: Sequence[Edit]) -> list[dict[str, Any]]:
    """Whole lines: from the first character of the first to the first one after the last."""
    return [
        {
            "deletedRegion": {
                "startLine": edit.place.first,
                "startColumn": 1,
                "endLine": edit.place.last + 1,
                "endColumn": 1,
            },
            "insertedContent": {"text": edit.text},
        }
        for edit in edits
    ]


REPORT = Sarif()
