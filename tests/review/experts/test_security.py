"""The security expert on small programs: flows, rules and tools together, and what could not be read."""

from __future__ import annotations

from pathlib import Path

import pytest

from imperium.review import process
from imperium.review.expert import Examination
from imperium.review.experts import security
from imperium.review.subject import Subject

APP = """
import sqlite3
from flask import Flask, request
app = Flask(__name__)
app.secret_key = "hunter2"

@app.route("/user")
def user():
    name = request.args["name"]
    return str(sqlite3.connect("a.db").execute("SELECT * FROM users WHERE name = '" + name + "'").fetchall())
"""


def examined(root: Path, files: dict[str, str], **more: object) -> Examination:
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    return security.EXPERT.examine(Subject(files=files, root=root, **more))  # type: ignore[arg-type]


def test_flows_rules_and_tools_together(tmp_path: Path):
    examination = examined(tmp_path, {"app.py": APP})
    told = {(claim.voter, claim.type): claim for claim in examination.claims}
    flow = told["taint", "sql_injection"]
    assert flow.severity == "critical"
    assert flow.cwe[0] == 89
    assert [step.place.first for step in flow.flow][-1] == flow.place.first == 10
    assert "line 9" in flow.description
    assert 'execute("SELECT' in flow.recommendation
    assert told["rules", "hardcoded_secret"].place.first == 5
    assert {outcome.tool for outcome in examination.outcomes} >= {"imperium", "ruff", "bandit"}
    assert {claim.type for claim in examination.claims} <= security.EXPERT.types
    assert all(claim.snippet for claim in examination.claims)


def test_tools_that_were_often_wrong_are_not_listened_to(tmp_path: Path):
    examination = examined(tmp_path, {"app.py": "import random\nx = random.random()\nopen('/tmp/x')\n"})
    assert any(outcome.claims for outcome in examination.outcomes)
    assert not examination.claims


def test_what_could_not_be_read_is_told(tmp_path: Path):
    examination = examined(tmp_path, {"app.py": "def broken(:\n    pass\n", "good.py": "x = 1\n"})
    [own] = [outcome for outcome in examination.outcomes if outcome.tool == "imperium"]
    assert list(own.unread) == ["app.py"]
    assert own.unread["app.py"].startswith("line 1")
    assert own.read == ("good.py",)
    assert "1 files could not be read whole" in examination.summary


def test_nothing_to_say_is_an_answer(tmp_path: Path):
    examination = examined(tmp_path, {"app.py": "def add(a, b):\n    return a + b\n"})
    assert not examination.claims
    assert examination.summary.startswith("Nothing was found")


def test_only_changed_files_are_followed(tmp_path: Path):
    files = {"app.py": APP, "other.py": APP}
    examination = examined(tmp_path, files, changed={"other.py": ((1, 20),)})
    [own] = [outcome for outcome in examination.outcomes if outcome.tool == "imperium"]
    assert own.read == ("other.py",)


def test_tests_and_examples_are_not_the_program(tmp_path: Path):
    assert not [
        claim for claim in examined(tmp_path, {"tests/app.py": APP}).claims if claim.voter in ("taint", "rules")
    ]


@pytest.mark.parametrize("missing", ["ruff", "bandit"])
def test_without_a_tool_the_others_go_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, missing: str):
    found = process.find
    monkeypatch.setattr(process, "find", lambda program: None if program == missing else found(program))
    examination = examined(tmp_path, {"app.py": APP})
    [absent] = [outcome for outcome in examination.outcomes if outcome.tool == missing]
    assert (absent.status, absent.remedy) == ("absent", f"pip install {missing}")
    assert any(claim.voter == "taint" for claim in examination.claims)


def test_a_query_is_told_where_it_is_put_together(tmp_path: Path):
    helper = """
def ask(query, values=()):
    return sqlite3.connect("a.db").execute(query, values).fetchall()
"""
    text = APP.replace('sqlite3.connect("a.db").execute(', "ask(").replace(").fetchall())", "))") + helper
    [flow] = [claim for claim in examined(tmp_path, {"app.py": text}).claims if claim.voter == "taint"]
    assert (flow.type, flow.snippet[:14]) == ("sql_injection", "return str(ask")
    assert flow.flow[-1].place.first == 13
