"""A server under measurement: how it is started and asked, and what its processes cost."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil

START_S = 120.0
STOP_S = 20.0
POLL_S = 0.005


@dataclass(frozen=True)
class Plan:
    """`health` is answered with 200 as soon as the server works. `kept` counts what it has recorded for good."""

    command: tuple[str, ...]
    port: int
    environment: Mapping[str, str]
    headers: Mapping[str, str] = field(default_factory=dict)
    model: str = "mock-model-1"
    health: str = "/health"
    kept: Callable[[], int] | None = None


@dataclass(frozen=True)
class Served:
    """A running server with everything that it started."""

    plan: Plan
    process: psutil.Process
    start_s: float

    def cpu_s(self) -> float:
        """User and system time of the whole tree, of children that ended too."""
        return float(sum(sum(process.cpu_times()[:4]) for process in self._tree()))

    def rss_mb(self) -> float:
        return float(sum(process.memory_info().rss for process in self._tree())) / 1e6

    def _tree(self) -> list[psutil.Process]:
        return [self.process, *self.process.children(recursive=True)]


@contextmanager
def served(plan: Plan, core: int | None, log: Path) -> Iterator[Served]:
    """The server from its start to its end, on one core. It is ended by kill -9: nothing answered may be lost by it."""
    with log.open("wb") as out:
        began = time.perf_counter()
        process = subprocess.Popen(
            pinned(plan.command, core), env=dict(plan.environment), stdout=out, stderr=out, cwd=log.parent
        )
        try:
            _await_health(process, plan, log)
            yield Served(plan, psutil.Process(process.pid), time.perf_counter() - began)
        finally:
            end(process)


def pinned(command: tuple[str, ...], core: int | None) -> tuple[str, ...]:
    return command if core is None else ("taskset", "-c", str(core), *command)


def cores() -> tuple[int | None, int | None]:
    """One for the server, one for the upstream and the clients; none where they can't be set apart."""
    if not shutil.which("taskset") or len(allowed := sorted(os.sched_getaffinity(0))) < 2:
        return None, None
    return allowed[0], allowed[1]


def end(process: subprocess.Popen[bytes]) -> None:
    """This process and its children, by their ids."""
    if process.poll() is not None:
        return
    family = psutil.Process(process.pid).children(recursive=True)
    process.kill()
    for child in family:
        if child.is_running():
            child.kill()
    process.wait(STOP_S)
    psutil.wait_procs(family, STOP_S)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def own_environment(**more: str) -> dict[str, str]:
    """Without the keys and settings of who runs the benchmark."""
    kept = ("PATH", "HOME", "LANG", "SSL_CERT_FILE")
    return {**{name: os.environ[name] for name in kept if name in os.environ}, **more}


def _await_health(process: subprocess.Popen[bytes], plan: Plan, log: Path) -> None:
    request = f"GET {plan.health} HTTP/1.1\r\nhost: 127.0.0.1:{plan.port}\r\nconnection: close\r\n\r\n".encode()
    gives_up = time.perf_counter() + START_S
    while not _is_healthy(plan.port, request):
        if process.poll() is not None or time.perf_counter() > gives_up:
            raise RuntimeError(f"{plan.command[:3]} did not start:\n{log.read_text(errors='replace')[-4_000:]}")
        time.sleep(POLL_S)


def _is_healthy(port: int, request: bytes) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
            connection.sendall(request)
            return connection.recv(64)[8:].startswith(b" 200")
    except OSError:
        return False
