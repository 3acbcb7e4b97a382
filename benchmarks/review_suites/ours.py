"""Our reviewers: the analysis alone, and the security expert with all that it asks, each in a process of its own.

    python -m benchmarks.review_suites.ours flows|security|native ROOT < paths.json

What counts as told has a confidence of a half or more: below, a finding is a hint.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.review_suites.reviewer import Absent, Language, Ran, Review, Told, run

ROOT = Path(__file__).parents[2]
TOLD = 0.5


@dataclass(frozen=True)
class Ours:
    """`part` is `flows`, `security` or `native`."""

    part: str
    name: str
    languages: tuple[Language, ...] = ("python", "java", "javascript", "c")

    def review(self, root: Path, paths: Sequence[str]) -> Review | Absent:
        ran, answer = asked(self.part, root, paths)
        told = [Told(path, line, frozenset(cwes), sure, rule) for path, line, cwes, sure, rule in answer["told"]]
        kept = tuple(one for one in told if one.confidence >= TOLD)
        return Review(kept, ran.cpu_s, ran.rss_mb, frozenset(answer["unread"]))


def asked(part: str, root: Path, paths: Sequence[str]) -> tuple[Ran, dict[str, Any]]:
    """What a part of ours answers about some files, in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.review_suites.ours", part, root.resolve()]
    ran = run(command, folder=ROOT, given=json.dumps(list(paths)))
    if not ran.output:
        raise RuntimeError(ran.errors)
    return ran, json.loads(ran.output)


OURS = [
    Ours("flows", "imperium flows"),
    Ours("security", "imperium security"),
    Ours("native", "imperium without tools", ("c",)),
]


def flows(root: Path, paths: Sequence[str]) -> dict[str, Any]:
    """What the analysis says of some files of a project, all of which it may look into."""
    from imperium.analysis.analyse import analyse_all
    from imperium.analysis.catalogue import kinds
    from imperium.analysis.project import Project
    from imperium.review.intake import read_folder

    reports = analyse_all(Project(read_folder(root)), paths)
    found = [flow for report in reports for flow in report.flows]
    told = [[one.sink.path, one.sink.at.line, kinds()[one.kind].cwe, one.grade, one.kind] for one in found]
    return {"told": told, "unread": [report.path for report in reports if report.faults]}


def security(root: Path, paths: Sequence[str]) -> dict[str, Any]:
    """What the security expert and Meta find in some files; the others of the project are there to look into.

    `told` is best first, with the weakness that is meant before those beside it; the first `shown` are what people see.
    """
    from imperium.kit import kinds
    from imperium.review.expert import Expert
    from imperium.review.feedback import Verdicts
    from imperium.review.fusion.confidence import shipped
    from imperium.review.fusion.judgement import Judge
    from imperium.review.fusion.precision import Precisions, measured
    from imperium.review.intake import read_folder
    from imperium.review.job import EXPERTS
    from imperium.review.panel import Examined, Panel
    from imperium.review.request import ReviewInputs
    from imperium.review.subject import Subject
    from imperium.review.telling import told

    everywhere = ((1, sys.maxsize),)
    subject = Subject(files=read_folder(root), root=root, changed=dict.fromkeys(paths, everywhere) if paths else None)
    panel: Any = Panel(subject, ["security", "meta"], {}, context=None, asking=None, deadline=0, workers=None)  # type: ignore[arg-type]
    for name in panel.names:
        examination = kinds.load(EXPERTS, Expert, name).examine(subject, panel.claims())
        panel.examined[name] = Examined(expert=name, status="ran", examination=examination, seconds=0.0)
    judged = Judge(Precisions(measured()), shipped(), datetime.now(UTC).date()).judged(panel)
    review = told(ReviewInputs(repository=str(root)), panel, judged, Verdicts({}, {}), time.perf_counter())
    listed = [*review.findings, *review.more]
    rows = [[one.file, one.line_range[0], one.cwe, one.confidence, one.rule] for one in listed]
    voters = [sorted({each.rule for each in one.evidence}) for one in listed]
    return {"told": rows, "unread": list(review.unread), "shown": len(review.findings), "rules": voters}


def native(root: Path, paths: Sequence[str]) -> dict[str, Any]:
    """What our own analysis of C and C++ tells the experts on security and quality, no tool asked."""
    from imperium.review.intake import read_folder
    from imperium.review.native import ask
    from imperium.review.subject import Subject

    everywhere = ((1, sys.maxsize),)
    subject = Subject(files=read_folder(root), root=root, changed=dict.fromkeys(paths, everywhere))
    outcomes = [ask(subject, expert) for expert in ("security", "quality")]
    claims = [claim for outcome in outcomes for claim in outcome.claims]
    told = [[one.place.path, one.place.first, one.cwe, one.strength, one.rule] for one in claims]
    return {"told": told, "unread": list(outcomes[0].unread)}


if __name__ == "__main__":
    part, folder = sys.argv[1:]
    print(
        json.dumps({"flows": flows, "security": security, "native": native}[part](Path(folder), json.load(sys.stdin)))
    )
