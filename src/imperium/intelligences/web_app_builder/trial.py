"""Trying a project that was generated here: its own commands, in its own folder, each bounded in time.

Nothing runs but the commands that renderers declare, on files that they wrote, with dependencies that are locked by
hash. The commands are given no secrets of ours.
"""

from __future__ import annotations

import asyncio
import os
import re
import signal
import time
from asyncio.subprocess import PIPE, STDOUT
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from imperium.intelligences.web_app_builder.model import App
from imperium.intelligences.web_app_builder.renderer import Command, Renderer, backends, frontends

LIMIT_S = 900.0
TAIL = 4_000
_SECRET = re.compile(r"^IMPERIUM_|KEY|TOKEN|SECRET|PASSWORD|CREDENTIAL", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Step:
    """One command of a part. `output` is the end of what it said."""

    part: str
    command: Command
    seconds: float
    passed: bool
    output: str

    @property
    def shown(self) -> str:
        return f"{self.part}: {' '.join(self.command)}"


def parts(app: App) -> dict[str, Renderer]:
    """What the project is made of, by folder."""
    found = {"backend": backends()[app.backend], "frontend": frontends().get(app.frontend)}
    return {name: renderer for name, renderer in found.items() if renderer}


async def trial(app: App, folder: Path, limit_s: float = LIMIT_S) -> AsyncIterator[Step]:
    """Install, build and test each part; a part ends with its first command that fails. `limit_s` bounds each."""
    for name, renderer in parts(app).items():
        if not renderer.checked:
            continue
        for command in (*renderer.install, *renderer.build, *renderer.test):
            step = await run(name, command, folder / name, limit_s)
            yield step
            if not step.passed:
                break


async def run(
    part: str, command: Command, folder: Path, limit_s: float = LIMIT_S, more: Mapping[str, str] | None = None
) -> Step:
    """The command to its end, or to its limit; then it is ended with all that it started."""
    started = time.monotonic()
    try:
        process = await begin(command, folder, more)
    except FileNotFoundError:
        return Step(part, command, 0.0, False, f"{command[0]} is not installed on this machine, or not yet built.")
    try:
        async with asyncio.timeout(limit_s):
            output, _ = await process.communicate()
    except TimeoutError:
        return Step(part, command, limit_s, False, f"It took longer than {limit_s:.0f} s and was ended.")
    finally:
        end(process)
    said = output.decode("utf-8", "replace")[-TAIL:]
    return Step(part, command, time.monotonic() - started, process.returncode == 0, said)


async def begin(command: Command, folder: Path, more: Mapping[str, str] | None = None) -> asyncio.subprocess.Process:
    """The command in a process group of its own, with more variables. Raises FileNotFoundError."""
    program = str(folder / command[0]) if "/" in command[0] else command[0]
    environment = {**without_secrets(os.environ), **(more or {})}
    return await asyncio.create_subprocess_exec(
        program, *command[1:], cwd=folder, env=environment, stdout=PIPE, stderr=STDOUT, start_new_session=True
    )


def end(process: asyncio.subprocess.Process) -> None:
    """End it and all that it started."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def without_secrets(environment: Mapping[str, str]) -> dict[str, str]:
    """What a command may know of ours: no settings, no keys; and no Python environment but its own."""
    ours = ("VIRTUAL_ENV", "PYTHONPATH", "PYTHONHOME")
    return {name: value for name, value in environment.items() if name not in ours and not _SECRET.search(name)}
