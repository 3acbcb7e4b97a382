"""The peers of the review's benchmark are asked as their users ask them, and what they answer is understood."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from benchmarks.review_suites.growth import measure
from benchmarks.review_suites.ours import Ours
from benchmarks.review_suites.peers import Bandit, Cppcheck, Ruff, Semgrep, peers
from benchmarks.review_suites.reviewer import Absent, Review

UNSAFE = """import hashlib
import subprocess

def handle(name):
    subprocess.call("ls " + name, shell=True)
    print(f"{", ".join([name])}")
    return hashlib.md5(name).hexdigest()
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "a.py").write_text(UNSAFE)
    (tmp_path / "app" / "b.py").write_text("def f(:\n")
    (tmp_path / "app" / "c.c").write_text("int main(void)\n{\n    int a[3];\n    return a[5];\n}\n")
    return tmp_path


@pytest.mark.parametrize("peer", [Bandit(), Ruff()])
def test_scanners_of_python_name_line_and_weakness(peer: Bandit | Ruff, root: Path) -> None:
    review = peer.review(root, ["app/a.py", "app/b.py"])
    assert isinstance(review, Review)
    said = {(told.path, told.line): told.cwes for told in review.told if told.line in (5, 7)}
    assert 78 in said["app/a.py", 5]
    assert {327, 328} & said["app/a.py", 7]
    assert review.unread == {"app/b.py"}
    assert review.cpu_s > 0
    assert review.rss_mb > 5


@pytest.mark.skipif(not shutil.which("cppcheck"), reason="cppcheck isn't here")
def test_cppcheck_names_line_and_weakness(root: Path) -> None:
    review = Cppcheck().review(root, ["app/c.c"])
    assert isinstance(review, Review)
    assert [(told.path, told.line, told.rule) for told in review.told if told.rule == "arrayIndexOutOfBounds"] == [
        ("app/c.c", 4, "arrayIndexOutOfBounds")
    ]


def test_who_is_absent_says_what_to_do() -> None:
    found = Semgrep(None).review(Path(), ["a.py"])
    assert isinstance(found, Absent)
    assert "--semgrep-rules" in found.remedy
    assert {each.name for each in peers(None)} == {"bandit", "ruff S", "semgrep", "cppcheck", "eslint security"}


def test_ours_is_asked_in_a_process_of_its_own(root: Path) -> None:
    (root / "app" / "d.py").write_text(
        "from flask import request\nimport os\n\ndef handle():\n    os.system('ls ' + request.args['name'])\n"
    )
    review = Ours("flows", "imperium flows").review(root, ["app/d.py"])
    assert isinstance(review, Review)
    assert [(told.path, told.line, 78 in told.cwes) for told in review.told] == [("app/d.py", 5, True)]
    assert review.rss_mb > 20


def test_growth_doubles_the_files(root: Path) -> None:
    table = measure(root, ["app/a.py", "app/b.py"], [Ruff(), Semgrep(None)], "Sizes")
    assert list(table.columns[0].cells) == ["1", "2"]
    assert list(table.columns[1].cells) == ["7", "8"]
    assert list(table.columns[3].cells) == ["absent", "absent"]
