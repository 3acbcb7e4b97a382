"""`/models/local` over HTTP, by the whole server."""

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
from hub_server import HubServer
from test_server import serving as running_server
from test_servers import OLLAMA

from support.upstream_app import Running, serving, settings_in
from support.waiting import until

Start = Callable[..., Any]


@pytest.fixture
async def running(tmp_path: Path, program: Path, hub: HubServer) -> AsyncIterator[Running]:
    local = {"llamaServer": str(program), "hub": hub.url}
    async with serving(settings_in(tmp_path, local=local, routes={"askCategorizer": False})) as running:
        yield running


async def steps_of(running: Running, **body: object) -> list[tuple[str, dict[str, Any]]]:
    return [step async for step in running.events("/models/local/pull", body)]


async def post(running: Running, **body: object) -> tuple[int, dict[str, Any]]:
    answer = await running.http.post("/models/local", json=body)
    return answer.status_code, answer.json()


async def test_a_file_from_adding_to_removing(running: Running, tiny: Path) -> None:
    assert await running.get("/models/local") == {"models": [], "servers": [], "problem": None}
    assert not (await running.get("/models"))["connected"]
    status, added = await post(running, source=str(tiny))
    assert (status, added["warnings"]) == (201, [])
    file = added["file"]
    assert (file["reference"], file["state"], file["default"]) == ("local:tiny-chat-f32", "on disk", True)
    assert (file["architecture"], file["parameters"], file["context_window"]) == ("llama", 29_408, 1024)
    assert file["path"] == str(tiny)
    assert (await running.get("/models"))["connected"]
    assert "local:tiny-chat-f32" in {model["id"] for model in (await running.get("/v1/models"))["data"]}
    asked = {"model": "fast_ai", "messages": [{"role": "user", "content": "hi"}]}
    answer = await running.http.post("/v1/chat/completions", json=asked)
    assert answer.json()["choices"][0]["message"]["content"] == "It is a test."
    assert answer.headers["x-imperium-model"] == "tiny-chat-f32"
    (listed,) = (await running.get("/models/local"))["models"]
    assert listed["state"] == "running"
    assert (await running.http.delete("/models/local/tiny-chat-f32")).status_code == 204
    assert (await running.http.delete("/models/local/tiny-chat-f32")).status_code == 404
    assert not (await running.get("/models"))["connected"]
    answer = await running.http.post("/v1/chat/completions", json=asked)
    assert answer.headers["x-imperium-engine"] == "embedded:knowledge", "as if there had never been one"


async def test_a_pull_step_by_step(running: Running, weights: bytes, hub: HubServer) -> None:
    hub.files["org/Tiny-GGUF"] = {"Tiny-F32.gguf": weights, "Tiny-Q8_0.gguf": b"other"}
    steps = await steps_of(running, model="org/Tiny-GGUF:F32", name="small")
    assert [kind for kind, _ in steps[:1] + steps[-1:]] == ["chosen", "pulled"]
    assert steps[0][1]["others"] == ["Q8_0", "F32"]
    assert {kind for kind, _ in steps[1:-1]} == {"progress"}
    assert steps[-2][1] == {"have": len(weights), "size": len(weights)}
    assert steps[-1][1]["file"]["reference"] == "local:small"
    assert steps[-1][1]["file"]["origin"] == "org/Tiny-GGUF:F32"


async def test_what_fails_first_has_its_own_status_and_what_fails_later_an_event(
    running: Running, hub: HubServer
) -> None:
    hub.gated = {"org/gated"}
    hub.files = {"org/gated": {"a-Q4_0.gguf": b"x"}, "org/wrong": {"a-Q4_0.gguf": b"xxxx"}}
    hub.lies = {"a-Q4_0.gguf": {"sha256": "0" * 64}}
    for model, status in (("org/gated", 502), ("no reference", 422), ("org/wrong:Q8_0", 404)):
        answer = await running.http.post("/models/local/pull", json={"model": model})
        assert answer.status_code == status, answer.text
    kind, problem = (await steps_of(running, model="org/wrong"))[-1]
    assert kind == "error"
    assert "has the SHA-256" in problem["detail"]


async def test_who_leaves_stops_the_pull_and_can_go_on(running: Running, weights: bytes, hub: HubServer) -> None:
    hub.files["org/repo"] = {"Tiny-F32.gguf": weights}
    hub.cuts, hub.gate = [60_000], asyncio.Event()
    async with running.http.stream("POST", "/models/local/pull", json={"model": "org/repo"}) as answer:
        async for line in answer.aiter_lines():
            if line == "event: progress":
                break
        await until(lambda: hub.downloads)
    hub.cuts, hub.gate = [], None
    kind, step = "error", {"detail": "is being pulled already"}
    while kind == "error":
        assert "is being pulled already" in step["detail"], "until it is noticed that the reader has left"
        kind, step = (await steps_of(running, model="org/repo"))[-1]
    assert kind == "pulled"


async def test_a_server_is_found_out_and_connected(running: Running) -> None:
    async with running_server(OLLAMA) as address:
        status, added = await post(running, source=address, model="llama3.2:latest")
        assert (status, added["kind"], added["version"]) == (201, "ollama", "0.12.3")
        assert added["server"]["models"] == [{"name": "llama3.2:latest", "size": 2_019_393_189}]
        assert (await post(running, source=address))[0] == 409
        (server,) = (await running.get("/models/local"))["servers"]
        assert (server["name"], server["problem"]) == ("ollama", "")
    assert "ollama" in {provider["name"] for provider in (await running.get("/providers"))["providers"]}
    assert (await running.http.delete("/providers/ollama")).status_code == 204


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"source": "relative.gguf"}, "begins with /"),
        ({"source": "/nowhere/a.gguf"}, "there is no file"),
        ({"source": "/etc/hostname"}, "isn't a GGUF file"),
        ({"source": "/nowhere/a.gguf", "name": "../x"}, "name"),
        ({"source": "http://127.0.0.1:1", "name": "local"}, "provider's name"),
        ({"source": "x", "other": 1}, "other"),
    ],
)
async def test_what_cant_be_added(running: Running, body: dict[str, Any], words: str) -> None:
    status, problem = await post(running, **body)
    assert status == 422
    assert words in str(problem)


async def test_only_administrators_change_and_see_where_things_are(running: Running, tiny: Path) -> None:
    assert (await post(running, source=str(tiny)))[0] == 201
    admin = (await running.http.post("/api/v1/keys", json={"name": "boss", "role": "admin"})).json()["key"]
    authorized = {"authorization": f"Bearer {admin}"}
    made = await running.http.post("/api/v1/keys", json={"name": "friend", "role": "member"}, headers=authorized)
    headers = {"authorization": f"Bearer {made.json()['key']}"}

    async def statuses(headers: dict[str, str]) -> list[int]:
        http = running.http
        return [
            (await http.post("/models/local", json={"source": "/x.gguf"}, headers=headers)).status_code,
            (await http.post("/models/local/pull", json={"model": "a/b"}, headers=headers)).status_code,
            (await http.delete("/models/local/tiny-chat-f32", headers=headers)).status_code,
        ]

    assert await statuses(headers) == [403, 403, 403]
    (seen,) = (await running.get("/models/local", headers=headers))["models"]
    assert seen["path"] is None
    assert (await statuses(authorized))[2] == 204
