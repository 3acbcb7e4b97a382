"""The test expert on small projects."""

from pathlib import Path

from imperium.review.expert import Examination
from imperium.review.experts.test import EXPERT
from imperium.review.subject import Subject

PROGRAM = """def simple(a):
    return a


def complex_one(a, b):
    if a and b:
        return 1
    for x in a:
        if x:
            return 2
    return 3
"""


def examined(root: Path, files: dict[str, str]) -> Examination:
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    return EXPERT.examine(Subject(files=files, root=root))


def test_a_coverage_report_decides(tmp_path: Path) -> None:
    lines = "".join(f"DA:{line},{int(line in (1, 2, 5))}\n" for line in (1, 2, 5, 6, 7, 8, 9, 10, 11))
    files = {"app.py": PROGRAM, "lcov.info": f"SF:app.py\n{lines}end_of_record\n"}
    examination = examined(tmp_path, files)
    [claim] = examination.claims
    assert (claim.type, claim.place.first, claim.strength) == ("untested_function", 5, 0.95)
    assert "by the coverage report" in claim.description
    assert examination.metrics["line_coverage"] == 0.3333


def test_without_a_report_names_decide(tmp_path: Path) -> None:
    files = {
        "app.py": PROGRAM,
        "tests/test_app.py": "from app import simple\n\n\ndef test_it():\n    assert simple(1)\n",
    }
    [claim] = examined(tmp_path, files).claims
    assert "No test runs `complex_one`, which has 5 paths" in claim.description


def test_simple_functions_are_gathered(tmp_path: Path) -> None:
    many = "".join(f"def f{n}(a):\n    return a + {n}\n\n\n" for n in range(9))
    files = {"app.py": many, "tests/test_app.py": "def test_it():\n    assert 1 + 1 == 2\n"}
    [claim] = examined(tmp_path, files).claims
    assert "No test runs `f0`, `f1`, `f2`, `f3`, `f4` and 4 more functions" in claim.description


def test_a_program_without_tests_is_told_once(tmp_path: Path) -> None:
    many = PROGRAM + "".join(f"\n\ndef f{n}(a):\n    return a + {n}\n" for n in range(20))
    [claim] = examined(tmp_path, {"app.py": many}).claims
    assert (claim.type, claim.place.first) == ("missing_tests", 5)


def test_a_few_functions_without_tests_are_no_finding(tmp_path: Path) -> None:
    assert examined(tmp_path, {"app.py": PROGRAM}).claims == ()


def test_a_damaged_report_is_told(tmp_path: Path) -> None:
    examination = examined(tmp_path, {"app.py": PROGRAM, "coverage.xml": "<coverage"})
    assert "not XML" in examination.outcomes[0].unread["coverage.xml"]
