"""Where the processor time of our server goes under a load: microseconds of each answer, by function, from py-spy."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.loads import Load, Outcome, run
from benchmarks.served import Served

SAMPLES_PER_S = 500
SHOWN = 30


def profile(load: Load, server: Served, seconds: float, core: int | None) -> None:
    """Runs the load and prints the functions that cost most. Ends the program when py-spy isn't installed."""
    with tempfile.TemporaryDirectory(prefix="profile-") as folder:
        stacks = Path(folder) / "stacks"
        command = [_py_spy(), "record", "--pid", str(server.process.pid), "--format", "raw", "--output", str(stacks)]
        options = ["--rate", str(SAMPLES_PER_S), "--duration", str(round(seconds)), "--nonblocking", "--function"]
        sampler = subprocess.Popen([*command, *options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        outcome = run(load, server, seconds * load.share + 1, core)
        sampler.wait(60)
        _show(load, outcome, stacks.read_text())


def _py_spy() -> str:
    found = shutil.which("py-spy") or shutil.which("py-spy", path=str(Path(sys.executable).parent))
    if not found:
        sys.exit("A profile needs py-spy: .venv/bin/python -m pip install py-spy")
    return found


def _show(load: Load, outcome: Outcome, stacks: str) -> None:
    own, whole, total = _counted(stacks)
    each = outcome.server_us / max(1, total)
    for title, counted in (("in itself", own), ("with what it calls", whole)):
        table = Table("function", "in itself", "with what it calls", title=f"{load.name}: µs by time {title}")
        for function, _ in counted.most_common(SHOWN):
            table.add_row(function, f"{own[function] * each:.1f}", f"{whole[function] * each:.1f}")
        Console(width=140, highlight=False).print(table)
    print(f"{load.name}: {outcome.server_us:.0f} µs an answer under the profiler, {total} samples")


def _counted(stacks: str) -> tuple[Counter[str], Counter[str], int]:
    """Samples by the function on top, by every function on the stack, and in all."""
    own: Counter[str] = Counter()
    whole: Counter[str] = Counter()
    for line in stacks.splitlines():
        stack, _, times = line.rpartition(" ")
        frames = stack.split(";")
        own[frames[-1]] += int(times)
        whole.update(dict.fromkeys(frames, int(times)))
    return own, whole, own.total()
