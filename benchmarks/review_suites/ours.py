"""Our reviewers: the analysis alone, and the security expert with all that it asks, each in a process of its own.

    python -m benchmarks.review_suites.ours flows|security ROOT < paths.json

What counts as told has a confidence of a half or more: below, a finding is a hint.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.review_suites.reviewer import Absent, Language, Review, Told, run

ROOT = Path(__file__).parents[2]
TOLD = 0.5


@dataclass(frozen=True)
class Ours:
    """`part` is `flows` or `security`."""

    part: str
    name: str
    languages: tuple[Language, ...] = ("python", "java", "javascript", "c")

    def review(self, root: Path, paths: Sequence[str]) -> Review | Absent:
        command = [sys.executable, "-m", "benchmarks.review_suites.ours", self.part, root.resolve()]
        ran = run(command, folder=ROOT, given=json.dumps(list(paths)))
        if not ran.output:
            raise RuntimeError(ran.errors)
        answer = json.loads(ran.output)
        told = [Told(path, line, frozenset(cwes), sure, rule) for path, line, cwes, sure, rule in answer["told"]]
        kept = tuple(one for one in told if one.confidence >= TOLD)
        return Review(kept, ran.cpu_s, ran.rss_mb, frozenset(answer["unread"]))


OURS = [Ours("flows", "imperium flows"), Ours("security", "imperium security")]


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
    """What the security expert claims of some files; the others of the project are there to look into."""
    from imperium.kit import kinds
    from imperium.review.expert import Expert
    from imperium.review.intake import read_folder
    from imperium.review.job import EXPERTS
    from imperium.review.subject import Subject

    everywhere = ((1, sys.maxsize),)
    subject = Subject(files=read_folder(root), root=root, changed=dict.fromkeys(paths, everywhere))
    examined = kinds.load(EXPERTS, Expert, "security").examine(subject)
    told = [[one.place.path, one.place.first, one.cwe, one.strength, one.rule] for one in examined.claims]
    unread = [path for outcome in examined.outcomes if outcome.tool == "imperium" for path in outcome.unread]
    return {"told": told, "unread": unread}


if __name__ == "__main__":
    part, folder = sys.argv[1:]
    print(json.dumps({"flows": flows, "security": security}[part](Path(folder), json.load(sys.stdin))))
