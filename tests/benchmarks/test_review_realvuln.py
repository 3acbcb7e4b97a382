"""How RealVuln is counted, over a small benchmark of the same shape whose matcher wants the same line."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from benchmarks.review_suites import realvuln
from benchmarks.review_suites.reviewer import Absent, Language, Review, Told

MATCHER = """
import json
from collections import namedtuple
Result = namedtuple("Result", "classification scanner_finding ground_truth_entry")
def load_ground_truth(path):
    return json.load(open(path))
def match_findings(findings, labels):
    left = list(labels["findings"])
    for finding in findings:
        here = [each for each in left if (each["file"], each["line"]) == (finding.file, finding.line)]
        fits = [each for each in here if finding.cwe in each["acceptable_cwes"]]
        entry = fits[0] if fits else None
        if entry:
            left.remove(entry)
        yield Result("TP" if entry and entry["is_vulnerable"] else "FP", finding, entry)
    for entry in left:
        yield Result("FN" if entry["is_vulnerable"] else "TN", None, entry)
"""
BASE = """
from collections import namedtuple
fields = "file cwe line function severity rule_id message scanner finding_id"
NormalisedFinding = namedtuple("NormalisedFinding", fields)
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    for package, name, text in (("scorer", "matcher", MATCHER), ("parsers", "base", BASE)):
        (tmp_path / package).mkdir()
        (tmp_path / package / "__init__.py").touch()
        (tmp_path / package / f"{name}.py").write_text(text)
    labels = [
        {"file": "app.py", "line": 3, "acceptable_cwes": ["CWE-89", "CWE-564"], "is_vulnerable": True},
        {"file": "app.py", "line": 5, "acceptable_cwes": ["CWE-79"], "is_vulnerable": True},
        {"file": "app.py", "line": 7, "acceptable_cwes": ["CWE-22"], "is_vulnerable": False},
    ]
    (tmp_path / "ground-truth" / "shop").mkdir(parents=True)
    (tmp_path / "ground-truth" / "shop" / "ground-truth.json").write_text(json.dumps({"findings": labels}))
    (tmp_path / "repos" / "shop").mkdir(parents=True)
    (tmp_path / "repos" / "shop" / "app.py").write_text("x = 1\n" * 9)
    return tmp_path


@dataclass(frozen=True)
class Peer:
    told: tuple[Told, ...]
    name: str = "peer"
    languages: tuple[Language, ...] = ("python",)

    def review(self, root: Path, paths: Sequence[str]) -> Review | Absent:
        assert list(paths) == ["app.py"]
        return Review(self.told, 1.0, 10.0)


def test_counts_of_a_reviewer(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(checkout))
    told = (
        Told("app.py", 3, frozenset({89, 20}), rule="a"),
        Told("app.py", 3, frozenset({89}), rule="a"),
        Told("app.py", 7, frozenset({22}), rule="b"),
        Told("app.py", 9, frozenset(), rule="c"),
    )
    [application] = realvuln.applications(checkout, "all")
    tally = realvuln.Tally()
    assert realvuln._tell(checkout, application, Peer(told), tally) is None
    assert (tally.right, tally.wrong, tally.missed, tally.traps) == (1, 3, 1, 1)
    assert tally.rules == {"a": [1, 2], "b": [0, 1], "c": [0, 1]}
    assert (tally.precision, tally.recall) == (0.25, 0.5)
    assert tally.f1 == pytest.approx(1 / 3)


def test_ours_counts_by_the_weakness_that_is_meant(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(checkout))
    app = 'import sqlite3\ndef f(x):\n    sqlite3.connect("a").execute("SELECT * FROM t WHERE a = \'" + x + "\'")\n'
    (checkout / "repos" / "shop" / "app.py").write_text(app)
    found = realvuln.findings(checkout / "repos" / "shop")
    assert [(one.path, one.line, cwe) for one, cwe in zip(found.review.told, found.cwes, strict=True)] == [
        ("app.py", 3, 89)
    ]
    assert found.first == 1
