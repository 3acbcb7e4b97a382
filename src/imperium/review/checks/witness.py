"""What a model says needs a witness: a static voter, or a second model."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from imperium.review.claim import Claim
from imperium.review.expert import Verdict
from imperium.review.subject import Subject

WITHOUT_WITNESS = 0.6
"""What a model says alone is believed no further than this."""


class Witness:
    name = "witness"

    def judge(self, claims: Sequence[Claim], subject: Subject) -> Iterator[Verdict]:
        for number, claim in enumerate(claims):
            if claim.school.startswith("model") and not _has_witness(claim, claims):
                reason = "only one model says so: no other voter points at these lines"
                yield Verdict(claim=number, check=self.name, ruling="capped", reason=reason, limit=WITHOUT_WITNESS)


def _has_witness(claim: Claim, claims: Sequence[Claim]) -> bool:
    """Another school at the same lines, of the same type or weakness."""
    return any(
        other.school != claim.school
        and other.place.path == claim.place.path
        and other.place.first <= claim.place.last + 4
        and claim.place.first <= other.place.last + 4
        and (other.type == claim.type or set(other.cwe) & set(claim.cwe))
        for other in claims
    )


CHECK = Witness()
