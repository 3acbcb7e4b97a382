"""How Juliet's cases are scored: by the function that a finding is in, and the family of its weakness."""

from __future__ import annotations

from pathlib import Path

import pytest
from benchmarks.review_suites import juliet
from benchmarks.review_suites.reviewer import Review, Told
from benchmarks.review_suites.scores import Score

TEXT = """\
static char *helperBad(char *p)
{
    return p;
}
void CWE121_made_up_01_bad()
{
    helperBad(0);
}
static void goodG2B()
{
    int n;
}
void other() { }
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    for name in ("CWE121_made_up_01.c", "CWE121_made_up_02.c", "CWE121_made_up_51a.c", "CWE369_made_up_01.cpp", "io.c"):
        (tmp_path / name).write_text(TEXT)
    return tmp_path


def review(*told: tuple[str, int, int]) -> Review:
    return Review(tuple(Told(path, line, frozenset({cwe}), rule=f"rule{cwe}") for path, line, cwe in told), 0.0, 0.0)


def test_cases_are_the_files_that_stand_alone(checkout: Path) -> None:
    found = juliet.cases(checkout, "all")
    assert [(case.path, case.cwe) for case in found] == [
        ("CWE121_made_up_01.c", 121),
        ("CWE121_made_up_02.c", 121),
        ("CWE369_made_up_01.cpp", 369),
    ]
    assert [case.cwe for case in juliet.cases(checkout, "even")] == [121, 369]
    assert [case.cwe for case in juliet.cases(checkout, "odd")] == [121]


def test_the_function_decides_what_a_finding_is(checkout: Path) -> None:
    functions = juliet.Functions(checkout / "CWE121_made_up_01.c")
    assert [functions.kind(line) for line in (3, 7, 11, 13, 99)] == ["bad", "bad", "good", "", ""]


def test_scores_by_weakness_and_by_rule(checkout: Path) -> None:
    found = juliet.cases(checkout, "all")
    first, second, third = (case.path for case in found)
    told = review((first, 7, 787), (first, 7, 369), (second, 11, 122), (third, 3, 369), (third, 11, 121))
    by_weakness, by_rule = juliet.score(checkout, found, told)
    assert by_weakness == {121: Score(hits=1, misses=1, alarms=1, passes=1), 369: Score(hits=1, passes=1)}
    assert {rule: (one.hits, one.alarms) for rule, one in by_rule.items()} == {
        "rule787": (1, 0),
        "rule122": (0, 1),
        "rule369": (1, 0),
    }
