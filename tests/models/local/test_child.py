"""A child server: loaded, refused, too slow, killed; and never older than its parent."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import orjson
import pytest
from msgspec.structs import replace

from imperium.models.http.client import HttpClient
from imperium.models.local import child, leash
from imperium.models.local.child import Child, last_words, start
from imperium.models.local.store import LocalModel
from imperium.platform.errors import CapacityExceeded, ImperiumError, NetworkError, NotFound, ProviderRejected, TimedOut
from imperium.platform.settings import Settings
from support.processes import lives
from support.waiting import seen, until

Configure = Callable[..., Settings]
PATIENCE_S = 30.0


def anyone_runs(words: str) -> bool:
    listed = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True)
    return any(words in line for line in listed.stdout.splitlines())


async def failure(settings: Settings, model: LocalModel, log: Path, http: HttpClient) -> ImperiumError:
    with pytest.raises(ImperiumError) as caught:
        await start(settings.local, model, log, http)
    return caught.value


async def ask(server: Child, http: HttpClient, headers: dict[str, str]) -> int:
    body = {"model": "tiny", "messages": [{"role": "user", "content": "hi"}], "max_tokens": 2}
    asked = http.ask("POST", server.address, "/v1/chat/completions", headers, orjson.dumps(body), PATIENCE_S)
    with await asked as answer:
        return answer.status


async def test_it_answers_who_has_its_key(
    configured: Configure, model: LocalModel, tmp_path: Path, http: HttpClient
) -> None:
    log = tmp_path / "logs" / "tiny.log"
    server = await start(configured("--slow").local, model, log, http)
    assert await server.is_well(http)
    assert await ask(server, http, server.headers) == 200
    assert await ask(server, http, {}) == 401
    assert "Bearer" not in repr(server)
    await server.end()
    assert not lives(server.process.pid)
    assert not await server.is_well(http)
    assert log.stat().st_mode & 0o777 == 0o600
    written = log.read_text()
    assert f"--model {model.path} --alias tiny --host 127.0.0.1" in written
    assert "--api-key" not in written, "arguments can be read by every user of the machine"


async def test_llama_cpp_itself(
    configure: Configure,
    model: LocalModel,
    tmp_path: Path,
    http: HttpClient,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pytest.importorskip("xllamacpp", reason="llama.cpp's wheel isn't installed on this platform")
    monkeypatch.setenv("PATH", str(tmp_path))
    server = await start(configure().local, model, tmp_path / "tiny.log", http)
    assert await ask(server, http, server.headers) == 200
    assert await ask(server, http, {}) == 401
    await server.end()
    damaged = tmp_path / "damaged.gguf"
    damaged.write_bytes(model.path.read_bytes().replace(b"llama", b"lyama"))
    error = await failure(configure(), replace(model, file=str(damaged)), tmp_path / "damaged.log", http)
    assert isinstance(error, ProviderRejected)
    assert error.detail.startswith("llama.cpp doesn't load tiny: ")
    assert str(tmp_path) not in error.detail, "where it lies is nobody's business"


async def test_what_it_said_is_told(configured: Configure, model: LocalModel, tmp_path: Path, http: HttpClient) -> None:
    words = "E llama_model_load: error loading model: unknown model architecture: 'mamba9'"
    error = await failure(configured("--says", words, "--ends-with", "1"), model, tmp_path / "x.log", http)
    assert isinstance(error, ProviderRejected)
    assert error.detail == f"llama.cpp doesn't load tiny: {words.removeprefix('E ')}."


async def test_out_of_memory(configured: Configure, model: LocalModel, tmp_path: Path, http: HttpClient) -> None:
    error = await failure(configured("--ends-with", "-9"), model, tmp_path / "x.log", http)
    assert isinstance(error, CapacityExceeded)
    assert "smaller quantisation" in str(error.remedy)


async def test_a_port_that_was_taken_meanwhile(
    configured: Configure, model: LocalModel, tmp_path: Path, http: HttpClient
) -> None:
    words = "E srv start: couldn't bind HTTP server socket, hostname: 127.0.0.1, port: 1"
    error = await failure(configured("--says", words, "--ends-with", "1"), model, tmp_path / "x.log", http)
    assert isinstance(error, NetworkError), "it is tried again"


async def test_one_that_never_gets_ready_is_ended(
    configured: Configure, model: LocalModel, tmp_path: Path, http: HttpClient
) -> None:
    error = await failure(configured("--never-ready", startSeconds=0.5), model, tmp_path / "x.log", http)
    assert isinstance(error, TimedOut)
    assert "local.startSeconds" in str(error.remedy)
    assert not await asyncio.to_thread(anyone_runs, str(model.path))


async def test_a_file_that_is_gone(configured: Configure, model: LocalModel, tmp_path: Path, http: HttpClient) -> None:
    model.path.unlink()
    assert isinstance(await failure(configured(), model, tmp_path / "x.log", http), NotFound)


async def test_a_large_log_is_begun_anew(
    configured: Configure,
    model: LocalModel,
    tmp_path: Path,
    http: HttpClient,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(child, "LARGEST_LOG", 10)
    log = tmp_path / "tiny.log"
    log.write_text("a long story of before\n")
    server = await start(configured().local, model, log, http)
    await server.end()
    assert (tmp_path / "tiny.1.log").read_text() == "a long story of before\n"
    assert "a long story" not in log.read_text()


def test_a_log_that_tells_nothing(tmp_path: Path) -> None:
    log = tmp_path / "x.log"
    log.write_text("loading\ndone\n")
    assert last_words(log) == ""
    log.write_text("error of before\nloading\n")
    assert last_words(log, len("error of before\n")) == ""


PARENT = """
import subprocess, sys, time, os
child = subprocess.Popen([sys.executable, "-I", "-S", sys.argv[1], str(os.getpid()), sys.executable, "-c",
                          "import time; time.sleep(3600)"])
print(child.pid, flush=True)
time.sleep(3600)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="PR_SET_PDEATHSIG is Linux's")
def test_it_ends_with_a_parent_that_was_killed() -> None:
    command = [sys.executable, "-c", PARENT, leash.__file__]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as parent:
        try:
            assert parent.stdout is not None
            pid = int(parent.stdout.readline())
            seen(lambda: Path(f"/proc/{pid}/cmdline").read_bytes().endswith(b"-c\0import time; time.sleep(3600)\0"))
            seen(lambda: leash.__file__.encode() not in Path(f"/proc/{pid}/cmdline").read_bytes())
        finally:
            parent.send_signal(signal.SIGKILL)
        parent.wait()
        seen(lambda: not lives(pid))


def test_it_doesnt_begin_after_its_parent() -> None:
    command = [sys.executable, "-I", "-S", leash.__file__, str(os.getpid() + 1), sys.executable, "-c", "print('begun')"]
    told = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (told.returncode, told.stdout) == (1, "")


async def test_a_child_of_ours_is_on_the_leash(
    configured: Configure, model: LocalModel, tmp_path: Path, http: HttpClient
) -> None:
    """In a session of its own, so that Ctrl-C in the terminal is for us alone."""
    server = await start(configured().local, model, tmp_path / "x.log", http)
    assert os.getsid(server.process.pid) == server.process.pid
    os.kill(server.process.pid, signal.SIGKILL)
    await until(lambda: server.process.returncode is not None)
    await server.end()
