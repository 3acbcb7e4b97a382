"""OWASP Benchmark, in Python and in Java: numbered cases of one category each, vulnerable or only looking so.

A case counts as told when a finding in its file has a weakness of its category's family; the families are the same for
every reviewer. The score is OWASP's: the rates' mean over categories, and Youden's J of it.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.table import Table

from benchmarks.review_suites.reviewer import Absent, Half, Language, Review, Reviewer, in_half, lines
from benchmarks.review_suites.scores import Score, macro

FAMILIES: dict[str, frozenset[int]] = {
    "cmdi": frozenset({77, 78, 88}),
    "codeinj": frozenset({94, 95, 96, 1336}),
    "crypto": frozenset({326, 327, 780}),
    "deserialization": frozenset({502}),
    "hash": frozenset({326, 327, 328, 759, 760, 916}),
    "ldapi": frozenset({90}),
    "pathtraver": frozenset({22, 23, 35, 36, 73}),
    "redirect": frozenset({601}),
    "securecookie": frozenset({614, 1004}),
    "sqli": frozenset({89, 564, 943}),
    "trustbound": frozenset({501}),
    "weakrand": frozenset({330, 331, 335, 337, 338}),
    "xpathi": frozenset({91, 643}),
    "xss": frozenset({79, 80, 116}),
    "xxe": frozenset({611, 776, 827}),
}
NAMES = {"python": "OWASP BenchmarkPython", "java": "OWASP BenchmarkJava"}
SUFFIXES = {"python": ".py", "java": ".java"}


@dataclass(frozen=True)
class Case:
    """A file and what is right about it."""

    path: str
    category: str
    vulnerable: bool


@dataclass(frozen=True)
class Result:
    """What became of a reviewer."""

    reviewer: str
    scores: dict[str, Score]
    review: Review
    thousands: float

    @property
    def micro(self) -> Score:
        return sum(self.scores.values(), Score())


def cases(root: Path, language: Language, half: Half) -> list[Case]:
    """The labelled cases of a half that are there."""
    (labels,) = root.glob("expectedresults-*.csv")
    files = {file.stem: file for file in root.rglob(f"*{SUFFIXES[language]}")}
    rows = [row for row in csv.reader(labels.read_text().splitlines()) if row and not row[0].startswith("#")]
    return [
        Case(str(files[name].relative_to(root)), category, vulnerable.strip() == "true")
        for name, category, vulnerable, *_ in rows
        if name in files and in_half(int(re.sub(r"\D", "", name)), half)
    ]


def score(found: Sequence[Case], review: Review) -> dict[str, Score]:
    """The counts of a review by category."""
    told: dict[str, set[int]] = {}
    for finding in review.told:
        told.setdefault(finding.path, set()).update(finding.cwes)
    scores: dict[str, Score] = {}
    for case in found:
        hit = bool(FAMILIES[case.category] & told.get(case.path, set()))
        scores.setdefault(case.category, Score()).count(vulnerable=case.vulnerable, told=hit)
    return dict(sorted(scores.items()))


def results(root: Path, found: Sequence[Case], reviewers: Sequence[Reviewer]) -> tuple[list[Result], dict[str, Absent]]:
    """Each reviewer's result, and the absent ones."""
    paths = [case.path for case in found]
    thousands = lines(root, paths) / 1000
    there: list[Result] = []
    absent: dict[str, Absent] = {}
    for reviewer in reviewers:
        review = reviewer.review(root, paths)
        if isinstance(review, Absent):
            absent[reviewer.name] = review
        else:
            there.append(Result(reviewer.name, score(found, review), review, thousands))
    return there, absent


def measure(root: Path, half: Half, reviewers: Sequence[Reviewer], language: Language) -> list[Table]:
    """What each reviewer gets right of one language's benchmark, in all and by category."""
    found = cases(root, language, half)
    there, absent = results(root, found, [each for each in reviewers if language in each.languages])
    title = f"{NAMES[language]}, {half} cases ({len(found)})"
    return [overview(title, there, absent), by_category(title, there)]


def overview(title: str, there: Sequence[Result], absent: dict[str, Absent]) -> Table:
    """One row a reviewer; the last columns are its cost."""
    columns = ("reviewer", "hits", "alarms", "Youden", "precision", "recall", "F1", "false positives", "unread")
    table = Table(*columns, "CPU ms/1,000 lines", "MB", title=title)
    for one in there:
        rates, micro = macro(one.scores), one.micro
        table.add_row(
            one.reviewer,
            *(f"{rates.hit_rate:.3f}", f"{rates.alarm_rate:.3f}", f"{rates.youden:+.3f}"),
            *(f"{micro.precision:.3f}", f"{micro.hit_rate:.3f}", f"{micro.f1:.3f}"),
            *(str(micro.alarms), str(len(one.review.unread))),
            *(f"{one.review.cpu_s * 1000 / one.thousands:,.0f}", f"{one.review.rss_mb:,.0f}"),
        )
    table.caption = "; ".join(f"{name} is absent: {missing.remedy}" for name, missing in absent.items()) or None
    return table


def by_category(title: str, there: Sequence[Result]) -> Table:
    """Youden by category, with the counts of our hits and alarms."""
    table = Table(
        "category", "vulnerable", "not", *(one.reviewer for one in there), title=f"{title}: Youden by category"
    )
    for category in there[0].scores if there else ():
        first = there[0].scores[category]
        table.add_row(
            category,
            str(first.hits + first.misses),
            str(first.alarms + first.passes),
            *(f"{one.scores[category].youden:+.2f}" for one in there),
        )
    return table


def mistakes(found: Sequence[Case], review: Review) -> list[str]:
    """The cases that a review is wrong about, in words: `case sqli: missed`."""
    wrong: list[str] = []
    for case in found:
        (counts,) = score([case], review).values()
        if counts.misses or counts.alarms:
            wrong.append(f"{Path(case.path).stem} {case.category}: {'missed' if counts.misses else 'false alarm'}")
    return wrong
