"""Meta: reads what the other experts claim and tries to refute it."""

from __future__ import annotations

from imperium.analysis.source import SUFFIXES
from imperium.kit.kinds import discover
from imperium.review.check import Check
from imperium.review.claim import Claim
from imperium.review.expert import Examination, Verdict
from imperium.review.subject import Subject

CHECKS = "imperium.review.checks"


class Meta:
    name = "meta"
    languages = tuple(dict.fromkeys(SUFFIXES.values()))
    types: frozenset[str] = frozenset()
    asks = "Judge the findings of the other experts: refute what the code shown does not bear out."

    def examine(self, subject: Subject, earlier: tuple[Claim, ...] = ()) -> Examination:
        checks = discover(CHECKS, Check)
        verdicts = tuple(verdict for check in checks.values() for verdict in check.judge(earlier, subject))
        return Examination(expert=self.name, verdicts=verdicts, summary=_summary(earlier, verdicts))


def _summary(claims: tuple[Claim, ...], verdicts: tuple[Verdict, ...]) -> str:
    rejected = {verdict.claim for verdict in verdicts if verdict.ruling == "rejected"}
    return f"{len(claims)} claims were checked, {len(rejected)} of them refuted."


EXPERT = Meta()
