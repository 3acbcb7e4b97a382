"""Both ends of the gateway benchmark, compiled and not: what they say of each other, and of a server that fails."""

from __future__ import annotations

import json
import shutil
import socketserver
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from benchmarks.loads import LOADS, request
from benchmarks.loopback import payload, programs
from benchmarks.served import Plan, Served, free_port, own_environment, served

GAP_US = 2_000
CALL, STREAM, PACED = LOADS[:3]
KINDS = [
    pytest.param(
        "compiled",
        marks=pytest.mark.skipif(
            sys.platform != "linux" or not (shutil.which("cc") or shutil.which("gcc")),
            reason="no C compiler, or no epoll",
        ),
    ),
    "interpreted",
]


def program(kind: str, name: str) -> list[str]:
    return programs.command(name) if kind == "compiled" else [sys.executable, str(programs.HERE / f"{name}.py")]


@pytest.fixture(params=KINDS)
def upstream(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Served]:
    answer, events = payload.write(tmp_path)
    port = free_port()
    command = (*program(request.param, "mock"), str(port), str(answer), str(events), str(GAP_US))
    with served(Plan(command, port, own_environment(), health="/v1/models"), None, tmp_path / "log") as server:
        yield server


@pytest.fixture(params=KINDS)
def client(request: pytest.FixtureRequest) -> list[str]:
    return program(request.param, "load")


def asked(client: list[str], port: int, content: bytes, connections: int = 4, seconds: float = 0.1) -> dict[str, Any]:
    command = [*client, str(port), str(connections), str(seconds)]
    done = subprocess.run(command, input=content, capture_output=True, check=True, timeout=120)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_answers_come_whole(upstream: Served, client: list[str]) -> None:
    found = asked(client, upstream.plan.port, request(CALL, upstream.plan))
    assert found["answers"] >= 4
    assert (found["failures"], found["events"]) == (0, 0)
    assert 0 < found["first_p50_us"] <= found["p50_us"] <= found["p99_us"]


def test_every_event_of_a_stream_is_counted(upstream: Served, client: list[str]) -> None:
    found = asked(client, upstream.plan.port, request(STREAM, upstream.plan))
    assert found["answers"] >= 4
    assert (found["failures"], found["events"]) == (0, found["answers"] * payload.EVENTS)


def test_a_paced_stream_takes_its_time(upstream: Served, client: list[str]) -> None:
    found = asked(client, upstream.plan.port, request(PACED, upstream.plan), seconds=0.01)
    assert (found["answers"], found["failures"], found["events"]) == (4, 0, 4 * payload.EVENTS)
    assert found["p50_us"] >= (payload.EVENTS - 1) * GAP_US


class Answering(socketserver.ThreadingTCPServer):
    """Answers every request with the same bytes, once a connection, and keeps what it was asked."""

    daemon_threads = True

    def __init__(self, answer: bytes) -> None:
        self.answer = answer
        self.asked: list[bytes] = []
        super().__init__(("127.0.0.1", 0), Once)


class Once(socketserver.BaseRequestHandler):
    server: Answering

    def handle(self) -> None:
        self.server.asked.append(self.request.recv(65_536))
        self.request.sendall(self.server.answer)


HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"
FAILURES = {
    "refused": b"HTTP/1.1 500 Internal Server Error\r\ncontent-length: 2\r\n\r\n{}",
    "cut": HEAD + b"c\r\ndata: {}\n\nxx",
    "ended without saying so": HEAD + b"a\r\ndata: {}\n\n\r\n0\r\n\r\n",
    "cut before its head": b"HTTP/1.1 200",
}


@pytest.mark.parametrize("failure", FAILURES)
def test_what_is_no_answer_is_not_counted_as_one(failure: str, client: list[str]) -> None:
    with Answering(FAILURES[failure]) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        plan = Plan((), server.server_address[1], {})
        found = asked(client, plan.port, request(STREAM, plan), connections=1, seconds=0.02)
        server.shutdown()
    assert found["answers"] == 0
    assert found["failures"] >= 1


def test_no_two_questions_are_the_same(client: list[str]) -> None:
    with Answering(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}") as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        plan = Plan((), server.server_address[1], {})
        asked(client, plan.port, request(CALL, plan), connections=3, seconds=0.02)
        server.shutdown()
    assert len(set(server.asked)) == len(server.asked) >= 3
    assert all(b"########" not in question for question in server.asked)
