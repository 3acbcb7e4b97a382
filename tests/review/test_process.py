"""Tools are started without a shell and end within their bounds, whatever they do."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imperium.review import process
from support.processes import lives
from support.waiting import seen


@pytest.fixture
def planted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Writes a program and puts it on the path."""
    folder = tmp_path / "programs"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")

    def write(name: str, body: str) -> str:
        program = folder / name
        program.write_text(f"#!{sys.executable}\nimport os, sys, time, signal, subprocess\n{body}\n")
        program.chmod(program.stat().st_mode | stat.S_IXUSR)
        return name

    return write


def test_what_a_program_prints_and_how_it_ended(planted, tmp_path: Path):
    name = planted("tells", "print('out'); print('err', file=sys.stderr); sys.exit(3)")
    ran = process.start(name, [], folder=tmp_path, timeout_s=60)
    assert (ran.status, ran.code, ran.output, ran.errors) == ("ran", 3, "out\n", "err\n")


def test_paths_can_be_no_options_and_no_argument_files(planted, tmp_path: Path):
    name = planted("lists", "print(sys.argv[1:])")
    ran = process.start(name, ["--all"], folder=tmp_path, timeout_s=60, paths=["-rf", "@list", "a b;c"])
    assert ran.output.strip() == str(["--all", "--", "./-rf", "./@list", "./a b;c"])


def test_a_tool_sees_no_key_of_ours(planted, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
    monkeypatch.setenv("PYTHONPATH", "/elsewhere")
    name = planted("shows", "print(dict(os.environ))")
    ran = process.start(name, [], folder=tmp_path, timeout_s=60)
    assert "sk-secret" not in ran.output
    assert "PYTHONPATH" not in ran.output


def test_a_program_that_is_not_there(tmp_path: Path):
    ran = process.start("surely-not-installed", [], folder=tmp_path, timeout_s=1)
    assert (ran.status, ran.reason) == ("absent", "surely-not-installed is not installed")


def test_one_that_hangs_is_ended_with_what_it_started(planted, tmp_path: Path):
    marks = tmp_path / "child"
    name = planted(
        "hangs",
        f"child = subprocess.Popen(['sleep', '600']); open({str(marks)!r}, 'w').write(str(child.pid)); time.sleep(600)",
    )
    ran = process.start(name, [], folder=tmp_path, timeout_s=5)
    assert ran.status == "timed_out"
    assert ran.reason == "hangs took longer than 5 s"
    child = int(marks.read_text())
    seen(lambda: not lives(child))


def test_one_that_dies(planted, tmp_path: Path):
    name = planted("dies", "print('oh', file=sys.stderr, flush=True); os.kill(os.getpid(), signal.SIGSEGV)")
    ran = process.start(name, [], folder=tmp_path, timeout_s=60)
    assert (ran.status, ran.reason) == ("failed", "dies died of SIGSEGV: oh")


def test_one_that_can_not_be_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    program = tmp_path / "broken"
    program.write_bytes(b"\x7fELF nothing")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    ran = process.start("broken", [], folder=tmp_path, timeout_s=5)
    assert ran.status == "failed"
    assert "could not be started" in ran.reason


def test_output_is_bounded(planted, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(process, "OUTPUT_MB", 1)
    name = planted(
        "floods",
        "signal.signal(signal.SIGXFSZ, signal.SIG_DFL); time.sleep(1)\nwhile True: os.write(1, b'x' * 100_000)",
    )
    ran = process.start(name, [], folder=tmp_path, timeout_s=120)
    assert (ran.status, ran.reason) == ("failed", "floods wrote more than 1 MB")
    assert len(ran.output) <= 1 << 20


def test_the_version_of_a_tool(planted, tmp_path: Path):
    assert process.version(planted("tool", "print('tool, v1.2.3 (abc)')"), tmp_path) == "1.2.3"
    assert process.version("surely-not-installed", tmp_path) is None


@given(st.lists(st.text(alphabet="ab/é", min_size=1, max_size=40_000), max_size=12))
def test_batches_keep_every_path_in_order(paths: list[str]):
    groups = list(process.batches(paths))
    assert [path for group in groups for path in group] == paths
    assert all(len(group) == 1 or sum(len(p.encode()) + 4 for p in group) <= process.ARGUMENT_BYTES for group in groups)
