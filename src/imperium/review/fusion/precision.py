"""How often each rule is right: measured on benchmarks, moved by what people accept and dismiss.

The precision of a rule is the mean of a Beta distribution: (right + 6 · mean of its school) / (seen + 6). So a rule
that was never measured counts as its school does, and twenty cases outweigh the school.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

from msgspec import Struct

from imperium.kit.shipped import shipped
from imperium.review.claim import Claim

PRIOR = 6.0
"""Cases that a school's mean weighs as much as; source: `benchmarks/review_suites/calibration.py`, where it told best
of applications that had no part in it."""
UNKNOWN_SCHOOL = 0.5


class Counts(Struct, frozen=True):
    """How often a rule was right, of how many cases, and where they come from."""

    right: float = 0.0
    seen: float = 0.0
    on: str = ""

    def __add__(self, other: Counts) -> Counts:
        named = " and ".join(dict.fromkeys(filter(None, (self.on, other.on))))
        return Counts(self.right + other.right, self.seen + other.seen, named)


class Precision(Struct, frozen=True):
    """The mean of the posterior, and the number of cases behind it."""

    mean: float
    seen: int
    on: str = ""


class Measured(Struct, frozen=True, forbid_unknown_fields=True):
    """`precision.yaml`: the mean of each school and the counts of each rule."""

    schools: dict[str, float]
    rules: dict[str, Counts]


class Precisions:
    """The precision of every rule; `verdicts` are counts of people's own, which add to the measured ones."""

    def __init__(self, measured: Measured, verdicts: Mapping[str, Counts] | None = None) -> None:
        self._measured = measured
        self._verdicts = verdicts or {}

    def of(self, claim: Claim) -> Precision:
        counts = self._measured.rules.get(claim.rule, Counts()) + self._verdicts.get(claim.rule, Counts())
        prior = self._measured.schools.get(claim.school, UNKNOWN_SCHOOL)
        return Precision((counts.right + PRIOR * prior) / (counts.seen + PRIOR), round(counts.seen), counts.on)

    def by_school(self, claims: Iterable[Claim]) -> dict[str, float]:
        """One vote a school: the best precision among its rules, weighed with how sure the voter was."""
        best: dict[str, float] = {}
        for claim in claims:
            best[claim.school] = max(best.get(claim.school, 0.0), self.of(claim).mean)
        return best


@cache
def measured() -> Measured:
    """What was measured, as it ships."""
    return shipped("imperium.review", "precision.yaml", Measured)
