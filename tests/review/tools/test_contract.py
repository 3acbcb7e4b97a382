"""What every tool promises, whatever becomes of its program: an outcome in words, never an error or an invention."""

from pathlib import Path

import pytest

from imperium.review import process
from imperium.review.subject import Subject
from imperium.review.tool import Tool
from imperium.review.toolbox import tools

FILES = {
    "app.py": 'import os\n\n\ndef f(a):\n    """Do it.\n\n    Args:\n        b: One.\n    """\n    print(a)\n',
    "requirements.txt": "click>=8\n",
    "app.js": "export function f(a) { return a }\n",
    "App.java": "public class App { int f(int a) { return a; } }\n",
    "Cargo.toml": '[package]\nname = "app"\nversion = "0.1.0"\nedition = "2021"\n',
    "src/main.rs": 'fn main() { println!("x"); }\n',
    "app.c": "int f(int a) { return a; }\n",
    "app.cpp": "int g(int a) { return a; }\n",
}
CASES = [(name, expert) for name, tool in tools().items() for expert in tool.experts[:1]]
each = pytest.mark.parametrize(("name", "expert"), CASES)

PLANTED = {
    "ends with a status of its own": ("exit 97", "failed"),
    "prints what it never would": ("echo 'no answer {[<'; echo 'nor here' >&2; exit 97", "failed"),
    "is killed": ("kill -9 $$", "failed"),
    "hangs": ("exec sleep 600", "timed_out"),
}


@pytest.fixture
def subject(tmp_path: Path) -> Subject:
    root = tmp_path / "project"
    for path, text in FILES.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    return Subject(files=FILES, root=root, builds=True)


def plant(tool: Tool, body: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program of the tool's name that does something else."""
    program = folder / "planted" / tool.needs
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\n{body}\n")
    program.chmod(0o755)
    monkeypatch.setattr(process, "find", lambda name: str(program) if name == tool.needs else None)


@each
@pytest.mark.parametrize("how", PLANTED)
def test_a_program_that_fails(
    name: str, expert: str, how: str, subject: Subject, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    body, status = PLANTED[how]
    tool = tools()[name]
    plant(tool, body, tmp_path, monkeypatch)
    outcome = tool.ask(subject, expert, 1.0)
    assert (outcome.tool, outcome.status, outcome.claims) == (name, status, ())
    assert len(outcome.reason) > 10


@each
def test_a_program_that_is_not_there(name: str, expert: str, subject: Subject, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "find", lambda program: None)
    outcome = tools()[name].ask(subject, expert, 10.0)
    assert (outcome.status, outcome.claims) == ("absent", ())
    assert outcome.reason
    assert outcome.remedy


@each
def test_nothing_to_read(name: str, expert: str, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x")
    assert tools()[name].ask(Subject(files={"a.txt": "x"}, root=tmp_path), expert, 10.0).status == "nothing_to_read"


@each
def test_what_it_says_can_be_looked_up(name: str, expert: str, subject: Subject) -> None:
    """The real program, where it is on this machine."""
    tool = tools()[name]
    outcome = tool.ask(subject, expert, 120.0)
    assert outcome.tool == name
    assert outcome.status in ("ran", "absent"), outcome.reason
    for claim in outcome.claims:
        assert claim.place.path in subject.files
        assert claim.expert == expert
        assert claim.rule.startswith(f"{name}/")
        assert claim.recommendation
