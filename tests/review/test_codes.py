"""What the codes of other tools mean."""

from __future__ import annotations

import pytest

from imperium.review import codes
from imperium.review.process import find, start


def test_the_longest_known_start_of_a_code_counts():
    known = codes.meaning("bandit", "608")
    assert known is not None
    assert (known.type, known.expert, known.cwe) == ("sql_injection", "security", (89,))
    assert codes.meaning("bandit", "999") is None


@pytest.mark.parametrize(("code", "known"), sorted(codes.meanings("bandit").items()))
def test_each_test_of_bandit_says_what_to_do(code: str, known: codes.Meaning):
    assert code.isdigit()
    assert known.cwe
    assert known.remedy.endswith((".", "`."))


def test_bandit_knows_these_tests(tmp_path):
    """A test that bandit doesn't have would stop it."""
    assert find("bandit")
    tests = ",".join(f"B{code}" for code in codes.meanings("bandit"))
    (tmp_path / "a.py").write_text("x = 1\n")
    ran = start("bandit", ["--quiet", "--tests", tests], folder=tmp_path, timeout_s=120, paths=["a.py"])
    assert (ran.status, ran.code) == ("ran", 0), ran.errors
