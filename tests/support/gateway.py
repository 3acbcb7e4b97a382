"""A real gateway process in front of the test's provider, and clients that note what they were answered."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import orjson
from sqlalchemy import select

from imperium.models.tables import usage
from imperium.platform.database import Database
from support.server import Server
from support.upstream_app import ONE_DOLLAR, QUICK, Provider
from support.waiting import PATIENCE_S

CHAT = "/v1/chat/completions"
HELLO: Any = [{"role": "user", "content": "hello there"}]
CONFIGURED_KEY = "sk-openai-configured-0123456789abcdef"


class Gateway(Server):
    """`imperium up` whose provider `openai` is the test's. `echo` costs a dollar a million tokens."""

    def __init__(self, data: Path, provider: Provider, **sections: Any) -> None:
        data.mkdir(exist_ok=True)
        super().__init__(data)
        openai = {"baseUrl": f"{provider.url}/v1", "apiKey": CONFIGURED_KEY}
        settings: dict[str, Any] = {
            "models": {"fast_ai": "openai:echo"},
            "providers": {"openai": openai},
            "prices": {"openai:echo": ONE_DOLLAR},
            "secrets": {"keyFile": str(data.parent / "master-key.json")},
            "routes": {"askCategorizer": False},
            "resilience": QUICK,
            "health": {"enabled": False},
        }
        (data / "orchestration_config.json").write_bytes(orjson.dumps(settings | sections))

    @property
    def log(self) -> str:
        return (self.data / "server.log").read_text()

    def ledger(self) -> dict[str, str]:
        """Each record's status by its id, as it lies on the disk."""
        database = Database(None, self.data)
        try:
            with database.engine.connect() as connection:
                return {row.id: row.status for row in connection.execute(select(usage.c.id, usage.c.status))}
        finally:
            database.close()

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[aiohttp.ClientSession]:
        """From its start to its end; the test's own event loop goes on meanwhile, for the provider lives there."""
        await asyncio.to_thread(self.start)
        try:
            async with self.clients() as http:
                yield http
        finally:
            await asyncio.to_thread(self.stop)

    @asynccontextmanager
    async def clients(self) -> AsyncIterator[aiohttp.ClientSession]:
        """As many connections as are asked for at once."""
        timeout = aiohttp.ClientTimeout(total=PATIENCE_S)
        connector = aiohttp.TCPConnector(limit=0)
        base = str(self.client.base_url)
        async with aiohttp.ClientSession(base, timeout=timeout, connector=connector) as http:
            yield http


@dataclass(frozen=True)
class Answer:
    """What a client has in its hands when the connection is over; `is_whole` when the end was a clean one."""

    status: int
    request_id: str
    is_whole: bool
    body: bytes

    @property
    def json(self) -> Any:
        return orjson.loads(self.body)


async def ask(http: aiohttp.ClientSession, model: str = "openai:echo", *, stream: bool = False, **more: Any) -> Answer:
    """Raises aiohttp.ClientError where the answer is cut."""
    asked = {"model": model, "messages": HELLO, "stream": stream, **more}
    async with http.post(CHAT, json=asked) as answer:
        body = await answer.read()
        whole = answer.status == 200 and (not stream or body.endswith(b"data: [DONE]\n\n"))
        return Answer(answer.status, answer.headers.get("x-imperium-request-id", ""), whole, body)
