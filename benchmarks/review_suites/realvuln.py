"""RealVuln: small web applications of Python with labelled vulnerabilities, and traps that only look like some.

    python -m benchmarks.review_suites.realvuln DIR        # precision of each of our rules, as `precision.yaml` has it

Scored by the benchmark's own matcher, which is imported from the checkout: a finding is right if its file and weakness
fit a label and its line is within ten of it; each label counts once, everything else is a false positive. Ours counts
by the first weakness that it names, a peer by any. What people see first are at most fifteen findings an application:
their precision stands beside.
"""

from __future__ import annotations

import importlib
import sys
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rich.table import Table

from benchmarks.review_suites.ours import asked
from benchmarks.review_suites.reviewer import Absent, Half, Review, Reviewer, Told, in_half
from benchmarks.review_suites.scores import ratio

OURS = "imperium security"
TITLE = "RealVuln, official matcher"
COLUMNS = ("reviewer", "TP", "FP", "FN", "traps hit", "precision", "recall", "F1", "precision of 15", "CPU s", "MB")


@dataclass
class Tally:
    """Counts over applications. `shown` are the findings that are shown first, and how many of them are right."""

    right: int = 0
    wrong: int = 0
    missed: int = 0
    traps: int = 0
    shown: int = 0
    shown_right: int = 0
    cpu_s: float = 0.0
    rss_mb: float = 0.0
    rules: dict[str, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))

    @property
    def precision(self) -> float:
        return ratio(self.right, self.right + self.wrong)

    @property
    def recall(self) -> float:
        return ratio(self.right, self.right + self.missed)

    @property
    def f1(self) -> float:
        return ratio(2 * self.right, 2 * self.right + self.wrong + self.missed)


@dataclass(frozen=True)
class Application:
    """An application of the benchmark with its labels, as the matcher wants them."""

    name: str
    root: Path
    labels: dict[str, Any]


def applications(root: Path, half: Half) -> list[Application]:
    """Those that are there, in the order of their names."""
    labelled = matcher(root)
    found = [
        Application(folder.name, folder, labelled.load_ground_truth(str(labels)))
        for folder in sorted((root / "repos").iterdir())
        if (labels := root / "ground-truth" / folder.name / "ground-truth.json").is_file()
    ]
    return [each for number, each in enumerate(found) if in_half(number, half)]


def measure(root: Path, half: Half, reviewers: Sequence[Reviewer]) -> list[Table]:
    """All reviewers over all applications, then ours by application."""
    table = Table(*COLUMNS, title=f"{TITLE}, {half} applications")
    found = applications(root, half)
    for reviewer in reviewers:
        if "python" not in reviewer.languages:
            continue
        tally = Tally()
        for application in found:
            absent = _tell(root, application, reviewer, tally)
            if absent is not None:
                table.add_row(reviewer.name, f"absent: {absent.remedy}")
                break
        else:
            table.add_row(reviewer.name, *_row(tally))
    return [table, _by_application(root, found)]


def _by_application(root: Path, found: Sequence[Application]) -> Table:
    table = Table(*("application", *COLUMNS[1:]), title=f"{TITLE}, {OURS}")
    for application in found:
        tally = Tally()
        _count(root, application, findings(application.root), tally)
        table.add_row(application.name, *_row(tally))
    return table


def _row(tally: Tally) -> list[str]:
    shown = f"{ratio(tally.shown_right, tally.shown):.3f}" if tally.shown else "–"
    counts = [str(count) for count in (tally.right, tally.wrong, tally.missed, tally.traps)]
    rates = [f"{rate:.3f}" for rate in (tally.precision, tally.recall, tally.f1)]
    return [*counts, *rates, shown, f"{tally.cpu_s:.1f}", f"{tally.rss_mb:.0f}"]


def _tell(root: Path, application: Application, reviewer: Reviewer, tally: Tally) -> Absent | None:
    if reviewer.name == OURS:
        _count(root, application, findings(application.root), tally)
        return None
    paths = [str(file.relative_to(application.root)) for file in sorted(application.root.rglob("*.py"))]
    review = reviewer.review(application.root, paths)
    if isinstance(review, Absent):
        return review
    _count(root, application, Findings(review, _by_fit(application, review.told)), tally)
    return None


@dataclass(frozen=True)
class Findings:
    """A review, with the one weakness that each finding counts by, and the rules that speak for it.

    `first` is how many of them are shown first.
    """

    review: Review
    cwes: Sequence[int]
    first: int = 0
    rules: Sequence[Sequence[str]] = ()


def _by_fit(application: Application, told: Sequence[Told]) -> list[int]:
    """For each finding a weakness that some label of its file accepts, or any."""
    accepted: dict[str, set[int]] = defaultdict(set)
    for label in application.labels["findings"]:
        accepted[label["file"]] |= {int(cwe.removeprefix("CWE-")) for cwe in label["acceptable_cwes"]}
    return [min(one.cwes & accepted[one.path] or one.cwes or {0}) for one in told]


def _count(root: Path, application: Application, found: Findings, tally: Tally) -> None:
    match, base = matcher(root), importlib.import_module("parsers.base")
    entries = [
        base.NormalisedFinding(one.path, f"CWE-{cwe}", one.line, None, None, one.rule, None, "reviewer", str(number))
        for number, (one, cwe) in enumerate(zip(found.review.told, found.cwes, strict=True))
    ]
    for result in match.match_findings(entries, application.labels):
        entry = result.scanner_finding
        tally.missed += result.classification == "FN"
        if entry is None:
            continue
        is_right = result.classification == "TP"
        tally.right += is_right
        tally.wrong += not is_right
        tally.traps += not is_right and result.ground_truth_entry is not None
        number = int(entry.finding_id)
        for rule in found.rules[number] if found.rules else (entry.rule_id,):
            tally.rules[rule][0] += is_right
            tally.rules[rule][1] += 1
        if number < found.first:
            tally.shown += 1
            tally.shown_right += is_right
    tally.cpu_s += found.review.cpu_s
    tally.rss_mb = max(tally.rss_mb, found.review.rss_mb)


def matcher(root: Path) -> Any:
    """The benchmark's own matcher."""
    if str(root.resolve()) not in sys.path:
        sys.path.insert(0, str(root.resolve()))
    return importlib.import_module("scorer.matcher")


def findings(folder: Path) -> Findings:
    """What the security expert and Meta find in an application, best first."""
    ran, answer = asked("security", folder, ())
    told = tuple(Told(path, line, frozenset(cwes), sure, rule) for path, line, cwes, sure, rule in answer["told"])
    cwes = [one[2][0] if one[2] else 0 for one in answer["told"]]
    return Findings(Review(told, ran.cpu_s, ran.rss_mb), cwes, answer["shown"], answer["rules"])


def precisions(root: Path) -> str:
    """How often each of our rules is right, as lines of `precision.yaml`."""
    tally = Tally()
    for application in applications(root, "all"):
        _count(root, application, findings(application.root), tally)
    lines = [
        f'  {rule}: {{right: {right}, seen: {seen}, "on": RealVuln}}'
        for rule, (right, seen) in sorted(tally.rules.items())
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    print(precisions(Path(sys.argv[1])))
