"""How well a confidence tells what will be right: on RealVuln, each application judged by what the others taught.

    python3 dev.py bench review -- --realvuln DIR --calibration [--write src/imperium/review/calibration.json]

For an application that is left out, rules' precisions and the regression come from the others alone; a row that the
regression is fitted on has precisions that its own application had no part in. `--write` fits on all rows and ships it.
"""

from __future__ import annotations

import importlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray
from rich.table import Table
from scipy.optimize import minimize

from benchmarks.review_suites import realvuln
from benchmarks.review_suites.reviewer import Half
from imperium.review import toolbox
from imperium.review.claim import Claim
from imperium.review.experts.security import EXPERT, believed
from imperium.review.fusion.ballots import WEIGHTS, borda, weighted_vote
from imperium.review.fusion.cluster import Cluster, clusters
from imperium.review.fusion.confidence import (
    Calibration,
    confidence,
    expected_calibration_error,
    features,
    noisy_or,
)
from imperium.review.fusion.precision import Counts, Measured, Precisions, measured
from imperium.review.intake import read_folder
from imperium.review.subject import Subject

Floats = NDArray[np.float64]
NOISY_OR = (0.0, 0.0, 1.0, 0.0, 0.0)
"""The weights with which the regression says what independent witnesses would."""
PENALTY = 100.0
"""Of the squared distance from there: two hundred cases of five applications move it little."""


@dataclass(frozen=True)
class Application:
    """What was claimed of an application, and which labels say that a claim is right."""

    name: str
    claims: tuple[Claim, ...]
    is_right: Callable[[Sequence[Cluster]], list[bool]]


@dataclass(frozen=True)
class Row:
    """A cluster of an application that had no part in the precisions of its votes."""

    cluster: Cluster
    votes: dict[str, float]
    right: bool
    borda: int
    weighted: float

    @property
    def features(self) -> tuple[float, ...]:
        return features(self.votes, max(claim.strength for claim in self.cluster.claims))


def measure(root: Path, half: Half, target: Path | None = None) -> Table:
    """The combiners over applications left out; with `target` the regression on all rows is written there."""
    applications = [_examined(root, one) for one in realvuln.applications(root, half)]
    rows = {one.name: _rows(one, [other for other in applications if other is not one]) for one in applications}
    every = [row for own in rows.values() for row in own]
    truth = [row.right for row in every]
    predicted = [p for name, own in rows.items() for p in _predicted(own, _others(rows, name))]
    chance = _chance(predicted)
    table = Table("combiner", "average precision", "AUC", "ECE", "precision of the first 15", title=_title(rows))
    for name, scores in _combiners(every, predicted).items():
        is_probability = name in ("logistic regression", "noisy-or", "best rule")
        error = f"{expected_calibration_error(scores, truth):.3f}" if is_probability else "–"
        first = _first(rows, dict(zip(map(id, every), scores, strict=True)))
        table.add_row(
            name, f"{_average_precision(scores, truth):.3f}", f"{_auc(scores, truth):.3f}", error, f"{first:.3f}"
        )
    table.add_row("(chance alone, were it right)", "–", "–", f"{chance:.3f}", "–")
    if target is not None:
        _ship(every, expected_calibration_error(predicted, truth), target)
    return table


def _chance(predicted: Sequence[float], draws: int = 300) -> float:
    """The error that so few findings would show if every probability were exactly right."""
    random, said = np.random.default_rng(0), np.array(predicted)
    worlds = (list(random.random(len(said)) < said) for _ in range(draws))
    return float(np.mean([expected_calibration_error(predicted, world) for world in worlds]))


def _title(rows: Mapping[str, Sequence[Row]]) -> str:
    count = sum(map(len, rows.values()))
    right = sum(row.right for own in rows.values() for row in own)
    return f"Confidence on {len(rows)} applications, each left out: {count} findings, {right} right"


def _combiners(rows: Sequence[Row], predicted: Sequence[float]) -> dict[str, list[float]]:
    return {
        "logistic regression": list(predicted),
        "noisy-or": [noisy_or(row.votes.values()) for row in rows],
        "best rule": [max(row.votes.values()) for row in rows],
        "weighted vote": [row.weighted for row in rows],
        "Borda": [float(row.borda) for row in rows],
        "number of voters": [float(len(row.votes)) for row in rows],
    }


def _examined(root: Path, labelled: realvuln.Application) -> Application:
    subject = Subject(files=read_folder(labelled.root), root=labelled.root)
    claims = tuple(toolbox.claims(EXPERT.examine(subject).outcomes))
    return Application(labelled.name, claims, lambda found: _judged(root, labelled, found))


def _judged(root: Path, labelled: realvuln.Application, found: Sequence[Cluster]) -> list[bool]:
    """Whether each cluster is right, by the benchmark's own matcher."""
    matcher, base = realvuln.matcher(root), importlib.import_module("parsers.base")
    entries = [
        base.NormalisedFinding(
            one.place.path,
            f"CWE-{one.cwe[0] if one.cwe else 0}",
            one.place.first,
            None,
            None,
            one.rule,
            None,
            "us",
            str(n),
        )
        for n, one in enumerate(cluster.first for cluster in found)
    ]
    results = matcher.match_findings(entries, labelled.labels)
    right = {r.scanner_finding.finding_id for r in results if r.scanner_finding and r.classification == "TP"}
    return [str(number) in right for number in range(len(found))]


def _taught(applications: Iterable[Application]) -> Precisions:
    """What the applications teach of rules; of schools we keep what ships."""
    counts: dict[str, Counts] = defaultdict(Counts)
    for one in applications:
        groups = clusters(one.claims)
        for cluster, right in zip(groups, one.is_right(groups), strict=True):
            for rule in {claim.rule for claim in cluster.claims}:
                counts[rule] += Counts(float(right), 1.0)
    return Precisions(Measured(measured().schools, dict(counts)))


def _rows(one: Application, others: Sequence[Application]) -> list[Row]:
    precisions = _taught(others)
    groups = clusters(believed(one.claims, precisions))
    scores = borda(groups, precisions)
    return [
        Row(cluster, precisions.by_school(cluster.claims), right, score, weighted_vote(cluster, precisions))
        for cluster, right, score in zip(groups, one.is_right(groups), scores, strict=True)
    ]


def _others(rows: Mapping[str, Sequence[Row]], name: str) -> list[Row]:
    return [row for other, own in rows.items() if other != name for row in own]


def _predicted(rows: Sequence[Row], others: Sequence[Row]) -> list[float]:
    calibration = _fitted(others)
    return [confidence(r.votes, max(c.strength for c in r.cluster.claims), calibration) for r in rows]


def _fitted(rows: Sequence[Row], error: float = 0.0) -> Calibration:
    """The regression with the least penalised log loss."""
    given = np.array([(1.0, *row.features) for row in rows])
    right = np.array([row.right for row in rows], dtype=float)

    def loss(weights: Floats) -> float:
        score = given @ weights
        return float(np.sum(np.logaddexp(0, score) - right * score) + PENALTY * np.sum((weights - NOISY_OR) ** 2))

    intercept, *weights = minimize(loss, np.array(NOISY_OR), method="BFGS").x
    return Calibration(
        intercept=round(float(intercept), 4),
        weights=tuple(round(float(weight), 4) for weight in weights),
        fitted_on="RealVuln's development applications, precisions by the others",
        cases=len(rows),
        expected_calibration_error=round(error, 4),
    )


def _ship(rows: Sequence[Row], error: float, target: Path) -> None:
    target.write_bytes(msgspec.json.format(msgspec.json.encode(_fitted(rows, error)), indent=2) + b"\n")


def _first(rows: Mapping[str, Sequence[Row]], scores: Mapping[int, float]) -> float:
    """The part that is right of each application's fifteen by severity times score."""
    right: list[bool] = []
    for own in rows.values():
        ranked = sorted(own, key=lambda row: -WEIGHTS[row.cluster.first.severity] * scores[id(row)])
        right += [row.right for row in ranked[:15]]
    return sum(right) / max(len(right), 1)


def _average_precision(scores: Sequence[float], truth: Sequence[bool]) -> float:
    ranked = sorted(range(len(scores)), key=lambda number: -scores[number])
    hits, total = 0, 0.0
    for position, number in enumerate(ranked, start=1):
        if truth[number]:
            hits += 1
            total += hits / position
    return total / max(hits, 1)


def _auc(scores: Sequence[float], truth: Sequence[bool]) -> float:
    right = np.array([s for s, t in zip(scores, truth, strict=True) if t])
    wrong = np.array([s for s, t in zip(scores, truth, strict=True) if not t])
    if not len(right) or not len(wrong):
        return float("nan")
    return float(np.mean((right[:, None] > wrong) + 0.5 * (right[:, None] == wrong)))


def options(parser: Any) -> None:
    """What the command takes for it."""
    parser.add_argument("--calibration", action="store_true", help="how well confidences on RealVuln hold")
    parser.add_argument("--write", type=Path, metavar="FILE", help="where to write the calibration")
