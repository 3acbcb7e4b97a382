"""CWEval: small tasks, each solved once safely and once not. A reviewer should speak of the second file only.

The tasks of JavaScript, C and C++ come as `<task>_task.<suffix>` beside `<task>_unsafe.<suffix>`; a file counts as told
when a finding in it has a weakness of its task's family. `even` is the first half of a language's tasks by name, `odd`
the second.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.table import Table

from benchmarks.review_suites.reviewer import Absent, Half, Language, Review, Reviewer, lines
from benchmarks.review_suites.scores import Score

SUFFIXES: dict[str, tuple[str, Language]] = {
    ".js": ("JavaScript", "javascript"),
    ".c": ("C", "c"),
    ".cpp": ("C++", "c"),
}
NAME = re.compile(r"cwe_(?P<cwe>\d+)_\d+(_\w+?)?_(?P<kind>task|unsafe)$")
FAMILIES: tuple[frozenset[int], ...] = (
    frozenset({20, 116, 601, 918, 1286, 1287, 1289, 184, 625, 777}),
    frozenset({22, 23, 24, 35, 36, 73, 59}),
    frozenset({77, 78, 88}),
    frozenset({79, 80, 83, 87, 116}),
    frozenset({89, 564, 943}),
    frozenset({94, 95, 96, 1336}),
    frozenset({113, 93, 644}),
    frozenset({117, 93}),
    frozenset({119, 120, 121, 122, 125, 126, 127, 131, 170, 787, 788, 805, 806, 193, 124, 129}),
    frozenset({134}),
    frozenset({190, 191, 680, 681, 197, 128}),
    frozenset({200, 209, 532, 538}),
    frozenset({252, 476, 690, 754}),
    frozenset({295, 296, 297, 298, 299, 599}),
    frozenset({319, 311, 312, 523}),
    frozenset({326, 327, 328, 780, 916, 1240}),
    frozenset({759, 760}),
    frozenset({329, 1204, 323}),
    frozenset({330, 331, 335, 337, 338, 340}),
    frozenset({345, 346, 347}),
    frozenset({362, 367, 377, 378, 379}),
    frozenset({400, 407, 409, 730, 770, 776, 789, 834, 835, 1333}),
    frozenset({401, 404, 415, 416, 772, 775, 825}),
    frozenset({434}),
    frozenset({502}),
    frozenset({611, 776, 827}),
    frozenset({643, 91}),
    frozenset({276, 732, 281}),
    frozenset({798, 259, 321}),
    frozenset({918}),
    frozenset({1321, 915}),
)
"""Weaknesses that name the same mistake, more or less closely: a tool may use any of a family."""


@dataclass(frozen=True)
class Case:
    """A file of a task."""

    path: str
    task: str
    cwe: int
    vulnerable: bool


@dataclass(frozen=True)
class Result:
    reviewer: str
    score: Score
    review: Review
    thousands: float


def family(cwe: int) -> frozenset[int]:
    """What a tool may call a weakness: all families that hold it, and itself."""
    return frozenset({cwe}).union(*(each for each in FAMILIES if cwe in each))


def cases(root: Path, suffix: str, half: Half) -> list[Case]:
    """The files of the tasks that have both, of a half."""
    found: dict[str, list[Case]] = {}
    for file in sorted(root.rglob(f"*{suffix}")):
        if match := NAME.match(file.stem):
            task = file.stem.removesuffix(f"_{match['kind']}")
            case = Case(str(file.relative_to(root)), task, int(match["cwe"]), match["kind"] == "unsafe")
            found.setdefault(task, []).append(case)
    tasks = sorted(task for task, files in found.items() if len(files) == 2)
    return [case for task in _half(tasks, half) for case in found[task]]


def _half(tasks: Sequence[str], half: Half) -> Sequence[str]:
    middle = (len(tasks) + 1) // 2
    return tasks if half == "all" else tasks[:middle] if half == "even" else tasks[middle:]


def is_told(case: Case, review: Review) -> bool:
    """Whether a review names the weakness of a case's task in its file."""
    wanted = family(case.cwe)
    return any(finding.path == case.path and finding.cwes & wanted for finding in review.told)


def measure(root: Path, half: Half, reviewers: Sequence[Reviewer]) -> list[Table]:
    """A table a language, of those that are there, and one of what each reviewer says of each task."""
    tables: list[Table] = []
    for suffix, (name, language) in SUFFIXES.items():
        found = cases(root, suffix, half)
        if found:
            there, absent = results(root, found, [each for each in reviewers if language in each.languages])
            title = f"CWEval {name}, {half} tasks ({len(found) // 2})"
            tables += [overview(title, there, absent), by_task(title, found, there)]
    return tables


def results(root: Path, found: Sequence[Case], reviewers: Sequence[Reviewer]) -> tuple[list[Result], dict[str, Absent]]:
    """Each reviewer's result, and the absent ones. They see the files of these tasks and no others."""
    paths = [case.path for case in found]
    thousands = lines(root, paths) / 1000
    there: list[Result] = []
    absent: dict[str, Absent] = {}
    with tempfile.TemporaryDirectory() as alone:
        copy(root, paths, Path(alone))
        for reviewer in reviewers:
            review = reviewer.review(Path(alone), paths)
            if isinstance(review, Absent):
                absent[reviewer.name] = review
            else:
                there.append(Result(reviewer.name, score(found, review), review, thousands))
    return there, absent


def copy(root: Path, paths: Sequence[str], folder: Path) -> None:
    """Some files in a folder of their own."""
    for path in paths:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(root / path, folder / path)


def score(found: Sequence[Case], review: Review) -> Score:
    """The counts of a review."""
    counts = Score()
    for case in found:
        counts.count(vulnerable=case.vulnerable, told=is_told(case, review))
    return counts


def overview(title: str, there: Sequence[Result], absent: dict[str, Absent]) -> Table:
    """One row a reviewer; the last column is its cost."""
    table = Table("reviewer", "hits", "alarms", "Youden", "unread", "CPU ms/1,000 lines", title=title)
    for one in there:
        table.add_row(
            one.reviewer,
            *(f"{one.score.hit_rate:.2f}", f"{one.score.alarm_rate:.2f}", f"{one.score.youden:+.2f}"),
            *(str(len(one.review.unread)), f"{one.review.cpu_s * 1000 / one.thousands:,.0f}"),
        )
    for name, missing in absent.items():
        table.add_row(name, f"absent: {missing.remedy}")
    return table


def by_task(title: str, found: Sequence[Case], there: Sequence[Result]) -> Table:
    """What each reviewer said of each task: told, missed, and whether the safe solution was told too."""
    table = Table("task", *(one.reviewer for one in there), title=f"{title}: task by task")
    for task in dict.fromkeys(case.task for case in found):
        files = [case for case in found if case.task == task]
        table.add_row(task, *(_word(files, one.review) for one in there))
    return table


def _word(files: Sequence[Case], review: Review) -> str:
    told = {case.vulnerable: is_told(case, review) for case in files}
    return ("told" if told[True] else "missed") + (", false alarm" if told[False] else "")
