"""CWEval's tasks as the benchmark counts them, on tasks that are made up here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from benchmarks.review_suites import cweval
from benchmarks.review_suites.reviewer import Absent, Half, Language, Review, Told

TASKS = ("cwe_022_0", "cwe_078_0", "cwe_326_0", "cwe_502_0")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "core" / "js"
    folder.mkdir(parents=True)
    for task in TASKS:
        for kind in ("task", "unsafe"):
            (folder / f"{task}_js_{kind}.js").write_text(f"// {kind}\n")
    (folder / "cwe_999_0_js_unsafe.js").write_text("// a task without a safe solution\n")
    (folder / "cwe_022_0_js_test.py").write_text("")
    return tmp_path


@dataclass(frozen=True)
class Speaker:
    """Says one weakness of every unsafe file, and another of one safe file."""

    cwe: int
    name: str = "speaker"
    languages: tuple[Language, ...] = ("javascript",)

    def review(self, root: Path, paths: Sequence[str]) -> Review | Absent:
        assert all((root / path).is_file() for path in paths)
        told = [Told(path, 1, frozenset({self.cwe})) for path in paths if "unsafe" in path]
        return Review((*told, Told(next(path for path in paths if "022_0_js_task" in path), 1, frozenset({23}))), 1, 1)


@pytest.mark.parametrize(("half", "count"), [("all", 8), ("even", 4), ("odd", 4)])
def test_only_whole_tasks_count_and_halves_go_by_name(root: Path, half: Half, count: int) -> None:
    found = cweval.cases(root, ".js", half)
    assert len(found) == count
    assert sum(case.vulnerable for case in found) == count // 2
    assert {case.task for case in found} <= {f"{task}_js" for task in TASKS}
    if half != "all":
        assert ("cwe_022_0_js" in {case.task for case in found}) == (half == "even")


def test_a_weakness_of_the_family_counts_in_the_unsafe_file_and_against_it_in_the_safe_one(root: Path) -> None:
    found = cweval.cases(root, ".js", "all")
    (result,), absent = cweval.results(root, found, [Speaker(327)])
    assert not absent
    assert (result.score.hits, result.score.misses, result.score.alarms, result.score.passes) == (1, 3, 1, 3)
    assert result.score.youden == 0


def test_families_hold_what_names_the_same_mistake() -> None:
    assert {326, 327} <= cweval.family(326)
    assert 89 in cweval.family(943)
    assert 79 not in cweval.family(22)
    assert cweval.family(4711) == {4711}


def test_tables_name_what_each_said(root: Path) -> None:
    overview, by_task = cweval.measure(root, "all", [Speaker(78)])
    assert overview.row_count == 1
    assert by_task.row_count == len(TASKS)
    assert "told" in [str(cell) for cell in by_task.columns[1].cells]
