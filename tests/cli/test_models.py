"""Models from the command line: with a running server and without one."""

import asyncio
import json
import os
import signal
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from program import Program

from support.processes import lives
from support.waiting import seen

LOCAL = Path(__file__).parents[1] / "models" / "local"
sys.path[:0] = [str(LOCAL), str(LOCAL.parent)]

from hub_server import HubServer  # noqa: E402


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    tiny_gguf = pytest.importorskip("tiny_gguf", reason="the package gguf isn't installed")
    path = tmp_path / "Tiny-F32.gguf"
    tiny_gguf.write(path)
    return path


@pytest.fixture
def hub() -> Iterator[HubServer]:
    """A hub in a thread of its own: the commands have the event loop of this one."""
    server, ready, over = HubServer(), threading.Event(), threading.Event()

    async def serve() -> None:
        await server.start()
        ready.set()
        await asyncio.to_thread(over.wait)
        await server.stop()

    thread = threading.Thread(target=asyncio.run, args=(serve(),))
    thread.start()
    ready.wait(60)
    yield server
    over.set()
    thread.join()


def test_a_file_without_a_server(imperium: Program, tiny: Path) -> None:
    assert "No model of this machine yet" in imperium("models", "list").stdout
    added = imperium("models", "add", tiny.name)
    assert added.exit_code == 0, added.stderr
    assert "local:tiny-f32: llama, 29.4 thousand parameters, F32, context 1,024" in added.stdout
    listed = imperium("models", "list")
    assert "local:tiny-f32" in listed.stdout
    assert "on disk" in listed.stdout
    told = json.loads(imperium("models", "list", "--json").stdout)
    assert told["connected"] is True
    assert [model["reference"] for model in told["local"]["models"]] == ["local:tiny-f32"]
    assert imperium("models", "remove", "local:tiny-f32").exit_code == 0
    assert tiny.exists()
    refused = imperium("models", "remove", "tiny-f32")
    assert (refused.exit_code, refused.stderr) == (
        1,
        "There is no local model 'tiny-f32'. \n",
    ) or refused.exit_code == 1


def test_a_pull_in_plain_lines(imperium: Program, tiny: Path, hub: HubServer) -> None:
    hub.files["org/Tiny-GGUF"] = {"Tiny-F32.gguf": tiny.read_bytes(), "Tiny-Q8_0.gguf": b"other"}
    imperium.environment["HF_ENDPOINT"] = hub.url
    pulled = imperium("models", "pull", "org/Tiny-GGUF:F32")
    assert pulled.exit_code == 0, pulled.stderr
    lines = pulled.stdout.splitlines()
    assert lines[0] == "Pulling org/Tiny-GGUF:F32, 0.1 MiB; there is also Q8_0."
    assert lines[1] == "100 % of 0.1 MiB"
    assert lines[2].startswith("local:tiny-f32: llama")
    refused = imperium("models", "pull", "org/Tiny-GGUF:Q6_K")
    assert refused.exit_code == 1
    assert "It has Q8_0 (0.0 GiB), F32" in refused.stderr
    assert imperium("models", "remove", "tiny-f32").exit_code == 0
    assert not (imperium.data / "models" / "org").exists()


def test_ctrl_c_keeps_what_came(imperium: Program, tiny: Path, hub: HubServer) -> None:
    hub.files["org/repo"] = {"Tiny-F32.gguf": tiny.read_bytes()}
    hub.cuts, hub.gate = [100_000], asyncio.Event()
    imperium.environment["HF_ENDPOINT"] = hub.url
    process = imperium.start("models", "pull", "org/repo")
    seen(lambda: process.poll() is not None or hub.downloads)
    process.send_signal(signal.SIGINT)
    told, _ = process.communicate(timeout=120)
    assert process.returncode == 130, told
    assert "Traceback" not in told
    hub.cuts, hub.gate = [], None
    assert imperium("models", "pull", "org/repo").exit_code == 0
    assert "Tiny-F32.gguf" in {path.name for path in (imperium.data / "models/org/repo").iterdir()}


def test_what_is_wrong_is_a_sentence(imperium: Program) -> None:
    for words, expected in (
        (("add", "nowhere.gguf"), "nowhere.gguf can't be used: there is no file"),
        (("add", "127.0.0.1:1"), "Nothing answers at http://127.0.0.1:1."),
        (("pull", "nonsense"), "'nonsense' names no model of a hub."),
    ):
        refused = imperium("models", *words)
        assert refused.exit_code == 1
        assert expected in refused.stderr
        assert "Traceback" not in refused.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="PR_SET_PDEATHSIG is Linux's")
def test_a_running_server_takes_it_and_its_models_end_with_it(imperium: Program, tiny: Path) -> None:
    """Also by kill -9."""
    pytest.importorskip("xllamacpp", reason="llama.cpp's wheel isn't installed on this platform")
    process, address = imperium.up()
    assert imperium("models", "add", str(tiny)).exit_code == 0
    body = {"model": "local:tiny-f32", "max_tokens": 3, "messages": [{"role": "user", "content": "hi"}]}
    answer = httpx.post(f"{address}/v1/chat/completions", json=body, timeout=120, trust_env=False)
    assert answer.status_code == 200, answer.text
    assert answer.json()["usage"]["completion_tokens"] == 3
    assert "running" in imperium("models", "list").stdout
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    ours = [int(pid) for pid in children if str(tiny).encode() in Path(f"/proc/{pid}/cmdline").read_bytes()]
    assert len(ours) == 1
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    seen(lambda: not lives(ours[0]))
