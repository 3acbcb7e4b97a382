"""Lives of the application that end when and how a test wants: by kill -9 at a commit, in a task, or at any time.

`python -m support.forge` imports everything once and forks a child for every order, a line of JSON on its input. A
child opens the application on a data folder, submits a run (or finds the one that an earlier life left), and answers
with the run when it has ended. A child that was killed answers nothing.
"""

from __future__ import annotations

import asyncio
import json
import os
import resource
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import structlog

from support.house import House, opened, settings_in
from support.waiting import PATIENCE_S
from support.workshop import Workshop

KEY = "the run"


class Forge:
    """The test's side."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "support.forge"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def live(self, data: Path, stages: list[dict[str, Any]], **order: Any) -> dict[str, Any] | None:
        """The run at its end, or None when this life was killed before it."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        line = json.dumps({"data": str(data), "stages": stages, **order})
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        assert "broke" not in answer, answer
        return answer.get("run")

    def close(self) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(PATIENCE_S)
        self._process.stdout.close()


def main() -> None:
    as_text = structlog.processors.format_exc_info
    structlog.configure(processors=[as_text, structlog.processors.JSONRenderer(default=repr)])
    for line in sys.stdin:
        print(json.dumps(_one_life(json.loads(line))), flush=True)


def _one_life(order: dict[str, Any]) -> dict[str, Any]:
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        sys.stdout = sys.stderr
        answer = asyncio.run(_life(order))
        os.write(writing, json.dumps({"run": answer}).encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as answers:
        told = answers.read()
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL:
        return {}
    return json.loads(told) if told else {"broke": status}


async def _life(order: dict[str, Any]) -> dict[str, Any]:
    data = Path(order["data"])
    workshop = Workshop(data / "trace")
    settings = settings_in(data, order.get("database_url"))
    if "kill_after_s" in order:
        threading.Timer(order["kill_after_s"], _die).start()
    async with opened(settings, workshop) as house:
        if "kill_at_commit" in order:
            _die_at_commit(house, order["kill_at_commit"])
        workshop.deadly = order.get("kill_in_task")
        state = await house.submit(*order["stages"], key=KEY, **order.get("request", {}))
        if "full_s" in order:
            await asyncio.sleep(order.get("full_from_s", 0.0))
            _fill_disk(data, order["full_s"])
        return (await house.ended(state)).as_dict()


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _die_at_commit(house: House, number: int) -> None:
    """Right after so many commits of this life, before anybody is told of the last one."""
    left = iter(range(number - 1, -1, -1))

    def observe(seconds: float, rows: int) -> None:
        if next(left) == 0:
            _die()

    house.application.platform.journal._observe = observe


def _fill_disk(data: Path, seconds: float) -> None:
    """For so long no file grows beyond what the database's log has by now."""
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    full = (data / "imperium.sqlite-wal").stat().st_size
    resource.setrlimit(resource.RLIMIT_FSIZE, (full, hard))
    threading.Timer(seconds, lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))).start()


if __name__ == "__main__":
    main()
