"""A real server for the examples, with or without a language model on loopback."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from pathlib import Path
from typing import Any

import httpx
import orjson

from imperium.cli.server import embedded
from imperium.platform.settings import Settings, load_settings
from models.upstream import Upstream
from support.waiting import PATIENCE_S

DRAWING_S = 1.0
"""Who draws or films has shown by then that the work is done; it is cancelled as a user would."""
UNLIMITED = {"default": {"requests": 100_000}}
FINAL = ("succeeded", "failed", "cancelled")


class Server(threading.Thread):
    """A server on a free port and a data folder of its own, beside the test's thread."""

    def __init__(self, data: Path, with_model: bool) -> None:
        super().__init__(daemon=True)
        self.data = data
        self.address = ""
        self._with_model = with_model
        self._impatient = False
        self._ready = threading.Event()
        self._loop = asyncio.new_event_loop()

    def __enter__(self) -> Server:
        self.start()
        assert self._ready.wait(PATIENCE_S)
        return self

    def __exit__(self, *exc: object) -> None:
        self._loop.call_soon_threadsafe(self._ended.set)
        self.join(PATIENCE_S)

    @contextmanager
    def used(self, to_the_end: bool) -> Iterator[None]:
        """While an example does. Its pictures and films take too long: they are cancelled when it is over, and before
        that, should it wait `to_the_end` of what it began."""
        self._impatient = to_the_end
        yield
        self._impatient = False
        with self.client() as client:
            _cancel_drawing(client)

    def ended(self, run: dict[str, Any]) -> dict[str, Any]:
        """The run as it ended, from an answer that may have come before that."""
        with self.client() as client:
            while run["status"] not in FINAL:
                time.sleep(0.1)
                run = client.get(run["status_url"]).json()
        return run

    def client(self) -> httpx.Client:
        return httpx.Client(base_url=self.address, trust_env=False, timeout=PATIENCE_S)

    def run(self) -> None:
        self._loop.run_until_complete(self._serve())

    async def _serve(self) -> None:
        self._ended = asyncio.Event()
        async with AsyncExitStack() as stack:
            settings = await self._settings(stack)
            self.address = await stack.enter_async_context(embedded(settings))
            impatient = asyncio.create_task(self._lose_patience())
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
        path.write_bytes(orjson.dumps({"providers": providers, "rateLimits": UNLIMITED}))
        return load_settings(path, self.data, {})

    async def _lose_patience(self) -> None:
        with self.client() as client:
            while True:
                await asyncio.sleep(0.3)
                if self._impatient:
                    await asyncio.to_thread(_cancel_drawing, client, DRAWING_S)


def _cancel_drawing(client: httpx.Client, from_s: float = 0.0) -> None:
    """Runs that are older and still have something to draw; none where a key is asked for."""
    for run in client.get("/workflow").json().get("runs", ()):
        if run["status"] not in FINAL and time.time() - run["created_at"] > from_s:
            tasks = client.get(f"/workflow/{run['run_id']}").json()["tasks"]
            if any(task["model"].endswith("_generation") and task["status"] not in FINAL for task in tasks):
                client.post(f"/workflow/{run['run_id']}/cancel")
