"""Durable workflow steps: our journal engine beside LangGraph's SQLite checkpointer, on this machine, in one run.

    python3 dev.py bench workflows

Every run, step and end of ours is flushed to the disk (`synchronous=FULL`) before it counts; LangGraph's file is as its
library opens it. Each measurement is a process of its own, five times, in turns; the median counts.
"""

from __future__ import annotations

import asyncio
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import psutil
import uvloop
from pydantic import BaseModel
from rich.console import Console
from rich.table import Table

from benchmarks.lag import watched
from benchmarks.peers.environment import peer_python
from imperium.app import Application
from imperium.platform.auth.principal import LOCAL_ADMIN
from imperium.platform.capability import Capability, Context, Estimate, Result
from imperium.platform.settings import load_settings
from imperium.workflows.engine import RunRequest
from imperium.workflows.run import RunState
from imperium.workflows.spec import parse_workflow

HERE = Path(__file__).parent
ROUNDS = 5
SUBMITTERS = 50
WARM_S = 1.0  # what the server prepares in the background is done by then


class Work(BaseModel):
    seconds: float = 0.0


async def work(inputs: Work, context: Context) -> Result:
    if inputs.seconds:
        await asyncio.sleep(inputs.seconds)
    return Result(output=1, engine="benchmark")


CAPABILITY = Capability(
    name="benchmark_work",
    summary="Waits as long as it is told.",
    inputs=Work,
    run=work,
    estimate=lambda inputs: Estimate(seconds=inputs.seconds),
)


async def measure(workflows: int, steps: int, seconds: float) -> dict[str, float]:
    """Submit `workflows` runs of `steps` steps one after another and wait until all have succeeded."""
    with tempfile.TemporaryDirectory() as folder:
        application = Application(load_settings(None, Path(folder), {}), "")
        application.platform.registry.add(CAPABILITY)
        await application.start()
        await asyncio.sleep(WARM_S)
        tasks = [
            {"model": CAPABILITY.name, "output_variable": f"s{n}", "config": {"params": {"seconds": seconds}}}
            for n in range(steps)
        ]
        workflow = parse_workflow({"workflow": [{"type": "inline", "tasks": tasks}]})
        engine, remaining = application.engine, iter(range(workflows))
        states: list[RunState] = []

        async def submit() -> None:
            states.extend([await engine.submit(RunRequest(workflow, LOCAL_ADMIN)) for _ in remaining])

        async with watched() as lag:
            began, busy = time.perf_counter(), time.process_time()
            await asyncio.gather(*(submit() for _ in range(min(SUBMITTERS, workflows))))
            for state in states:
                await engine.wait(state.id, 300.0) if not state.is_final else None
            wall, busy = time.perf_counter() - began, time.process_time() - busy
        assert all(state.status == "succeeded" for state in states)
        memory = psutil.Process().memory_info().rss
        await application.close()
    return {
        "wall_s": wall,
        "steps_per_s": workflows * steps / wall,
        "lag_p99_ms": lag.percentile(0.99) * 1e3,
        "cpu_us_per_step": busy / (workflows * steps) * 1e6,
        "rss_mb": memory / 1e6,
    }


def ours(*arguments: object) -> dict[str, float]:
    return _json_of([sys.executable, "-m", "benchmarks.workflows", "measure", *map(str, arguments)])


def theirs(*arguments: object) -> dict[str, float]:
    return _json_of([peer_python("langgraph"), str(HERE / "peers" / "langgraph_sqlite.py"), *map(str, arguments)])


def _json_of(command: list[str]) -> dict[str, float]:
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=HERE.parent)
    found: dict[str, float] = json.loads(done.stdout.strip().splitlines()[-1])
    return found


def median(rounds: list[dict[str, float]]) -> dict[str, float]:
    return {key: statistics.median(one[key] for one in rounds) for key in rounds[0]}


def row(table: Table, name: str, what: str, found: dict[str, float]) -> None:
    table.add_row(
        name,
        what,
        f"{found['wall_s']:.2f}",
        f"{found['steps_per_s']:,.0f}",
        f"{found['cpu_us_per_step']:,.0f}",
        f"{found['lag_p99_ms']:.1f}",
        f"{found['rss_mb']:.0f}",
    )


def main() -> None:
    table = Table("engine", "work", "wall s", "durable steps/s", "CPU µs/step", "loop lag p99 ms", "RSS MB")
    rounds: dict[str, list[dict[str, float]]] = {"ours": [], "sync": [], "async": []}
    for _ in range(ROUNDS):
        rounds["ours"].append(ours(10_000, 10, 0.0))
        rounds["sync"].append(theirs(100, 10, 0.0, SUBMITTERS, "sync"))
        rounds["async"].append(theirs(100, 10, 0.0, SUBMITTERS, "async"))
    best = median(rounds["ours"])
    row(table, "imperium", "10,000 workflows × 10 steps of nothing", best)
    for durability in ("sync", "async"):
        row(table, f"LangGraph, {durability}", "100 workflows × 10 steps of nothing", median(rounds[durability]))
    waiting = median([ours(1000, 5, 0.05) for _ in range(ROUNDS)])
    row(table, "imperium", "1,000 workflows × 5 steps of 50 ms", waiting)
    for workflows in (100, 1_000, 4_000):
        row(table, "imperium", f"{workflows:,} workflows × 10 steps of nothing", ours(workflows, 10, 0.0))
    Console(width=140).print(table)
    for durability in ("sync", "async"):
        ratio = best["steps_per_s"] / median(rounds[durability])["steps_per_s"]
        print(f"{ratio:.0f} times LangGraph's durable steps/s ({durability})")
    print(f"1,000 × 5 × 50 ms: {waiting['wall_s']:.2f} s, event-loop lag p99 {waiting['lag_p99_ms']:.1f} ms")


def run(arguments: list[Any]) -> None:
    workflows, steps, seconds = int(arguments[0]), int(arguments[1]), float(arguments[2])
    print(json.dumps(uvloop.run(measure(workflows, steps, seconds))))


if __name__ == "__main__":
    run(sys.argv[2:]) if sys.argv[1:2] == ["measure"] else main()
