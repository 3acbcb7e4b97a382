"""The quality expert on small projects."""

from pathlib import Path

from imperium.review.expert import Examination
from imperium.review.experts.quality import EXPERT
from imperium.review.subject import Subject


def examined(root: Path, files: dict[str, str]) -> Examination:
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    return EXPERT.examine(Subject(files=files, root=root))


def nested(depth: int) -> str:
    lines = [f"{'    ' * (level + 1)}if a > {level}:\n" for level in range(depth)]
    return "def f(a):\n" + "".join(lines) + "    " * (depth + 1) + "return a\n"


def test_a_complex_function_is_told_by_two_voters(tmp_path: Path) -> None:
    found = examined(tmp_path, {"a.py": nested(8)}).claims
    assert {(claim.type, claim.voter) for claim in found} == {
        ("high_complexity", "rules"),
        ("high_complexity", "complexipy"),
    }
    assert "cognitive complexity of 36" in found[0].description


def test_a_function_that_is_only_deep(tmp_path: Path) -> None:
    assert [claim.type for claim in examined(tmp_path, {"a.py": nested(6)}).claims] == ["deep_nesting"]


def test_many_parameters_where_they_have_no_names(tmp_path: Path) -> None:
    listed = ", ".join(f"int a{n}" for n in range(9))
    claims = examined(tmp_path, {"A.java": f"class A {{ int f({listed}) {{ return a1; }} }}"}).claims
    assert [claim.type for claim in claims] == ["many_parameters"]


def test_an_unused_import_comes_with_its_fix(tmp_path: Path) -> None:
    claims = examined(tmp_path, {"a.py": "import os\nimport sys\n\nprint(sys.argv)\n"}).claims
    ruff = next(claim for claim in claims if claim.voter == "ruff")
    assert (ruff.type, ruff.place.first, ruff.edits[0].place.first) == ("unused_import", 1, 1)
    assert {claim.voter for claim in claims} == {"ruff", "vulture"}


def test_an_undefined_name(tmp_path: Path) -> None:
    [claim] = examined(tmp_path, {"a.py": "def f():\n    return nowhere\n"}).claims
    assert (claim.type, claim.place.first) == ("undefined_name", 2)


def test_good_code_has_nothing_to_tell(tmp_path: Path) -> None:
    assert examined(tmp_path, {"a.py": "def f(a):\n    return a + 1\n"}).claims == ()


def test_what_can_not_be_parsed_is_told(tmp_path: Path) -> None:
    outcomes = examined(tmp_path, {"a.py": "def f(:\n"}).outcomes
    assert "a.py" in outcomes[0].unread


def test_metrics(tmp_path: Path) -> None:
    metrics = examined(tmp_path, {"a.py": nested(3)}).metrics
    assert metrics["functions"] == 1
    assert metrics["most_complex"][0] == {"function": "f", "path": "a.py", "line": 1, "cognitive": 6, "cyclomatic": 4}
