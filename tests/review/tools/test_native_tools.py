"""gcc, cppcheck, clang-tidy and clippy: what they say arrives in the panel's terms, and no failure stops anything."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from imperium.review import codes, diagnostics, process
from imperium.review.subject import Subject
from imperium.review.tool import Tool
from imperium.review.tools import clang_tidy, clippy, cppcheck, gcc

TEXT = """\
#include <stdlib.h>
int main(int n, char **a) {
  char *p = malloc(4); if (!p) return 1; p[n] = **a;
  free(p);
  free(p);
  return 0;
}
"""
CRATE = {"Cargo.toml": "[package]\n", "src/main.rs": "fn main() {}\n"}
FILES: dict[str, dict[str, str]] = {"clippy": CRATE}
TOOLS: list[Tool] = [gcc.TOOL, cppcheck.TOOL, clang_tidy.TOOL, clippy.TOOL]
each = pytest.mark.parametrize("tool", TOOLS, ids=lambda tool: tool.name)


def subject(root: Path, files: dict[str, str]) -> Subject:
    for path, text in files.items():
        (root / path).parent.mkdir(exist_ok=True)
        (root / path).write_text(text)
    return Subject(files=files, root=root, builds=True)


def given(tool: Tool, root: Path) -> Subject:
    return subject(root, FILES.get(tool.name, {"a.c": TEXT}))


def plant(tool: Tool, root: Path, body: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program that stands where the tool would."""
    folder = root / "planted"
    folder.mkdir()
    program = folder / tool.needs
    program.write_text(f"#!{sys.executable}\nimport os, sys, time\n{body}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder))


@each
@pytest.mark.parametrize(
    ("body", "status", "reason"),
    [
        ("sys.stderr.write('internal error'); sys.exit(70)", "failed", ""),
        ("sys.stderr.write('<html>'); print('<html>'); sys.exit(1)", "failed", ""),
        ("os.kill(os.getpid(), 9)", "failed", "SIGKILL"),
        ("time.sleep(600)", "timed_out", "longer than"),
    ],
)
def test_a_failure_is_an_outcome(
    tool: Tool, body: str, status: str, reason: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    plant(tool, tmp_path, body, monkeypatch)
    outcome = tool.ask(given(tool, tmp_path), "security", 2 if status == "timed_out" else 120)
    assert (outcome.status, outcome.claims) == (status, ())
    assert reason in outcome.reason
    assert outcome.reason


@each
def test_an_absent_tool_says_how_to_get_it(tool: Tool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    outcome = tool.ask(given(tool, tmp_path), "security", 10)
    assert outcome.status == "absent"
    assert "Install" in outcome.remedy


@each
def test_other_languages_are_nothing_to_read(tool: Tool, tmp_path: Path):
    assert tool.ask(subject(tmp_path, {"a.py": "x = 1\n"}), "security", 10).status == "nothing_to_read"


@each
def test_each_expert_is_told_something(tool: Tool):
    assert all(codes.codes_of(tool.name, expert) for expert in tool.experts)


def test_a_build_has_to_be_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    plant(clippy.TOOL, tmp_path, "open('ran', 'w')", monkeypatch)
    outcome = clippy.TOOL.ask(Subject(files=CRATE, root=tmp_path), "security", 60)
    assert (outcome.status, outcome.claims) == ("nothing_to_read", ())
    assert "nobody asked" in outcome.reason
    assert not (tmp_path / "ran").exists()


def test_what_compilers_say(tmp_path: Path):
    said = (
        f"{tmp_path.resolve()}/a.c:3:5: warning: twice [CWE-415] [-Wanalyzer-double-free]\n"
        "./a.c:3:5: warning: twice [CWE-415] [-Wanalyzer-double-free]\n"
        "a.c:4:1: warning: a long text [-Wformat-overflow=]\n"
        "/usr/include/b.h:1:1: warning: not ours [-Wformat]\n"
        "a.c:9:2: fatal error: no.h: No such file or directory\n"
    )
    found = [*diagnostics.parsed(said, Subject(files={"a.c": ""}, root=tmp_path))]
    assert [(one.line, one.level, one.code) for one in found] == [
        (3, "warning", "analyzer-double-free"),
        (4, "warning", "format-overflow"),
        (9, "error", ""),
    ]
    assert [claim.type for claim in diagnostics.claims("gcc", found, "security")] == ["double_free", "buffer_overflow"]


@pytest.mark.parametrize("tool", TOOLS[:3], ids=lambda tool: tool.name)
def test_the_real_one(tool: Tool, tmp_path: Path):
    if process.find(tool.needs) is None:
        pytest.skip(f"{tool.needs} isn't installed")
    files = {"-o.c": TEXT, "no.c": '#include "absent.h"\nint x\n', ".clang-tidy": "Checks: '-*'\n"}
    outcome = tool.ask(subject(tmp_path, files), "security", 120)
    assert outcome.status == "ran", outcome.reason
    assert {claim.place.path for claim in outcome.claims} == {"-o.c"}
    assert {claim.place.first for claim in outcome.claims} == {5}
    assert "no.c" in outcome.unread
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(files)
