"""The brain's scheduling at 10, 1,000 and 10,000 tasks: what it takes, how that grows, and how good the schedules are.

    python3 dev.py bench brain [--rounds 7] [--no-http]

In process, by CPU time: prioritizing (from structures to an order), one task that ends in a list that is kept, sharing
out resources, list scheduling. Over HTTP, by the clock, which counts on an idle machine only: a server of its own on
one core, asked with ready bytes by a client on the other. The median of the rounds counts, the best and the worst stand
beside it. The makespan is set against the bound, first in first out, and, where OR-Tools is installed, CP-SAT.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from math import log10
from pathlib import Path
from random import Random
from typing import Any

import aiohttp
import numpy as np
import orjson
from rich.console import Console
from rich.table import Table

from benchmarks.served import Plan, Served, cores, free_port, own_environment, served
from imperium.brain.allocation import Claim, allocate
from imperium.brain.allocation_demand import Amount, Demand
from imperium.brain.allocation_improvement import improve
from imperium.brain.prioritization_queue import TaskQueue
from imperium.brain.prioritization_task import Task
from imperium.brain.scheduling import Work, list_schedule, schedule
from imperium.brain.scheduling_exact import MOST_TASKS
from imperium.brain.scheduling_exact import solve as solve_exactly
from imperium.brain.scheduling_graph import TaskGraph
from imperium.platform.capability import LITTLE

SIZES = (10, 1_000, 10_000)
LEVELS = ("critical", "high", "normal", "low")
NOW = 1_800_000_000.0
ALL = Amount(1_024_000, 1_024_000, 64)
OBJECTIVE = {
    "objective": "Launch new product with integrated marketing campaign",
    "constraints": {"budget": 50000, "timeline": "30 days", "resources": {"cpu": 64, "gpu": 4}},
}


def before(random: Random, shape: str, task: int, count: int) -> set[int]:
    """Three tasks that one waits for: anywhere before it, in the layer before, or right before it; one in a chain."""
    if shape == "chain":
        return {task - 1} if task else set()
    if shape == "deep":
        return {task - 1, task - 2, task - 3} & set(range(task))
    if shape == "anywhere":
        return {random.randrange(task) for _ in range(3)} if task else set()
    width = max(1, count // 100)
    layer = task // width
    return {(layer - 1) * width + random.randrange(width) for _ in range(3)} if layer else set()


def prioritized(count: int, shape: str) -> list[dict[str, Any]]:
    random = Random(count)
    return [
        {
            "id": f"task-{task}",
            "type": "image_generation",
            "priority": random.choice(LEVELS),
            "duration_seconds": round(random.gammavariate(2, 10), 3),
            "deadline": NOW + random.random() * 1e6,
            "dependencies": [f"task-{other}" for other in sorted(before(random, shape, task, count))],
        }
        for task in range(count)
    ]


def applicants(count: int, *, small: bool) -> list[dict[str, Any]]:
    random = Random(count)
    cpu, memory = ((0.1,), (100,)) if small else ((0.25, 0.5, 1, 2, 4, 8, 16), (512, 1024, 2048, 4096, 8192, 16384))
    return [
        {
            "id": f"task-{task}",
            "tenant": f"tenant-{random.randrange(20)}",
            "priority": random.choice(LEVELS),
            "resources": {
                "cpu": random.choice(cpu),
                "memory_mb": random.choice(memory),
                "gpu": 0 if small else random.choice([0, 0, 0, 1, 2]),
            },
        }
        for task in range(count)
    ]


def project(count: int, seed: int = 1) -> Work:
    """Tasks that wait for up to two of the fifteen before them; durations and needs as of small services."""
    random = Random(seed)
    edges = sorted(
        {(random.randrange(max(0, j - 15), j), j) for j in range(1, count) for _ in range(random.randrange(3))}
    )
    pairs = np.array(edges, np.int64).reshape(-1, 2)
    needs = [
        Amount(random.choice([1_000, 2_000]), random.choice([512, 1_024, 2_048]), random.choice([0, 0, 0, 1]))
        for _ in range(count)
    ]
    durations = [random.randint(1, 19) * 1_000 for _ in range(count)]
    return Work(TaskGraph(count, pairs[:, 0], pairs[:, 1]), durations, needs)


def room(count: int) -> Amount:
    cores = 4 if count <= 10 else 32 if count <= 1_000 else 64
    return Amount(cores * 1_000, cores * 2_048, max(2, cores // 4))


def timed(work: Callable[[], Any], rounds: int) -> list[float]:
    """Milliseconds of CPU of each round, after one that doesn't count: what runs beside it doesn't count either."""
    work()
    found = []
    for _ in range(rounds):
        began = time.process_time()
        work()
        found.append((time.process_time() - began) * 1e3)
    return found


class Report:
    """One table for everything that is timed, and how what is timed grows from 1,000 to 10,000."""

    def __init__(self) -> None:
        self._table = Table("what", "tasks", "median ms", "best", "worst")
        self._medians: dict[tuple[str, int], float] = {}

    def add(self, what: str, count: int, milliseconds: list[float]) -> None:
        median = self._medians[what, count] = statistics.median(milliseconds)
        figures = (median, min(milliseconds), max(milliseconds))
        self._table.add_row(what, f"{count:,}", *(f"{figure:,.2f}" for figure in figures))

    def print(self, console: Console) -> None:
        console.print(self._table)
        for what in dict.fromkeys(what for what, _ in self._medians):
            small, large = (self._medians.get((what, count)) for count in SIZES[1:])
            if small and large:
                console.print(f"{what}: cost grows as tasks ^ {log10(large / small):.2f} from 1,000 to 10,000")


def in_process(report: Report, rounds: int) -> None:
    for count in SIZES:
        for shape in ("anywhere", "layers", "deep", "chain"):
            tasks = [Task(**given) for given in prioritized(count, shape)]
            report.add(f"prioritize, dependencies {shape}", count, timed(lambda tasks=tasks: ordered(tasks), rounds))
        report.add("one task of a kept list ends", count, ending(count, rounds))
        for small in (False, True):
            claims = [
                Claim(asked["priority"], asked["tenant"], Amount.of(Demand(**asked["resources"])))
                for asked in applicants(count, small=small)
            ]
            what = "optimize, all fit" if small else "optimize, most wait"
            report.add(what, count, timed(lambda claims=claims: allocate(claims, ALL), rounds))
        job = project(count)
        report.add("schedule", count, timed(lambda job=job, count=count: schedule(job, room(count)), rounds))


def ordered(tasks: list[Task]) -> None:
    TaskQueue(lambda kind: (1.0, LITTLE), ALL, SIZES[-1]).update(tasks, (), (), NOW)


def ending(count: int, rounds: int) -> list[float]:
    queue = TaskQueue(lambda kind: (1.0, LITTLE), ALL, SIZES[-1])
    found = queue.update([Task(**given) for given in prioritized(count, "anywhere")], (), (), NOW)
    times = []
    for _ in range(min(rounds, count - 1)):
        first = found.tasks[found.order[0]].id
        began = time.process_time()
        found = queue.update((), [first], (), NOW)
        times.append((time.process_time() - began) * 1e3)
    return times


def quality(console: Console) -> None:
    """How long the schedules are, and how many more are admitted at once."""
    table = Table(
        "tasks", "bound s", "ours s", "over the bound", "FIFO over it", "CP-SAT s", "CP-SAT's bound", "took s"
    )
    for count in (10, 100, MOST_TASKS, 1_000, 10_000):
        job, there = project(count), room(count)
        found = schedule(job, there)
        fifo = list_schedule(job, there, [-float(task) for task in range(count)])
        last = max(start + lasts for start, lasts in zip(fifo, job.durations, strict=True))
        table.add_row(
            f"{count:,}",
            f"{found.bound / 1e3:,.1f}",
            f"{found.makespan / 1e3:,.1f}",
            f"{found.gap:.2%}",
            f"{last / found.bound - 1:.1%}",
            *exact(job, there, list(found.starts)),
        )
    console.print(table)
    for count in SIZES[1:]:
        claims = [
            Claim(a["priority"], a["tenant"], Amount.of(Demand(**a["resources"])))
            for a in applicants(count, small=False)
        ]
        began = time.perf_counter()
        found, there = improve(claims, Amount(256_000, 262_144, 32), 2.0), Amount(256_000, 262_144, 32)
        took, fair = time.perf_counter() - began, len(allocate(claims, there).admitted)
        proved = "proved best" if found["proved"] else "as far as the time limit of 2 s went"
        admitted = f"{fair} admitted fairly, {len(found['admitted'])} after it"
        console.print(f"exact improvement, {count:,} tasks: {admitted}, {took:.2f} s, {proved}")


def exact(job: Work, there: Amount, starts: list[int]) -> tuple[str, str, str]:
    count = len(job.durations)
    if count > MOST_TASKS:
        return "–", "–", "–"
    if find_spec("ortools") is None:
        return "not installed", "–", "–"
    edges = [*zip(job.graph.first.tolist(), job.graph.then.tolist(), strict=True)]
    began = time.perf_counter()
    asked = {"durations": job.durations, "needs": job.needs, "capacity": there, "edges": edges, "starts": starts}
    found = solve_exactly({**asked, "seconds": 10.0}, lambda fraction, message: None)
    took = time.perf_counter() - began
    end = max(start + lasts for start, lasts in zip(found["starts"], job.durations, strict=True))
    return f"{end / 1e3:,.1f}{' (proved)' if found['proved'] else ''}", f"{found['bound'] / 1e3:,.1f}", f"{took:.1f}"


@contextmanager
def server() -> Iterator[tuple[str, Served]]:
    with tempfile.TemporaryDirectory() as folder:
        port, path = free_port(), Path(folder)
        command = (sys.executable, "-m", "imperium", "up", "--port", str(port), "--data", str(path / "data"))
        unlimited = {
            "IMPERIUM_RATE_LIMITS__DEFAULT__REQUESTS": "0",
            "IMPERIUM_RATE_LIMITS__PATHS": '{"/api/v1/l20/strategize": {"requests": 0, "windowSeconds": 60}}',
        }
        with served(Plan(command, port, own_environment(**unlimited)), cores()[0], path / "log") as running:
            yield f"http://127.0.0.1:{port}/api/v1/l20", running


async def over_http(report: Report, rounds: int) -> None:
    with server() as (address, running):
        async with aiohttp.ClientSession(headers={"content-type": "application/json"}) as session:
            client = Client(session, address, running, report)
            for count in SIZES:
                shared = {"tasks": applicants(count, small=False), "available": ALL.as_dict(), "improve_seconds": 0}
                await client.measure("prioritize", {"tasks": prioritized(count, "anywhere")}, count, rounds)
                await client.measure("optimize-resources", shared, count, rounds)
            for count in SIZES[:2]:
                specs = {"ad_copy": [{"objective": "tea"}] * count}
                await client.measure("coordinate", {"domains": ["ad_copy"], "task_specs": specs}, count, 3)
            await client.measure("strategize", OBJECTIVE, 1, rounds)


class Client:
    """Asks the server, and reads what that cost it. What a request started is cancelled before the next one."""

    def __init__(self, session: aiohttp.ClientSession, address: str, running: Served, report: Report) -> None:
        self._session = session
        self._address = address
        self._running = running
        self._report = report

    async def measure(self, path: str, body: dict[str, Any], count: int, rounds: int) -> None:
        data, clock, used = orjson.dumps(body), [], self._running.cpu_s()
        for _ in range(rounds + 1):
            began = time.perf_counter()
            async with self._session.post(f"{self._address}/{path}", data=data) as answer:
                said = await answer.read()
            clock.append((time.perf_counter() - began) * 1e3)
            if answer.status >= 300:
                raise RuntimeError(f"{path} answered {answer.status}: {said[:300]!r}")
            await self._cancel(orjson.loads(said).get("status_url"))
        self._report.add(f"POST {path}", count, clock[1:])
        mean = (self._running.cpu_s() - used) / (rounds + 1) * 1e3
        self._report.add(f"POST {path}, CPU of the server", count, [mean])

    async def _cancel(self, run: str | None) -> None:
        if run is not None:
            async with self._session.post(f"{self._address.removesuffix('/api/v1/l20')}{run}/cancel") as answer:
                await answer.read()


def main() -> None:
    parser = argparse.ArgumentParser(description="The brain's scheduling: cost, growth, quality.")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--no-http", action="store_true", help="Leave the server out.")
    options = parser.parse_args()
    console, report = Console(width=140), Report()
    gc.freeze()
    gc.set_threshold(200_000, 20, 50)  # as the server does
    in_process(report, options.rounds)
    if not options.no_http:
        asyncio.run(over_http(report, options.rounds))
    report.print(console)
    quality(console)


if __name__ == "__main__":
    main()
