"""From what a panel claims to what it finds: Meta's rulings, one finding a cluster, its probability and its rank."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from imperium.analysis.source import language_of
from imperium.review.changes import is_changed
from imperium.review.claim import SEVERITIES, Claim, Severity
from imperium.review.expert import Verdict
from imperium.review.finding import Evidence, Finding, Rejected
from imperium.review.fusion.agreement import consistency, krippendorff_alpha
from imperium.review.fusion.ballots import WEIGHTS, borda, weighted_vote
from imperium.review.fusion.cluster import Cluster, clusters
from imperium.review.fusion.confidence import Calibration, confidence
from imperium.review.fusion.fingerprint import fingerprints
from imperium.review.fusion.precision import Precisions
from imperium.review.panel import Panel
from imperium.review.suppression import suppressions

LEAST_CRITICAL, LEAST_HIGH = 0.6, 0.3
"""The probability below which nothing is called critical, and high."""


class Judged(Struct, frozen=True):
    """Findings, best first; claims that Meta refused; the panel's agreement."""

    findings: tuple[Finding, ...]
    rejected: tuple[Rejected, ...]
    agreement: float | None


@dataclass(frozen=True)
class Judge:
    """Turns claims into findings by measured precision. `today` decides which suppressions have run out."""

    precisions: Precisions
    calibration: Calibration | None
    today: date

    def judged(self, panel: Panel) -> Judged:
        claims = panel.claims()
        rulings = _rulings(panel)
        kept, rejected = _kept(claims, rulings)
        groups = clusters(kept.values())
        limits = {
            id(claim): [v for v in rulings.get(number, ()) if v.ruling != "rejected"] for number, claim in kept.items()
        }
        electorate = Electorate(panel, self.precisions)
        findings = self._findings(groups, limits, electorate, panel)
        return Judged(tuple(sorted(findings, key=rank)), tuple(rejected), electorate.agreement(groups))

    def _findings(
        self,
        groups: Sequence[Cluster],
        rulings: Mapping[int, Sequence[Verdict]],
        electorate: Electorate,
        panel: Panel,
    ) -> list[Finding]:
        files = panel.subject.files
        marks = fingerprints(groups, files)
        points = borda(groups, self.precisions)
        known = {path: suppressions(text) for path, text in files.items()}
        found = []
        for cluster, mark, score in zip(groups, marks, points, strict=True):
            finding = self._finding(cluster, mark, score, rulings, electorate)
            first, last = finding.line_range
            reason = next(
                (
                    comment.reason
                    for comment in known.get(finding.file, ())
                    if comment.covers(finding.type, finding.rule, first, last, self.today)
                ),
                None,
            )
            if _is_spoken_of(finding, panel):
                found.append(finding if reason is None else replace(finding, suppressed=reason))
        return found

    def _finding(
        self,
        cluster: Cluster,
        fingerprint: str,
        points: int,
        rulings: Mapping[int, Sequence[Verdict]],
        electorate: Electorate,
    ) -> Finding:
        first, precisions = cluster.first, self.precisions
        own = [verdict for claim in cluster.claims for verdict in rulings.get(id(claim), ())]
        votes = precisions.by_school(cluster.claims)
        sure = confidence(votes, max(claim.strength for claim in cluster.claims), self.calibration)
        sure = min([sure, *(verdict.limit for verdict in own if verdict.ruling == "capped")])
        unfixed = any(verdict.ruling == "unfixed" for verdict in own)
        severity = min((claim.severity for claim in cluster.claims), key=SEVERITIES.index)
        return Finding(
            fingerprint=fingerprint,
            type=first.type,
            severity=fitting(severity, sure),
            file=first.place.path,
            line_range=(first.place.first, first.place.last),
            description=first.description,
            recommendation=first.recommendation,
            confidence=round(sure, 4),
            consistency=round(electorate.consistency(cluster), 4),
            rule=first.rule,
            cwe=tuple(dict.fromkeys(cwe for claim in (first, *cluster.claims) for cwe in claim.cwe)),
            function=first.function,
            snippet=first.snippet,
            experts=tuple(dict.fromkeys(claim.expert for claim in cluster.claims)),
            evidence=tuple(self._evidence(claim) for claim in cluster.claims),
            flow=first.flow,
            edits=() if unfixed else next((claim.edits for claim in cluster.claims if claim.edits), ()),
            notes=tuple(dict.fromkeys(f"{verdict.check}: {verdict.reason}" for verdict in own)),
            borda=points,
            weighted_vote=round(weighted_vote(cluster, precisions), 4),
        )

    def _evidence(self, claim: Claim) -> Evidence:
        precision = self.precisions.of(claim)
        return Evidence(
            voter=claim.voter,
            school=claim.school,
            rule=claim.rule,
            expert=claim.expert,
            precision=round(precision.mean, 4),
            measured_on=precision.seen,
            strength=claim.strength,
        )


class Electorate:
    """Who could have said something of a file and a type: a school that read the file and has a rule of that type."""

    def __init__(self, panel: Panel, precisions: Precisions) -> None:
        self._precisions = precisions
        self._types: dict[str, set[str]] = defaultdict(set)
        self._languages: dict[str, set[str | None]] = defaultdict(set)
        self._weights: dict[str, float] = {}
        for claim in panel.claims():
            self._types[claim.school].add(claim.type)
            self._languages[claim.school].add(language_of(claim.place.path))
            mean = precisions.of(claim).mean
            self._weights[claim.school] = max(self._weights.get(claim.school, 0.0), mean)

    def eligible(self, cluster: Cluster) -> dict[str, float]:
        """School → weight."""
        language = language_of(cluster.first.place.path)
        return {
            school: self._weights[school]
            for school, types in self._types.items()
            if any(claim.type in types for claim in cluster.claims) and language in self._languages[school]
        }

    def consistency(self, cluster: Cluster) -> float:
        return consistency(self._precisions.by_school(cluster.claims), self.eligible(cluster))

    def agreement(self, groups: Sequence[Cluster]) -> float | None:
        return krippendorff_alpha(
            [{school: school in cluster.schools for school in self.eligible(cluster)} for cluster in groups]
        )


def rank(finding: Finding) -> tuple[float, float, float, str, int]:
    """The order of reading: severity times probability; where that is equal, the weighted vote, then Borda's."""
    return (
        -WEIGHTS[finding.severity] * finding.confidence,
        -finding.weighted_vote,
        -finding.borda,
        finding.file,
        finding.line_range[0],
    )


def fitting(severity: Severity, sure: float) -> Severity:
    """The severity that fits a probability: what is more likely wrong than right alarms nobody."""
    if severity == "critical" and sure < LEAST_CRITICAL:
        severity = "high"
    return "medium" if severity == "high" and sure < LEAST_HIGH else severity


def _rulings(panel: Panel) -> dict[int, list[Verdict]]:
    meta = panel.examined.get("meta")
    found: dict[int, list[Verdict]] = defaultdict(list)
    for verdict in meta.examination.verdicts if meta else ():
        found[verdict.claim].append(verdict)
    return found


def _kept(claims: Sequence[Claim], rulings: Mapping[int, Sequence[Verdict]]) -> tuple[dict[int, Claim], list[Rejected]]:
    kept: dict[int, Claim] = {}
    rejected: list[Rejected] = []
    for number, claim in enumerate(claims):
        refused = next((verdict for verdict in rulings.get(number, ()) if verdict.ruling == "rejected"), None)
        if refused is None:
            kept[number] = claim
        else:
            rejected.append(Rejected(claim=claim, check=refused.check, reason=refused.reason))
    return kept, rejected


def _is_spoken_of(finding: Finding, panel: Panel) -> bool:
    """Whether it is in what changed, or on the way of its flow; without a diff everything is."""
    changed = panel.subject.changed
    if changed is None:
        return True
    places = [finding.place, *(step.place for step in finding.flow)]
    return any(is_changed(place.first, place.last, changed.get(place.path, ())) for place in places)
