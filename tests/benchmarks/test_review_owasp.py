"""How the review's benchmark scores: families of weaknesses, halves, rates by category."""

from __future__ import annotations

from pathlib import Path

import pytest
from benchmarks.review_suites import owasp
from benchmarks.review_suites.reviewer import Review, Told, run
from benchmarks.review_suites.scores import Score, macro

LABELS = """# test name, category, real vulnerability, cwe
Case00001,sqli,true,89
Case00002,sqli,true,89
Case00003,sqli,false,89
Case00004,hash,false,328
Case00005,hash,true,328
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    (tmp_path / "expectedresults-1.csv").write_text(LABELS)
    (tmp_path / "code").mkdir()
    for number in (1, 2, 3, 4):
        (tmp_path / "code" / f"Case{number:05}.py").write_text("x = 1\n" * number)
    return tmp_path


def test_cases_are_the_labelled_files_that_are_there(checkout: Path) -> None:
    found = owasp.cases(checkout, "python", "all")
    assert [(case.path, case.category, case.vulnerable) for case in found] == [
        ("code/Case00001.py", "sqli", True),
        ("code/Case00002.py", "sqli", True),
        ("code/Case00003.py", "sqli", False),
        ("code/Case00004.py", "hash", False),
    ]
    assert [case.path[-4] for case in owasp.cases(checkout, "python", "even")] == ["2", "4"]
    assert [case.path[-4] for case in owasp.cases(checkout, "python", "odd")] == ["1", "3"]


def test_a_finding_counts_for_its_file_and_family(checkout: Path) -> None:
    told = (
        Told("code/Case00001.py", 1, frozenset({564})),
        Told("code/Case00002.py", 1, frozenset({78})),
        Told("code/Case00004.py", 9, frozenset({327})),
    )
    scores = owasp.score(owasp.cases(checkout, "python", "all"), Review(told, 0.0, 0.0))
    assert scores == {"hash": Score(alarms=1), "sqli": Score(hits=1, misses=1, passes=1)}
    assert owasp.mistakes(owasp.cases(checkout, "python", "all"), Review(told, 0.0, 0.0)) == [
        "Case00002 sqli: missed",
        "Case00004 hash: false alarm",
    ]


def test_rates_are_the_mean_over_categories() -> None:
    scores = {"a": Score(hits=1, misses=1, alarms=0, passes=8), "b": Score(hits=4, alarms=1, passes=1)}
    assert macro(scores).hit_rate == pytest.approx(0.75)
    assert macro(scores).alarm_rate == pytest.approx(0.25)
    assert macro(scores).youden == pytest.approx(0.5)
    whole = sum(scores.values(), Score())
    assert whole.precision == pytest.approx(5 / 6)
    assert whole.f1 == pytest.approx(10 / 12)


def test_a_program_is_run_to_its_end_and_its_cost_is_known(tmp_path: Path) -> None:
    ran = run(["sh", "-c", "cat; echo said >&2; exit 3"], folder=tmp_path, given="fed")
    assert (ran.output, ran.errors) == ("fed", "said\n")
    assert ran.rss_mb > 0
