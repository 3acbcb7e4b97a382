"""The server as it is started: killed in the middle of a run, started again, and alone in its data folder."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.server import ASK_S, Server
from support.waiting import seen
from support.workshop import inline, linear, task

STAGES = [
    linear(task("a", cost=3), task("b", cost=4)),
    inline(task("slow", seconds=4.0, cost=5), task("last", "{a}{b}{slow}", cost=6)),
]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    server = Server(tmp_path)
    server.start()
    yield server
    server.stop()


def test_a_server_killed_in_the_middle_of_a_run_goes_on_with_it(server: Server) -> None:
    accepted = server.client.post("/workflow", json={"workflow": STAGES, "title": "Two lives"})
    assert accepted.status_code == 202
    url = accepted.json()["status_url"]
    seen(lambda: server.made() == ["a", "b"])
    seen(lambda: "running" in {t["status"] for t in server.client.get(url).json()["tasks"]}, step_s=ASK_S)
    server.kill()

    server.start()
    seen(lambda: server.client.get(url).json()["status"] == "succeeded", step_s=ASK_S)
    run = server.client.get(url).json()
    assert run["results"]["last"] == {"text": "ABSLOW"}
    assert run["cost_micro_usd"] == 18
    assert [t["attempts"] for t in run["tasks"]] == [1, 1, 2, 1]
    assert server.made() == ["a", "b", "slow", "ABSLOW"]
    _check_events(server, url)

    other = _second_process(server)
    assert other.returncode != 0
    assert server.client.base_url.host in other.stdout
    assert "--data" in other.stdout


def _second_process(server: Server) -> subprocess.CompletedProcess[str]:
    """Another server on the same folder, while the first one runs."""
    with server.launch(subprocess.PIPE) as process:
        told, complaint = process.communicate(timeout=120)
    return subprocess.CompletedProcess([], process.returncode, told + complaint)


def _check_events(server: Server, url: str) -> None:
    """Both lives in one stream, from the start and from any id."""
    text = server.client.get(f"{url}/events").text
    ids = [int(line.removeprefix("id: ")) for line in text.splitlines() if line.startswith("id: ")]
    assert ids == sorted(set(ids))
    assert text.count("event: run.resumed") == 1
    assert text.rstrip().count("event: run.succeeded") == 1
    later = server.client.get(f"{url}/events", headers={"last-event-id": str(ids[2])}).text
    assert [int(line.removeprefix("id: ")) for line in later.splitlines() if line.startswith("id: ")] == ids[3:]
