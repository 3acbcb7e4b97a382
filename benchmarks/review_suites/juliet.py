"""Juliet: small C and C++ programs, each with one weakness in its `bad` functions and none of it in its `good` ones.

A case is a file that stands alone; its position in the order of names tells which half it is in. A `bad` function is
told when a finding in it has a weakness of its case's family, and a `good` one as a false alarm the same way; the
families are the same for every reviewer. Functions are told apart by their names: helpers of `bad` are called so too.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import tree_sitter
from rich.table import Table

from benchmarks.review_suites.reviewer import Absent, Half, Review, Reviewer, in_half, lines
from benchmarks.review_suites.scores import Score
from imperium.analysis.parsing import grammar
from imperium.analysis.source import language_of

NAME = re.compile(r"CWE\d+_.*_\d\d\.(c|cpp)$")
MEMORY = frozenset({119, 120, 121, 122, 124, 126, 127, 131, 680, 786, 787, 788, 805, 806, 823, 824})
RELEASE = frozenset({401, 404, 459, 771, 772, 773, 775})
SIGNS = frozenset({192, 194, 195, 196, 197, 681, 704, 839})
RACES = frozenset({362, 363, 364, 366, 367, 479, 828})
FAMILIES: tuple[frozenset[int], ...] = (
    MEMORY | {123, 170, 188, 242, 676},
    RELEASE,
    SIGNS,
    frozenset({190, 191, 128, 680}),
    frozenset({15, 426, 427, 114}),
    frozenset({22, 23, 36, 73}),
    frozenset({77, 78, 88}),
    frozenset({90}),
    frozenset({134}),
    frozenset({252, 253, 390, 391, 690, 754}),
    frozenset({256, 259, 319, 321, 798}),
    frozenset({325, 327, 328, 338}),
    RACES,
    frozenset({369}),
    frozenset({377, 378, 379}),
    frozenset({396, 397}),
    frozenset({398, 480, 481, 482, 483, 484, 546, 561, 563, 570, 571, 595, 597, 697, 1071, 1164}),
    frozenset({400, 606, 770, 789, 834, 835}),
    frozenset({195, 680, 789, 839}),
    frozenset({415, 416, 672, 675, 825, 1341}),
    frozenset({404, 590, 761, 762, 763}),
    frozenset({456, 457, 665, 758, 908}),
    frozenset({464, 170}),
    frozenset({467, 131}),
    frozenset({468, 469, 588, 587, 843, 704, 188}),
    frozenset({475, 628, 685, 686, 688}),
    frozenset({476, 690}),
    frozenset({478}),
    frozenset({506, 510, 511, 350}),
    frozenset({200, 497, 526, 534, 535}),
    frozenset({562}),
    frozenset({605}),
    frozenset({617}),
    frozenset({666, 672}),
    frozenset({662, 667, 764, 765, 832}),
    frozenset({681, 197}),
    frozenset({822, 123}),
)
"""Weaknesses that name the same mistake, more or less closely: a tool may use any of a family."""


@dataclass(frozen=True)
class Case:
    """A file that stands alone, and the weakness that is in it."""

    path: str
    cwe: int

    @property
    def family(self) -> frozenset[int]:
        """What a tool may call it."""
        return frozenset({self.cwe}).union(*(each for each in FAMILIES if self.cwe in each))


@dataclass(frozen=True)
class Functions:
    """The functions of a file by their lines."""

    file: Path

    @cached_property
    def spans(self) -> list[tuple[int, int, str]]:
        """(first line, last line, name) of each definition."""
        language = language_of(self.file.name)
        assert language is not None
        root = tree_sitter.Parser(grammar(language)).parse(self.file.read_bytes()).root_node
        waiting, found = [root], []
        while waiting:
            node = waiting.pop()
            if node.type == "function_definition":
                name = _name(node)
                found.append((node.start_point.row + 1, node.end_point.row + 1, name))
            else:
                waiting += node.children
        return found

    def kind(self, line: int) -> str:
        """`bad`, `good`, or nothing: whose line it is."""
        name = next((name.lower() for first, last, name in self.spans if first <= line <= last), "")
        return "bad" if "bad" in name else "good" if "good" in name else ""


def _name(definition: tree_sitter.Node) -> str:
    node = definition.child_by_field_name("declarator")
    while node is not None and node.type not in ("identifier", "field_identifier"):
        node = node.child_by_field_name("declarator") or (node.named_children[-1] if node.named_children else None)
    return (node.text or b"").decode() if node is not None else ""


@dataclass(frozen=True)
class Result:
    """What became of a reviewer: its score, by weakness and by rule."""

    reviewer: str
    by_cwe: dict[int, Score]
    by_rule: dict[str, Score]
    review: Review
    thousands: float

    @property
    def score(self) -> Score:
        return sum(self.by_cwe.values(), Score())


def cases(root: Path, half: Half) -> list[Case]:
    """The cases of a half, by their position in the order of names."""
    found = [file for file in sorted(root.rglob("CWE*")) if file.is_file() and NAME.match(file.name)]
    kept = [file for index, file in enumerate(found) if in_half(index, half)]
    return [Case(str(file.relative_to(root)), int(file.name[3:].partition("_")[0])) for file in kept]


def score(root: Path, found: Sequence[Case], review: Review) -> tuple[dict[int, Score], dict[str, Score]]:
    """The counts by weakness and by rule; a rule's are of its findings of the case's family."""
    told: dict[str, list[tuple[int, frozenset[int], str]]] = defaultdict(list)
    for finding in review.told:
        told[finding.path].append((finding.line, finding.cwes, finding.rule))
    by_cwe: dict[int, Score] = defaultdict(Score)
    by_rule: dict[str, Score] = defaultdict(Score)
    for case in found:
        functions = Functions(root / case.path)
        hits = [(functions.kind(line), rule) for line, cwes, rule in told[case.path] if cwes & case.family]
        for kind, vulnerable in (("bad", True), ("good", False)):
            rules = {rule for where, rule in hits if where == kind}
            by_cwe[case.cwe].count(vulnerable=vulnerable, told=bool(rules))
            for rule in rules:
                by_rule[rule].count(vulnerable=vulnerable, told=True)
    return dict(sorted(by_cwe.items())), dict(sorted(by_rule.items()))


def measure(root: Path, half: Half, reviewers: Sequence[Reviewer]) -> list[Table]:
    """What each reviewer gets right, in all, by weakness and by rule of ours."""
    found = cases(root, half)
    paths = [case.path for case in found]
    thousands = lines(root, paths) / 1000
    there, absent = list[Result](), dict[str, Absent]()
    for reviewer in (each for each in reviewers if "c" in each.languages):
        review = reviewer.review(root, paths)
        if isinstance(review, Absent):
            absent[reviewer.name] = review
        else:
            there.append(Result(reviewer.name, *score(root, found, review), review, thousands))
    title = f"Juliet C and C++, {half} cases ({len(found)}, {len({case.cwe for case in found})} weaknesses)"
    return [overview(title, there, absent), by_weakness(title, there), *(by_rule(one) for one in there[:2])]


def overview(title: str, there: Sequence[Result], absent: dict[str, Absent]) -> Table:
    """One row a reviewer."""
    columns = (
        "reviewer",
        "hits",
        "alarms",
        "Youden",
        "precision",
        "false alarms",
        "unread",
        "CPU ms/1,000 lines",
        "MB",
    )
    table = Table(*columns, title=title)
    for one in there:
        table.add_row(
            one.reviewer,
            *(f"{one.score.hit_rate:.3f}", f"{one.score.alarm_rate:.3f}", f"{one.score.youden:+.3f}"),
            *(f"{one.score.precision:.3f}", str(one.score.alarms), str(len(one.review.unread))),
            *(f"{one.review.cpu_s * 1000 / one.thousands:,.0f}", f"{one.review.rss_mb:,.0f}"),
        )
    for name, missing in absent.items():
        table.add_row(name, f"absent: {missing.remedy}")
    return table


def by_weakness(title: str, there: Sequence[Result]) -> Table:
    """Youden by weakness, and how many cases it has."""
    table = Table("CWE", "cases", *(one.reviewer for one in there), title=f"{title}: Youden by weakness")
    for cwe in there[0].by_cwe if there else ():
        first = there[0].by_cwe[cwe]
        table.add_row(str(cwe), str(first.hits + first.misses), *(f"{one.by_cwe[cwe].youden:+.2f}" for one in there))
    return table


def by_rule(one: Result) -> Table:
    """How often each rule of a reviewer was right where it spoke of a case's weakness."""
    table = Table("rule", "right", "wrong", "precision", title=f"{one.reviewer}: by rule")
    for rule, counts in one.by_rule.items():
        table.add_row(rule, str(counts.hits), str(counts.alarms), f"{counts.precision:.2f}")
    return table
