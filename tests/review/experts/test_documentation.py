"""The documentation expert on small projects."""

from pathlib import Path

from imperium.review.claim import Claim
from imperium.review.experts.documentation import EXPERT
from imperium.review.subject import Subject


def claims(root: Path, files: dict[str, str]) -> list[Claim]:
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    return list(EXPERT.examine(Subject(files=files, root=root)).claims)


def test_many_missing_descriptions_are_one_finding(tmp_path: Path) -> None:
    text = '"""A module."""\n' + "".join(f"\n\ndef f{n}(a):\n    return a + {n}\n" for n in range(8))
    [claim] = claims(tmp_path, {"a.py": text})
    assert (claim.type, claim.place.first) == ("missing_docstring", 4)
    assert claim.description.startswith(
        "8 public parts of this file have no description: on lines 4, 8, 12, 16, 20 and 3"
    )


def test_two_voters_on_one_docstring(tmp_path: Path) -> None:
    text = '"""A module."""\n\n\ndef f(a):\n    """Do it.\n\n    Args:\n        b (int): One.\n    """\n    print(a)\n'
    found = claims(tmp_path, {"a.py": text})
    assert {(claim.type, claim.voter, claim.place.first) for claim in found} == {
        ("documented_parameters", "comments", 4),
        ("documented_parameters", "pydoclint", 4),
    }


def test_tests_need_no_description(tmp_path: Path) -> None:
    assert claims(tmp_path, {"tests/test_a.py": "def test_f():\n    assert True\n\n\nclass A:\n    pass\n"}) == []
