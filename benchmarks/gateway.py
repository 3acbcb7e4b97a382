"""Imperium as a gateway beside LiteLLM's proxy and Portkey's, in front of one upstream on loopback, in one run.

    python3 dev.py bench gateway [--rounds N] [--seconds S] [--without NAME] [--profile]

Each server is one process on a core of its own; the upstream and the clients (both in C) share another one. A round
starts each of them, measures it under every load, and ends it; the rounds go in turns, and the median counts. Processor
time is what to trust on a machine that has other work; latencies are the difference to the upstream asked directly.
"""

from __future__ import annotations

import argparse
import importlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks import gateway_profile, gateway_report
from benchmarks.gateway_report import Figures
from benchmarks.loads import LOADS, run
from benchmarks.loopback import payload, programs
from benchmarks.served import Plan, Served, cores, free_port, own_environment, served

GATEWAYS = ("imperium", "litellm", "portkey")
GAP_US = 5_000
"""Between the events of a paced stream: 200 tokens a second."""
WARM_S = 0.7


def measure(server: Served, seconds: float, core: int | None) -> tuple[Figures, int]:
    """Every figure of one server, and how many answers it gave in all."""
    warm = [run(load, server, WARM_S, core) for load in LOADS[:2]]
    outcomes = {load.name: run(load, server, seconds, core) for load in LOADS}
    figures = {f"{name}.{key}": value for name, outcome in outcomes.items() for key, value in vars(outcome).items()}
    given = sum(outcome.answers for outcome in (*warm, *outcomes.values()))
    return {**figures, "start_s": server.start_s, "rss_mb": server.rss_mb()}, given


def measure_gateway(name: str, upstream: Served, seconds: float) -> Figures:
    """A fresh server of its own folder. What it should have recorded is looked up after kill -9."""
    server_core, client_core = cores()
    with tempfile.TemporaryDirectory(prefix="gateway-") as folder:
        plan = planned(name, Path(folder), upstream.plan.port)
        with served(plan, server_core, Path(folder) / "server.log") as server:
            figures, given = measure(server, seconds, client_core)
        return {**figures, "lost": float(given - plan.kept())} if plan.kept else figures


def planned(name: str, folder: Path, upstream: int) -> Plan:
    plan: Plan = importlib.import_module(f"benchmarks.gateways.{name}").plan(folder, free_port(), upstream)
    return plan


@contextmanager
def upstream() -> Iterator[Served]:
    """The replaying upstream, which is also what "direct" asks."""
    with tempfile.TemporaryDirectory(prefix="upstream-") as folder:
        answer, events = payload.write(Path(folder))
        port = free_port()
        command = (*programs.command("mock"), str(port), str(answer), str(events), str(GAP_US))
        plan = Plan(command, port, own_environment(), health="/v1/models")
        with served(plan, cores()[1], Path(folder) / "upstream.log") as server:
            yield server


def rounds(names: list[str], count: int, seconds: float) -> dict[str, list[Figures]]:
    found: dict[str, list[Figures]] = {name: [] for name in ("direct", *names)}
    with upstream() as mock:
        for _ in range(count):
            found["direct"].append(measure(mock, seconds / 2, cores()[1])[0])
            for name in names:
                found[name].append(measure_gateway(name, mock, seconds))
    return found


def profile(seconds: float) -> None:
    server_core, client_core = cores()
    with upstream() as mock, tempfile.TemporaryDirectory(prefix="gateway-") as name:
        folder = Path(name)
        stacks = folder / "stacks"
        plan = gateway_profile.sampled(planned("imperium", folder, mock.plan.port), stacks)
        with served(plan, server_core, folder / "server.log") as server:
            for load in LOADS[:2]:
                run(load, server, WARM_S, client_core)
            for load in LOADS[:3]:
                gateway_profile.profile(load, server, stacks, seconds, client_core)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python3 dev.py bench gateway", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=2.0, help="of the longest load")
    parser.add_argument("--without", action="append", default=[], choices=GATEWAYS, help="leave one out")
    parser.add_argument("--profile", action="store_true", help="where our processor time goes")
    options = parser.parse_args()
    if options.profile:
        profile(options.seconds)
    else:
        machine_load = os.getloadavg()[0]
        names = [name for name in GATEWAYS if name not in options.without]
        gateway_report.show(rounds(names, options.rounds, options.seconds), machine_load)


if __name__ == "__main__":
    main()
