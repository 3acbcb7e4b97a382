"""Work in other processes: bounded, and gone when nobody wants it any more."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from imperium.platform.errors import FatalError, InvalidInput, ResourceError, TimedOut
from imperium.platform.workers import Workers
from support import jobs
from support.processes import lives
from support.waiting import seen, until


@pytest.fixture
async def workers() -> AsyncIterator[Workers]:
    workers = Workers(2, memory_mb=600)
    yield workers
    await workers.close()


class Progress:
    def __init__(self) -> None:
        self.told: list[tuple[float, str]] = []

    def __call__(self, fraction: float, message: str) -> None:
        self.told.append((fraction, message))

    @property
    def pid(self) -> int:
        return int(self.told[0][1])


async def begun(workers: Workers, job: Callable[..., Any], **given: Any) -> tuple[asyncio.Task[dict[str, Any]], int]:
    progress = Progress()
    running = asyncio.create_task(workers.run(job, given, progress=progress))
    await until(lambda: progress.told or running.done())
    return running, progress.pid


async def test_a_job_answers_tells_its_progress_and_keeps_its_process(workers: Workers) -> None:
    progress = Progress()
    first = await workers.run(jobs.describe, {"width": 3}, progress=progress)
    assert first["given"] == {"width": 3}
    assert progress.told == [(0.5, "half")]
    assert first["pid"] != os.getpid()
    assert (await workers.run(jobs.describe, {}))["pid"] == first["pid"]


async def test_errors_come_back_as_what_they_are(workers: Workers) -> None:
    with pytest.raises(InvalidInput) as refused:
        await workers.run(jobs.refuse, {})
    assert (refused.value.field, refused.value.remedy) == ("width", "At most 10.")
    with pytest.raises(FatalError, match="ZeroDivisionError: seven by nothing"):
        await workers.run(jobs.break_down, {})
    assert await workers.run(jobs.describe, {}), "the process still serves"


async def test_a_cancelled_job_is_gone_when_its_caller_is_told(workers: Workers) -> None:
    running, pid = await begun(workers, jobs.spin)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        async with asyncio.timeout(20):  # the job itself would go on for ever
            await running
    assert not lives(pid)
    assert workers.slots.held == 0


async def test_a_job_is_stopped_at_its_timeout(workers: Workers) -> None:
    with pytest.raises(TimedOut, match="spin"):
        await workers.run(jobs.spin, {}, timeout_s=0.4)
    assert await workers.run(jobs.describe, {})


async def test_memory_is_bounded(workers: Workers) -> None:
    with pytest.raises(ResourceError, match="memory"):
        await workers.run(jobs.devour, {"bytes": 10**9})
    assert (await workers.run(jobs.devour, {"bytes": 10**6}))["size"] == 10**6


async def test_a_process_that_dies_is_told_of_and_replaced(workers: Workers) -> None:
    with pytest.raises(ResourceError, match="code 7"):
        await workers.run(jobs.die, {})
    assert await workers.run(jobs.describe, {})


async def test_an_idle_process_that_died_is_not_asked(workers: Workers) -> None:
    pid = (await workers.run(jobs.describe, {}))["pid"]
    (child,) = workers._idle
    os.kill(pid, 9)
    await until(lambda: child.returncode is not None)
    assert (await workers.run(jobs.describe, {}))["pid"] != pid


async def test_no_more_jobs_run_at_once_than_there_are_slots(workers: Workers) -> None:
    running = [asyncio.create_task(workers.run(jobs.sleep, {"seconds": 0.05})) for _ in range(6)]
    await asyncio.sleep(0.02)
    assert workers.slots.held == 2
    assert len({answer["pid"] for answer in await asyncio.gather(*running)}) <= 2


async def test_closing_ends_every_process(workers: Workers) -> None:
    running, pid = await begun(workers, jobs.spin)
    await workers.close()
    with pytest.raises(ResourceError):
        await running
    assert not lives(pid)


def test_when_the_parent_dies_its_processes_end() -> None:
    parent = subprocess.Popen([sys.executable, "-m", "support.parent"], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    assert lives(child)
    parent.kill()
    parent.wait()
    seen(lambda: not lives(child))
    parent.stdout.close()


async def test_workers_beside_dont_wait_for_these() -> None:
    workers = Workers(1)
    beside = workers.beside()
    long = asyncio.create_task(workers.run("support.jobs:sleep", {"seconds": 600}))
    await asyncio.sleep(0.1)
    assert await beside.run("support.jobs:describe", {})
    await workers.close()
    with pytest.raises(ResourceError):
        await long
