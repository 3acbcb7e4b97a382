"""GitHub: the body of `POST /repos/{owner}/{repo}/pulls/{number}/reviews`, one review with all comments in it.

A comment stands at the finding's lines and ends in a suggestion block where one replacement of exactly these lines
puts it right. One review is one notification.
"""

from __future__ import annotations

from typing import Any

import msgspec

from imperium.review.finding import Finding, Review
from imperium.review.repair import suggestion
from imperium.review.written import escaped, fenced


class GithubReview:
    media_type = "application/json"

    def render(self, review: Review) -> str:
        body = {
            "event": "COMMENT",
            "body": escaped(review.summary),
            "comments": [_comment(finding) for finding in review.findings],
        }
        return msgspec.json.format(msgspec.json.encode(body), indent=2).decode()


def _comment(finding: Finding) -> dict[str, Any]:
    edit = finding.edits[0] if suggestion(finding.edits) is not None else None
    first, last = (edit.place.first, edit.place.last) if edit else finding.line_range
    comment: dict[str, Any] = {"path": finding.file, "line": last, "side": "RIGHT", "body": _body(finding)}
    if first < last:
        comment |= {"start_line": first, "start_side": "RIGHT"}
    return comment


def _body(finding: Finding) -> str:
    name = f"{finding.severity.capitalize()}: {escaped(finding.type.replace('_', ' '))}"
    title = f"**{name}** ({finding.confidence:.0%} sure)"
    parts = [title, escaped(finding.description), escaped(finding.recommendation)]
    if (fix := suggestion(finding.edits)) is not None:
        parts.append("\n".join(fenced(fix, "suggestion")))
    return "\n\n".join(filter(None, parts))


REPORT = GithubReview()
