"""Ruff and bandit on small projects: what they say arrives in the panel's terms, and no file is lost in silence."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from imperium.review import process
from imperium.review.subject import Subject
from imperium.review.tool import Tool
from imperium.review.tools import bandit, ruff

TOOLS: list[Tool] = [ruff.TOOL, bandit.TOOL]
each = pytest.mark.parametrize("tool", TOOLS, ids=lambda tool: tool.name)


def subject(root: Path, **texts: str) -> Subject:
    files = {f"{name}.py": text for name, text in texts.items()}
    for path, text in files.items():
        (root / path).write_text(text)
    return Subject(files=files, root=root)


@each
def test_a_finding_in_the_panels_terms(tool: Tool, tmp_path: Path):
    outcome = tool.ask(subject(tmp_path, app="import yaml\n\nyaml.load(text, Loader=yaml.Loader)\n"), "security", 120)
    assert (outcome.status, outcome.read, outcome.unread) == ("ran", ("app.py",), {})
    [claim] = outcome.claims
    assert (claim.type, claim.cwe[0], claim.place.path, claim.place.first) == ("deserialization", 502, "app.py", 3)
    assert claim.school == "bandit"
    assert "safe_load" in claim.recommendation
    assert claim.snippet == "yaml.load(text, Loader=yaml.Loader)"


@each
def test_newer_python_is_read(tool: Tool, tmp_path: Path):
    text = 'import os\nos.system(f"ls {names["first"]}")\n'
    outcome = tool.ask(subject(tmp_path, app=text), "security", 120)
    assert [(claim.type, claim.place.first) for claim in outcome.claims] == [("command_injection", 2)]
    assert not outcome.unread


@each
def test_a_file_that_can_not_be_read_is_told(tool: Tool, tmp_path: Path):
    outcome = tool.ask(subject(tmp_path, bad="def f(:\n", good="x = 1\n"), "security", 120)
    assert outcome.status == "ran"
    assert outcome.read == ("good.py",)
    assert list(outcome.unread) == ["bad.py"]
    assert outcome.unread["bad.py"]


@each
def test_settings_of_the_project_are_not_obeyed(tool: Tool, tmp_path: Path):
    (tmp_path / "ruff.toml").write_text('exclude = ["*.py"]\n')
    (tmp_path / ".bandit").write_text("[bandit]\nexclude = /\nskips = B602\n")
    outcome = tool.ask(subject(tmp_path, app="import os\nos.system(x)\n"), "security", 120)
    assert outcome.claims


@each
def test_nothing_to_read(tool: Tool, tmp_path: Path):
    assert tool.ask(Subject(files={"a.txt": "x"}, root=tmp_path), "security", 10).status == "nothing_to_read"


@each
def test_names_that_look_like_options(tool: Tool, tmp_path: Path):
    outcome = tool.ask(subject(tmp_path, **{"--help": "import os\nos.system(x)\n", "@x": "y = 1\n"}), "security", 120)
    assert sorted(outcome.read) == ["--help.py", "@x.py"]


@each
@pytest.mark.parametrize(
    ("body", "status", "reason"),
    [
        ("print('no json')", "failed", "can't be read"),
        ("sys.stderr.write('boom'); sys.exit(2)", "failed", "boom"),
        ("os.kill(os.getpid(), 9)", "failed", "SIGKILL"),
        ("time.sleep(600)", "timed_out", "longer than"),
        ("print('[{]')", "failed", "can't be read"),
    ],
)
def test_a_tool_that_fails_is_an_outcome(
    tool: Tool, body: str, status: str, reason: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    program = tmp_path / "planted" / tool.needs
    program.parent.mkdir()
    program.write_text(f"#!{sys.executable}\nimport os, sys, time\n{body}\n")
    program.chmod(0o755)
    monkeypatch.setattr(process, "find", lambda name: str(program))
    (tmp_path / "code").mkdir()
    timeout_s = 2 if status == "timed_out" else 120
    outcome = tool.ask(subject(tmp_path / "code", app="x = 1\n"), "security", timeout_s)
    assert outcome.status == status
    assert reason in outcome.reason
    assert not outcome.claims


@each
def test_an_absent_tool_says_how_to_get_it(tool: Tool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(process, "find", lambda name: None)
    outcome = tool.ask(subject(tmp_path, app="x = 1\n"), "security", 10)
    assert (outcome.status, outcome.remedy) == ("absent", f"pip install {tool.needs}")


def test_a_safe_fix_is_whole_lines(tmp_path: Path):
    lines = ["a = 1", "b = dict()", "c = 2"]
    change = ruff.Change("{}", ruff.Position(2, 5), ruff.Position(2, 11))
    [edit] = ruff._edits("a.py", lines, ruff.Fix("safe", (change,)))
    assert (edit.place.first, edit.place.last, edit.text) == (2, 2, "b = {}\n")
    assert ruff._edits("a.py", lines, ruff.Fix("unsafe", (change,))) == ()
