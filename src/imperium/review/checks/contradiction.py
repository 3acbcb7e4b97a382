"""Nothing contradicts: of two claims that can't both be acted on, the surer one stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from imperium.review.claim import Claim
from imperium.review.expert import Verdict
from imperium.review.subject import Subject

OVERRULED: dict[str, frozenset[str]] = {
    "dead_code": frozenset({"untested_function", "missing_docstring", "long_function", "high_complexity"}),
    "unused_dependency": frozenset({"outdated_dependency"}),
}
"""Nobody tests, documents or shortens what should be deleted."""


class Contradiction:
    name = "contradiction"

    def judge(self, claims: Sequence[Claim], subject: Subject) -> Iterator[Verdict]:
        for number, claim in enumerate(claims):
            for stronger in claims:
                if claim.type in OVERRULED.get(stronger.type, ()) and _within(claim, stronger):
                    reason = f"{stronger.rule} finds that this can go"
                    yield Verdict(claim=number, check=self.name, ruling="rejected", reason=reason)
                    break
        yield from _edits_apart(claims)


def _within(claim: Claim, stronger: Claim) -> bool:
    inner, outer = claim.place, stronger.place
    return inner.path == outer.path and outer.first <= inner.first and inner.last <= outer.last


def _edits_apart(claims: Sequence[Claim]) -> Iterator[Verdict]:
    """Of claims that would change the same lines differently, all but the surest lose their fix."""
    order = sorted(range(len(claims)), key=lambda number: -claims[number].strength)
    taken: dict[tuple[str, int], int] = {}
    for number in order:
        lines = {
            (edit.place.path, line)
            for edit in claims[number].edits
            for line in range(edit.place.first, edit.place.last + 1)
        }
        other = next((taken[line] for line in lines if line in taken), None)
        if other is None:
            taken.update(dict.fromkeys(lines, number))
        elif claims[other].edits != claims[number].edits:
            reason = f"{claims[other].rule} changes the same lines"
            yield Verdict(claim=number, check="contradiction", ruling="unfixed", reason=reason)


CHECK = Contradiction()
