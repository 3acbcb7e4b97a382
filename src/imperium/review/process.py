"""Starting a tool of others: bounded in time, memory and output, without a shell, and never with the user's settings.

    ran = start("ruff", ["check", "--isolated"], folder=root, timeout_s=30, paths=["a.py", "b/c.py"])

Tools see paths below the folder they run in, each written `./path` after `--`, so that no file name is taken for an
option or (`@file`) for a list of arguments. Their environment holds nothing of ours: no key, no `PYTHONPATH`.
"""

from __future__ import annotations

import contextlib
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from importlib import metadata
from importlib.metadata import PackageNotFoundError
from pathlib import Path
from typing import IO, Literal

from msgspec import Struct

OUTPUT_MB = 64
MEMORY_MB = 3_000
ARGUMENT_BYTES = 96_000
"""Linux takes 128 KiB for one argument and about 2 MiB for all; this leaves room for the environment."""

Status = Literal["ran", "absent", "failed", "timed_out"]


class Ran(Struct, frozen=True, kw_only=True):
    """How a program ended. `code` is its exit status, negative for a signal; `failed` means that it died of one.

    Which exit status is a success is the tool's own matter. `reason` says in words why there is no output.
    """

    status: Status
    code: int = 0
    output: str = ""
    errors: str = ""
    reason: str = ""
    seconds: float = 0.0


def find(program: str) -> str | None:
    """Where a program is: beside the running Python first (what pip installed with us), then on the path."""
    beside = _beside(program)
    return str(beside) if os.access(beside, os.X_OK) else shutil.which(program)


def _beside(program: str) -> Path:
    return Path(sys.executable).with_name(program)


def start(
    program: str,
    arguments: Sequence[str],
    *,
    folder: Path,
    timeout_s: float,
    paths: Sequence[str] = (),
    memory_mb: int | None = MEMORY_MB,
    environment: dict[str, str] | None = None,
) -> Ran:
    """The program's end. Never raises for what it does: a program that isn't there, dies or hangs is told in `Ran`.

    `memory_mb` bounds its address space; None for programs that reserve far more than they use (node, java).
    """
    place = find(program)
    if place is None:
        return Ran(status="absent", reason=f"{program} is not installed")
    command = [place, *arguments, *(["--", *(f"./{path}" for path in paths)] if paths else [])]
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors, tempfile.TemporaryDirectory() as home:
        began = time.monotonic()
        try:
            child = subprocess.Popen(  # noqa: S603 (a fixed program, no shell)
                command,
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=errors,
                env=_environment(home) | (environment or {}),
                start_new_session=True,
            )
        except OSError as error:
            return Ran(status="failed", reason=f"{program} could not be started: {error.strerror}")
        _bound(child.pid, memory_mb)
        in_time = _wait(child, timeout_s)
        seconds = time.monotonic() - began
        return _told(program, child.returncode, in_time, timeout_s, _text(output), _text(errors), seconds)


def version(program: str, folder: Path) -> str | None:
    """The version of what pip installed with us; else the first number with dots that `program --version` prints, or
    None."""
    if find(program) == str(_beside(program)):
        with contextlib.suppress(PackageNotFoundError):
            return metadata.version(program)
    ran = start(program, ["--version"], folder=folder, timeout_s=10)
    words = (ran.output or ran.errors).replace(",", " ").split()
    return next((word.lstrip("v") for word in words if "." in word and word.lstrip("v")[:1].isdigit()), None)


def batches(paths: Sequence[str]) -> Iterator[list[str]]:
    """The paths in groups that fit on one command line."""
    group: list[str] = []
    size = 0
    for path in paths:
        length = len(path.encode()) + 4
        if group and size + length > ARGUMENT_BYTES:
            yield group
            group, size = [], 0
        group.append(path)
        size += length
    if group:
        yield group


def _environment(home: str) -> dict[str, str]:
    return {"PATH": os.environ.get("PATH", os.defpath), "HOME": home, "TMPDIR": home, "LC_ALL": "C.UTF-8"}


def _bound(process: int, memory_mb: int | None) -> None:
    if not hasattr(resource, "prlimit"):
        return
    # A program that has ended already needs no bounds.
    with contextlib.suppress(ProcessLookupError, PermissionError):
        resource.prlimit(process, resource.RLIMIT_FSIZE, (OUTPUT_MB << 20, OUTPUT_MB << 20))
        resource.prlimit(process, resource.RLIMIT_CORE, (0, 0))
        if memory_mb is not None:
            resource.prlimit(process, resource.RLIMIT_AS, (memory_mb << 20, memory_mb << 20))


def _wait(child: subprocess.Popen[bytes], timeout_s: float) -> bool:
    """Whether it ended in time. What it started itself is ended with it either way."""
    try:
        child.wait(timeout_s)
    except subprocess.TimeoutExpired:
        return False
    else:
        return True
    finally:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()


def _text(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read(OUTPUT_MB << 20).decode("utf-8", "replace")


def _told(program: str, code: int, in_time: bool, timeout_s: float, output: str, errors: str, seconds: float) -> Ran:
    status: Status = "ran"
    reason = ""
    if not in_time:
        status, reason = "timed_out", f"{program} took longer than {timeout_s:g} s"
    elif code == -signal.SIGXFSZ:
        status, reason = "failed", f"{program} wrote more than {OUTPUT_MB} MB"
    elif code < 0:
        status, reason = "failed", f"{program} died of {signal.Signals(-code).name}{_last_line(errors)}"
    return Ran(status=status, code=code, output=output, errors=errors, reason=reason, seconds=seconds)


def _last_line(errors: str) -> str:
    lines = errors.strip().splitlines()
    return f": {lines[-1][:200]}" if lines else ""
