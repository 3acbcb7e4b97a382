"""The performance expert on a small project."""

from pathlib import Path

from imperium.review.expert import Examination
from imperium.review.experts.performance import EXPERT
from imperium.review.subject import Subject

TEXT = """async def f(items):
    import time
    out = []
    for item in items:
        out.append(item + 1)
    time.sleep(1)
    return out
"""


def examined(root: Path, profile: str | None = None) -> Examination:
    (root / "app.py").write_text(TEXT)
    return EXPERT.examine(Subject(files={"app.py": TEXT}, root=root, profile=profile))


def test_own_rules_and_ruff_agree(tmp_path: Path) -> None:
    blocking = [claim for claim in examined(tmp_path).claims if claim.type == "blocking_call"]
    assert {(claim.voter, claim.place.first, claim.snippet) for claim in blocking} == {
        ("rules", 6, "time.sleep(1)"),
        ("ruff", 6, "time.sleep(1)"),
    }


def test_ruff_knows_slow_building(tmp_path: Path) -> None:
    assert "slow_building" in {claim.type for claim in examined(tmp_path).claims}


def test_a_profile_is_used(tmp_path: Path) -> None:
    row = "  10    1.000    0.100    1.000    0.100 app.py:1(f)\n"
    examination = examined(tmp_path, row)
    assert "`f` takes 100 % of the measured time" in " ".join(claim.description for claim in examination.claims)
    assert examination.metrics["profiled_functions"] == 1


def test_a_profile_that_is_none_is_told(tmp_path: Path) -> None:
    assert "no function" in examined(tmp_path, "hello").outcomes[0].unread["the profile"]
