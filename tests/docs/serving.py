"""A real server for the examples, with or without a language model on loopback."""

from __future__ import annotations

import asyncio
import threading
import time
from contextlib import AsyncExitStack, suppress
from pathlib import Path
from typing import Any

import httpx
import orjson

from imperium.cli.server import embedded
from imperium.platform.settings import Settings, load_settings
from models.upstream import Upstream

PATIENCE_S = 1.0
"""Work that takes longer has shown by then that it was accepted; it is cancelled as a user would."""


class Server(threading.Thread):
    """A server on a free port and a data folder of its own, beside the test's thread."""

    def __init__(self, data: Path, with_model: bool) -> None:
        super().__init__(daemon=True)
        self.data = data
        self.address = ""
        self._with_model = with_model
        self._ready = threading.Event()
        self._loop = asyncio.new_event_loop()

    def __enter__(self) -> Server:
        self.start()
        assert self._ready.wait(30)
        return self

    def __exit__(self, *exc: object) -> None:
        self._loop.call_soon_threadsafe(self._ended.set)
        self.join(30)

    def run(self) -> None:
        self._loop.run_until_complete(self._serve())

    async def _serve(self) -> None:
        self._ended = asyncio.Event()
        async with AsyncExitStack() as stack:
            settings = await self._settings(stack)
            self.address = await stack.enter_async_context(embedded(settings))
            impatient = asyncio.create_task(_cancel_long_runs(self.address))
            self._ready.set()
            await self._ended.wait()
            impatient.cancel()

    async def _settings(self, stack: AsyncExitStack) -> Settings:
        providers: dict[str, Any] = {}
        if self._with_model:
            upstream = Upstream()
            await upstream.start()
            stack.push_async_callback(upstream.stop)
            providers["ollama"] = {"baseUrl": f"{upstream.url}/v1"}
        self.data.mkdir(parents=True)
        path = self.data / "orchestration_config.json"
        path.write_bytes(orjson.dumps({"providers": providers}))
        return load_settings(path, self.data, {})


async def _cancel_long_runs(address: str) -> None:
    async with httpx.AsyncClient(base_url=address, trust_env=False) as client:
        while True:
            await asyncio.sleep(0.3)
            with suppress(httpx.HTTPError, KeyError):
                for run in (await client.get("/workflow?status=running")).json()["runs"]:
                    if time.time() - run["created_at"] > PATIENCE_S:
                        await client.post(f"/workflow/{run['run_id']}/cancel")
