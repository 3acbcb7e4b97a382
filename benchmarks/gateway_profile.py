"""Where the processor time of our server goes under a load: microseconds of each answer, by function."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import psutil
from rich.console import Console
from rich.table import Table

from benchmarks.loads import Load, run
from benchmarks.served import Plan, Served

ROOT = Path(__file__).parents[1]
SHOWN = 45
WRITTEN_S = 30.0
LOOP = "Runner.run "
"""What lies below it is how the program was started."""
Stack = Sequence[str]


def sampled(plan: Plan, file: Path) -> Plan:
    """The same server with the sampler inside."""
    program = plan.command.index("imperium")
    command = (sys.executable, "-m", "benchmarks.sampled", str(file), *plan.command[program + 1 :])
    paths = os.pathsep.join(filter(None, (str(ROOT), plan.environment.get("PYTHONPATH"))))
    return replace(plan, command=command, environment={**plan.environment, "PYTHONPATH": paths})


def profile(load: Load, server: Served, file: Path, seconds: float, core: int | None) -> None:
    """Runs the load on a sampled server and prints the functions that cost most."""
    _stacks(server, file)
    before = _thread_seconds(server.process)
    outcome = run(load, server, seconds, core)
    spent = {name: (after - before.get(name, 0.0)) for name, after in _thread_seconds(server.process).items()}
    console = Console(width=150, highlight=False)
    own, whole = _charged(_stacks(server, file))
    for title, charged in (("in itself", own), ("with what it calls", whole)):
        table = Table("function", "in itself", "with what it calls", title=f"{load.name}: µs an answer, by {title}")
        for function in sorted(charged, key=charged.__getitem__, reverse=True)[:SHOWN]:
            table.add_row(function, *(f"{seconds[function] / outcome.answers * 1e6:.1f}" for seconds in (own, whole)))
        console.print(table)
    threads = ", ".join(f"{name} {seconds / outcome.answers * 1e6:.0f}" for name, seconds in spent.items() if seconds)
    console.print(f"{load.name}: {outcome.server_us:.0f} µs an answer with the sampler; by thread {threads}\n")


def _thread_seconds(process: psutil.Process) -> dict[str, float]:
    """Processor time by thread; only the main thread is sampled."""
    spent = {thread.id: thread.user_time + thread.system_time for thread in process.threads()}
    return {"main" if number == process.pid else str(number): seconds for number, seconds in spent.items()}


def _stacks(server: Served, file: Path) -> list[tuple[Stack, float]]:
    """What was sampled since the last time: from the event loop, or the beginning, to the function on top."""
    file.unlink(missing_ok=True)
    server.process.send_signal(signal.SIGUSR1)
    gives_up = time.monotonic() + WRITTEN_S
    while not file.exists():
        if time.monotonic() > gives_up:
            raise TimeoutError("The sampled server wrote no profile.")
        time.sleep(0.01)
    return list(_read(file.read_text()))


def _read(text: str) -> Iterator[tuple[Stack, float]]:
    for line in text.splitlines():
        names, _, seconds = line.rpartition("\t")
        stack = names.split(";")[::-1]
        loop = next((n for n, name in enumerate(stack) if name.startswith(LOOP)), 0)
        yield stack[loop:], float(seconds)


def _charged(stacks: list[tuple[Stack, float]]) -> tuple[Mapping[str, float], Mapping[str, float]]:
    """Seconds by the function on top, and by every function on the stack."""
    own: dict[str, float] = defaultdict(float)
    whole: dict[str, float] = defaultdict(float)
    for stack, seconds in stacks:
        own[stack[-1]] += seconds
        for function in set(stack):
            whole[function] += seconds
    return own, whole
