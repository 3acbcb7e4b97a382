"""The program as its user starts it: in a process of its own where that matters, else within this one."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from imperium.cli.main import app


class Program:
    """`imperium …` on one data folder."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self.folder = folder
        self.data = folder / "data"
        self.environment = environment
        self.started: list[subprocess.Popen[str]] = []

    def __call__(self, *arguments: str | Path, **options: Any) -> Result:
        """Within this process."""
        words = [*map(str, arguments), "--data", str(self.data)]
        return CliRunner(env=self.environment).invoke(app, words, **options)

    def start(self, *arguments: str | Path) -> subprocess.Popen[str]:
        """In a process of its own; its output is one stream."""
        command = [sys.executable, "-m", "imperium", *map(str, arguments), "--data", str(self.data)]
        environment = {**os.environ, **self.environment, "PYTHONUNBUFFERED": "1"}
        process = subprocess.Popen(
            command, cwd=self.folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        self.started.append(process)
        return process

    def up(self, *arguments: str) -> tuple[subprocess.Popen[str], str]:
        """A server that answers, and its address."""
        process = self.start("up", "--port", "0", *arguments)
        line = read_until(process, "Imperium is at ")
        return process, line.rpartition(" ")[2].strip()


def read_until(process: subprocess.Popen[str], words: str, patience_s: float = 120) -> str:
    """The first line with these words."""
    assert process.stdout is not None
    ends = time.monotonic() + patience_s
    seen = []
    while time.monotonic() < ends and (line := process.stdout.readline()):
        seen.append(line)
        if words in line:
            return line
    raise AssertionError(f"no {words!r} in:\n{''.join(seen)}")


@pytest.fixture
def imperium(tmp_path: Path) -> Iterator[Program]:
    unset = ("IMPERIUM_API_KEY", "IMPERIUM_DATA", "DATABASE_URL")
    with pytest.MonkeyPatch.context() as patch:
        for name in unset:
            patch.delenv(name, raising=False)
        patch.chdir(tmp_path)
        program = Program(tmp_path, {})
        yield program
    for process in program.started:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
            process.wait(60)
