"""Meta's checks: what each refutes, and that it lets the rest through."""

from __future__ import annotations

from pathlib import Path

import pytest

from imperium.kit.kinds import load
from imperium.review.check import Check
from imperium.review.claim import Claim, Edit, Place, Step
from imperium.review.expert import Verdict
from imperium.review.subject import Subject
from support.findings import claim

TEXT = "import db\n\n\ndef find(name):\n    db.execute(name)\n    return 1\n"


def judged(check: str, *claims: Claim) -> list[tuple[int, str]]:
    return [(verdict.claim, verdict.ruling) for verdict in verdicts(check, *claims)]


def verdicts(check: str, *claims: Claim) -> list[Verdict]:
    subject = Subject(files={"app.py": TEXT, "other.py": "unrelated = 1\n"}, root=Path())
    return list(load("imperium.review.checks", Check, check).judge(claims, subject))


def test_a_quotation_stands_where_it_is_said_to() -> None:
    assert judged("quotation", claim(first=5, snippet="db.execute(name)")) == []
    assert judged("quotation", claim(first=5, snippet="db . execute( name )")) == [], "blanks don't matter"
    assert judged("quotation", claim(first=4, snippet="db.execute(name)")) == [(0, "rejected")]
    assert judged("quotation", claim(first=5)) == []


@pytest.mark.parametrize("place", [("gone.py", 1), ("app.py", 0), ("app.py", 99)])
def test_a_place_that_does_not_exist_is_refused(place: tuple[str, int]) -> None:
    assert judged("quotation", claim(*place)) == [(0, "rejected")]


def test_names_exist_in_the_file_or_elsewhere_in_the_project() -> None:
    assert judged("names", claim(names=("find", "db.execute", "unrelated"))) == []
    (refused,) = verdicts("names", claim(names=("sanitize_all",)))
    assert "sanitize_all" in refused.reason


def test_what_should_be_deleted_needs_no_tests() -> None:
    dead = claim(first=4, last=6, type="dead_code", rule="vulture/function")
    inside = claim(first=4, type="untested_function", rule="test/untested")
    outside = claim(first=1, type="untested_function", rule="test/untested")
    assert judged("contradiction", dead, inside, outside) == [(1, "rejected")]


def test_of_two_fixes_of_one_line_the_surer_one_stays() -> None:
    edits = [(Edit(Place("app.py", 5, 5), text),) for text in ("    a()\n", "    b()\n")]
    weak = claim(first=5, strength=0.5, edits=edits[0])
    sure = claim(first=5, strength=0.9, edits=edits[1])
    assert judged("contradiction", weak, sure) == [(0, "unfixed")]
    assert judged("contradiction", sure, claim(first=5, strength=0.4, edits=edits[1])) == [], "they agree"


def test_a_model_alone_is_believed_no_further_than_sixty_percent() -> None:
    alone = claim(first=5, school="model", voter="model:a")
    assert judged("witness", alone) == [(0, "capped")]
    assert verdicts("witness", alone)[0].limit == 0.6
    assert judged("witness", alone, claim(first=6)) == []
    assert judged("witness", alone, claim("other.py", 1)) == [(0, "capped")]


def test_a_fix_outside_the_file_or_that_breaks_the_syntax_is_withheld() -> None:
    outside = claim(first=5, edits=(Edit(Place("app.py", 9, 9), "x\n"),))
    broken = claim(first=5, edits=(Edit(Place("app.py", 5, 5), "    db.execute((\n"),))
    assert judged("repair", outside, broken) == [(0, "unfixed"), (1, "unfixed")]
    assert "can't be parsed" in verdicts("repair", broken)[0].reason


def test_a_pattern_that_no_caller_reaches_is_refuted() -> None:
    text = (
        "import subprocess\nfrom flask import request\n\n"
        "def fixed():\n    subprocess.call('ls', shell=True)\n\n"
        "def asked():\n    subprocess.call(request.args['x'], shell=True)\n"
    )
    subject = Subject(files={"app.py": text, "broken.py": f"{text}def (:\n"}, root=Path())
    bandit = {"school": "bandit", "type": "command_injection", "rule": "bandit/B602"}
    flow = (Step(Place("app.py", 8, 8), "the request is read"),)
    claims = [
        claim("app.py", 5, **bandit),
        claim("app.py", 8, **bandit),
        claim("app.py", 8, type="command_injection", flow=flow),
        claim("broken.py", 5, **bandit),
        claim("app.py", 5, **{**bandit, "school": "codeql"}),
    ]
    check = load("imperium.review.checks", Check, "feasibility")
    assert [verdict.claim for verdict in check.judge(claims, subject)] == [0]
