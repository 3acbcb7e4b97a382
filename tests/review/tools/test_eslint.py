"""eslint: what it says arrives in the panel's terms; a project's settings are never read; failures are outcomes."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from imperium.review import codes, process
from imperium.review.subject import Subject
from imperium.review.tools.eslint import REMEDY, TOOL

EVAL = "function run(text) {\n  eval(text);\n}\nrun(input);\n"


def subject(root: Path, **texts: str) -> Subject:
    files = {name.replace("_", "."): text for name, text in texts.items()}
    for path, text in files.items():
        (root / path).write_text(text)
    return Subject(files=files, root=root)


def plant(root: Path, body: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program that stands where eslint would."""
    folder = root / "planted"
    folder.mkdir()
    program = folder / "eslint"
    program.write_text(f"#!{sys.executable}\nimport json, os, sys, time\n{body}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder))


SAYS = """
if "--version" in sys.argv: print("v9.1.2"); sys.exit()
settings = open(sys.argv[sys.argv.index("--config") + 1]).read()
paths = sys.argv[sys.argv.index("--") + 1 :]
messages = [{"ruleId": "no-eval", "message": "eval can be harmful.", "line": 2, "endLine": 2, "severity": 1}]
messages += [{"ruleId": "no-such-rule", "message": "?", "line": 1, "severity": 1}]
fault = [{"ruleId": None, "fatal": True, "message": "Parsing error: Unexpected token", "line": 3, "severity": 2}]
alien = [{"ruleId": None, "message": "File ignored because no matching configuration was supplied.", "severity": 1}]
told = {"js": messages, "mjs": fault, "ts": alien}
found = [{"filePath": os.path.realpath(path), "messages": told[path.rsplit(".")[-1]]} for path in paths]
print(json.dumps(found if '"no-eval"' in settings else []))
sys.exit(1)
"""


def test_findings_and_unread_files_arrive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    plant(tmp_path, SAYS, monkeypatch)
    outcome = TOOL.ask(subject(tmp_path, app_js=EVAL, broken_mjs="export (", typed_ts="let a: b"), "security", 60)
    assert (outcome.status, outcome.version, outcome.read) == ("ran", "9.1.2", ("app.js",))
    assert outcome.unread["broken.mjs"] == "line 3: Parsing error: Unexpected token"
    assert "@typescript-eslint/parser" in outcome.unread["typed.ts"]
    [claim] = outcome.claims
    assert (claim.type, claim.cwe[0], claim.place.first, claim.rule) == ("code_injection", 95, 2, "eslint/no-eval")
    assert claim.snippet == "eval(text);"
    assert claim.school == "eslint"


@pytest.mark.parametrize(
    ("body", "status", "reason"),
    [
        ("sys.stderr.write('Oops! Something went wrong'); sys.exit(2)", "failed", "Something went wrong"),
        ("print('[]'); sys.stderr.write('half of it'); sys.exit(2)", "failed", "half of it"),
        ("print('<html>')", "failed", "can't be read"),
        ("print(json.dumps({'a': 1}))", "failed", "can't be read"),
        ("os.kill(os.getpid(), 9)", "failed", "SIGKILL"),
        ("time.sleep(600)", "timed_out", "longer than"),
    ],
)
def test_a_failure_is_an_outcome(body: str, status: str, reason: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    plant(tmp_path, body, monkeypatch)
    outcome = TOOL.ask(subject(tmp_path, app_js=EVAL), "security", 2 if status == "timed_out" else 120)
    assert outcome.status == status
    assert reason in outcome.reason
    assert not outcome.claims


def test_an_absent_tool_says_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    outcome = TOOL.ask(subject(tmp_path, app_js=EVAL), "security", 10)
    assert (outcome.status, outcome.remedy) == ("absent", REMEDY)


def test_nothing_to_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    assert TOOL.ask(Subject(files={"a.py": "x"}, root=tmp_path), "security", 10).status == "nothing_to_read"
    assert TOOL.ask(subject(tmp_path, app_js=EVAL), "documentation", 10).status == "nothing_to_read"


def test_what_is_wrong_nearly_always_is_not_asked():
    assert not any("object-injection" in rule for rule in codes.meanings("eslint"))
    assert all(set(codes.codes_of("eslint", expert)) for expert in TOOL.experts)


@pytest.mark.skipif(process.find("eslint") is None, reason="eslint isn't installed")
def test_the_real_one_reads_no_settings_of_the_project(tmp_path: Path):
    (tmp_path / "eslint.config.js").write_text("throw new Error('code of the project ran');\n")
    outcome = TOOL.ask(subject(tmp_path, app_js="/* eslint-disable */\n" + EVAL), "security", 120)
    assert outcome.status == "ran", outcome.reason
    assert "code_injection" in {claim.type for claim in outcome.claims}
    assert json.dumps(outcome.unread) == "{}"
