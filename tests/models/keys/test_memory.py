"""After calls with a sealed key a real server's memory holds no copy of it, seen from another process."""

from __future__ import annotations

import asyncio
import os
import signal
import ssl
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest
from aiohttp import web
from memory import copies
from tls import server_context
from upstream import Upstream

from imperium.models.catalog import Catalog
from imperium.models.keys.platform_providers import Entry
from imperium.models.keys.records import ProviderDocument, UserProviderDocument
from imperium.models.keys.runtime import RuntimeProviders
from imperium.models.keys.user_providers import OwnEntry
from imperium.platform.auth.principal import LOCAL_ADMIN
from imperium.platform.database import Database, owner_address
from imperium.platform.settings import load_settings
from support.waiting import PATIENCE_S, until

PLATFORMS = "sk-platform-" + os.urandom(16).hex()
OWN = "sk-own-" + os.urandom(16).hex()
CONFIGURED = "sk-configured-" + os.urandom(16).hex()
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc")


async def test_no_copy_of_a_sealed_key_stays(tmp_path: Path, upstream: Upstream) -> None:
    """The platform's key goes over a plain connection, the user's own over TLS."""
    context, certificate = server_context(tmp_path)
    await seal_keys(tmp_path, configuration(tmp_path, upstream.url, await listening(upstream, context)))
    async with serving(tmp_path, {"SSL_CERT_FILE": str(certificate)}) as (pid, client):
        for model in ("openai:echo", "anthropic:echo", "fast_ai"):
            for stream in (False, True):
                await ask(client, model, stream)
        sent = str(upstream.headers)
        assert PLATFORMS in sent, "the key reached the provider"
        assert OWN in sent, "the user's key did"
        assert CONFIGURED in sent, "and the configured one"
        try:
            assert copies(pid, CONFIGURED.encode()) > 0, "what is configured stays, so the search finds keys"
        except PermissionError:
            pytest.skip("this process may not read another one's memory")
        assert held(pid) == [0, 0]
        async with thinking(client, upstream):
            assert held(pid) == [0, 0], "also while the provider thinks"


def held(pid: int) -> list[int]:
    return [copies(pid, key.encode()) for key in (PLATFORMS, OWN)]


@asynccontextmanager
async def thinking(client: httpx.AsyncClient, upstream: Upstream) -> AsyncIterator[None]:
    """While both keys' requests wait for their answers."""
    asked = len(upstream.requests)
    waiting = [asyncio.create_task(ask(client, model, False)) for model in ("openai:silent", "anthropic:silent")]
    await until(lambda: len(upstream.requests) == asked + 2)
    yield
    for task in waiting:
        task.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)


async def listening(upstream: Upstream, context: ssl.SSLContext) -> str:
    """The same provider once more, over TLS."""
    await web.TCPSite(upstream._runner, "127.0.0.1", 0, ssl_context=context).start()
    return "https://127.0.0.1:{1}".format(*upstream._runner.addresses[-1][:2])


def configuration(folder: Path, plain: str, encrypted: str) -> Path:
    file = folder / "settings.json"
    local = {"baseUrl": f"{plain}/v1"}
    content = {
        "secrets": {"keyFile": str(folder / "master.json")},
        "providers": {"openai": local, "openrouter": local, "anthropic": {"baseUrl": encrypted}},
        "api_keys": {"openrouter": CONFIGURED},
        "models": {"fast_ai": "openrouter:echo"},
    }
    file.write_bytes(orjson.dumps(content))
    return file


async def seal_keys(folder: Path, config: Path) -> None:
    """In this process, as a command would."""
    data = folder / "data"
    data.mkdir()
    settings, database = load_settings(config, data, {}), Database(None, data)
    database.migrate()
    runtime = RuntimeProviders(settings, data, database, Catalog(settings))
    await runtime.start()
    key, own = bytearray(PLATFORMS.encode()), bytearray(OWN.encode())
    await runtime.platform.create(Entry("openai", ProviderDocument(), key))
    await runtime.users.save(LOCAL_ADMIN, OwnEntry("anthropic", UserProviderDocument(), own))
    await runtime.close()
    database.close()


@asynccontextmanager
async def serving(folder: Path, environment: dict[str, str]) -> AsyncIterator[tuple[int, httpx.AsyncClient]]:
    """`imperium up` in a process of its own."""
    command = ["-m", "imperium", "up", "--port", "0", "--data", folder / "data", "--config", folder / "settings.json"]
    with (folder / "server.log").open("w") as log:
        process = await asyncio.create_subprocess_exec(
            sys.executable, *map(str, command), env={**os.environ, **environment}, stdout=log, stderr=log
        )
    try:
        address = await answering(folder)
        async with httpx.AsyncClient(base_url=address, timeout=PATIENCE_S) as client:
            yield process.pid, client
    finally:
        process.send_signal(signal.SIGTERM)
        await process.wait()


async def answering(folder: Path) -> str:
    async with asyncio.timeout(PATIENCE_S), httpx.AsyncClient() as client:
        while True:
            address = owner_address(folder / "data")
            try:
                if address and (await client.get(f"{address}/health")).is_success:
                    return address
            except httpx.TransportError:
                pass
            await asyncio.sleep(0.1)


async def ask(client: httpx.AsyncClient, model: str, stream: bool) -> None:
    body: dict[str, Any] = {"model": model, "messages": [{"role": "user", "content": "hello"}], "stream": stream}
    answer = await client.post("/v1/chat/completions", json=body)
    assert answer.status_code == 200, answer.text
