"""The quoted lines are the file's: what a voter saw must stand where it says."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from imperium.review.claim import Claim
from imperium.review.expert import Verdict
from imperium.review.subject import Subject

_BLANK = re.compile(r"\s+")


class Quotation:
    name = "quotation"

    def judge(self, claims: Sequence[Claim], subject: Subject) -> Iterator[Verdict]:
        lines = {path: text.split("\n") for path, text in subject.files.items()}
        for number, claim in enumerate(claims):
            if reason := _objection(claim, lines.get(claim.place.path)):
                yield Verdict(claim=number, check=self.name, ruling="rejected", reason=reason)


def _objection(claim: Claim, lines: list[str] | None) -> str:
    place = claim.place
    if lines is None:
        return f"there is no file {place.path}"
    if not 1 <= place.first <= place.last <= max(len(lines), 1):
        return f"{place.path} has {len(lines)} lines, not {place.last}"
    said = _BLANK.sub("", claim.snippet)
    if said and said not in _BLANK.sub("", "\n".join(lines[place.first - 1 : place.last])):
        return f"the quoted code doesn't stand at {place.path}:{place.first}"
    return ""


CHECK = Quotation()
