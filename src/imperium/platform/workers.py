"""Worker processes for CPU-heavy work: bounded in number, memory and time, killed when cancelled.

A job is a top-level function of an importable module, called in a child process with plain data:

    def render(job: dict[str, Any], report: Report) -> dict[str, Any]: ...

`report(fraction, message, preview)` shows progress, and a small picture where there is one. A child serves one job at a
time and is kept for the next one, so that heavy imports are paid once. When the parent dies the children see their
input close and end at once.
"""

from __future__ import annotations

import asyncio
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import orjson

from imperium.platform import errors
from imperium.platform.errors import FatalError, ImperiumError, ResourceError, TimedOut
from imperium.platform.fair import FairSlots, Priority
from imperium.platform.preview import Preview, Progress, Report

Job = Callable[[dict[str, Any], Report], dict[str, Any]]
IDLE_CHILDREN = 2
MAX_LINE = 64 * 1024 * 1024


class Workers:
    """At most `slots` jobs at once, shared between priorities; `slots` defaults to the number of CPU cores."""

    def __init__(self, slots: int | None = None, memory_mb: int = 6_000) -> None:
        self.slots = FairSlots(slots or os.cpu_count() or 1)
        self.memory_mb = memory_mb
        self._idle: list[Process] = []
        self._all: set[Process] = set()
        self._beside: list[Workers] = []

    def beside(self) -> Workers:
        """Workers with slots of their own, for work of moments that somebody waits for: it doesn't stand behind films.
        They are closed with these."""
        other = Workers(memory_mb=self.memory_mb)
        self._beside.append(other)
        return other

    async def run(
        self,
        function: Job | str,
        job: dict[str, Any],
        *,
        progress: Progress = lambda fraction, message, preview=None: None,
        priority: Priority = "medium",
        timeout_s: float = 600.0,
        waiting: Callable[[], AbstractContextManager[None]] = nullcontext,
    ) -> dict[str, Any]:
        """The function's result; it may be named ("package.module:function"), so that only the child loads what it
        needs. A cancelled call kills the child at once. It is inside `waiting()` while it waits for a free slot.

        Raises:
            TimedOut: longer than `timeout_s`.
            ResourceError: the child was killed, most often for lack of memory.
            ImperiumError: what the function raised, if it is one of ours; any other exception becomes a FatalError.
        """
        if not self.slots.is_free:
            progress(0.0, "waits for a free worker")
        with waiting():
            await self.slots.acquire(priority)
        try:
            name = function if isinstance(function, str) else f"{function.__module__}:{function.__qualname__}"
            return await self._run(name, job, progress, timeout_s)
        finally:
            self.slots.release()

    async def _run(self, function: str, job: dict[str, Any], progress: Progress, timeout_s: float) -> dict[str, Any]:
        child = self._idle_child() or await self._start()
        try:
            async with asyncio.timeout(timeout_s):
                answer = await self._serve(child, function, job, progress)
        except TimeoutError:
            raise TimedOut(
                f"{_plain(function)} took longer than {timeout_s:.0f} s.",
                remedy="Ask for less, or raise the timeout.",
            ) from None
        finally:
            await self._keep_or_end(child)
        return answer

    async def close(self) -> None:
        for other in self._beside:
            await other.close()
        for child in list(self._all):
            await self._end(child)

    def _idle_child(self) -> Process | None:
        """One that still lives: the system may have ended an idle one for its memory."""
        while self._idle:
            child = self._idle.pop()
            if child.returncode is None:
                return child
            self._all.discard(child)
        return None

    async def _start(self) -> Process:
        child = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "imperium.platform.worker",
            str(self.memory_mb),
            stdin=PIPE,
            stdout=PIPE,
            limit=MAX_LINE,
        )
        self._all.add(child)
        return child

    async def _serve(self, child: Process, function: str, job: dict[str, Any], progress: Progress) -> dict[str, Any]:
        assert child.stdin is not None
        assert child.stdout is not None
        child.busy = True  # type: ignore[attr-defined]
        call = {"function": function, "job": job}
        try:
            child.stdin.write(orjson.dumps(call) + b"\n")
            await child.stdin.drain()
            while line := await child.stdout.readline():
                message = orjson.loads(line)
                if "progress" in message:
                    _tell(progress, message)
                    continue
                child.busy = False  # type: ignore[attr-defined]
                if "error" in message:
                    raise _rebuilt(message["error"])
                result: dict[str, Any] = message["result"]
                return result
        except (BrokenPipeError, ConnectionResetError):
            pass
        code = await child.wait()
        raise ResourceError(
            f"The worker process for {_plain(function)} ended with code {code}.",
            remedy="Most often the machine ran out of memory: ask for a smaller size, or free memory.",
        )

    async def _keep_or_end(self, child: Process) -> None:
        if child.returncode is None and not getattr(child, "busy", True) and len(self._idle) < IDLE_CHILDREN:
            self._idle.append(child)
        else:
            await self._end(child)

    async def _end(self, child: Process) -> None:
        self._all.discard(child)
        if child in self._idle:
            self._idle.remove(child)
        if child.returncode is None:
            child.kill()
        await asyncio.shield(child.wait())


def _tell(progress: Progress, message: dict[str, Any]) -> None:
    if shown := message.get("preview"):
        progress(message["progress"], message["message"], Preview(*shown))
    else:
        progress(message["progress"], message["message"])


def _rebuilt(error: dict[str, Any]) -> ImperiumError:
    """The exception that a child described, as one of ours."""
    kind = getattr(errors, str(error["kind"]), FatalError)
    if not (isinstance(kind, type) and issubclass(kind, ImperiumError)):
        kind = FatalError
    return kind(error["detail"], remedy=error.get("remedy"), field=error.get("field"))


def _plain(function: str) -> str:
    """Its name without where it is found."""
    return function.rpartition(":")[2].rpartition(".")[2]
