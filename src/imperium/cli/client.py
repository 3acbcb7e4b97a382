"""The API's client: requests, events, errors as one exception."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import aiohttp
import orjson

from imperium.cli.errors import ApiError, Unreachable
from imperium.cli.server import embedded
from imperium.platform.database import owner_address
from imperium.platform.settings import Settings


class Client:
    """Talks to a server at `address`, with the key in `IMPERIUM_API_KEY` if there is one."""

    def __init__(self, session: aiohttp.ClientSession, address: str) -> None:
        self._session = session
        self.address = address

    async def get(self, path: str, **query: Any) -> Any:
        return await self._request("GET", path, params={k: v for k, v in query.items() if v is not None})

    async def post(self, path: str, body: dict[str, Any] | None = None) -> Any:
        return await self._request("POST", path, data=orjson.dumps(body or {}))

    async def delete(self, path: str) -> Any:
        return await self._request("DELETE", path)

    async def download(self, path: str) -> bytes:
        with _reached():
            async with self._session.get(self.address + path) as answer:
                await _raise_for_problem(answer)
                return await answer.read()

    async def events(self, path: str, after: int = 0) -> AsyncIterator[tuple[str, dict[str, Any]]]:
        """(type, data) of every event, connecting again after the last one seen when the connection breaks."""
        while True:
            try:
                async for number, kind, data in self._stream("GET", path, after):
                    after = number or after
                    yield kind, data
                return
            except Unreachable:
                await asyncio.sleep(0.5)

    async def converse(self, path: str, body: dict[str, Any]) -> AsyncGenerator[tuple[str, dict[str, Any]], None]:
        """(type, data) of the events that answer a request. Raises ApiError, midway too."""
        async for _, kind, data in self._stream("POST", path, data=orjson.dumps(body)):
            if kind == "error":
                raise ApiError(data)
            yield kind, data

    async def _stream(
        self, method: str, path: str, after: int = 0, **options: Any
    ) -> AsyncIterator[tuple[int | None, str, dict[str, Any]]]:
        headers = {"accept": "text/event-stream", "last-event-id": str(after)}
        timeout = aiohttp.ClientTimeout(total=None, sock_read=60)
        url = self.address + path
        with _reached():
            async with self._session.request(method, url, headers=headers, timeout=timeout, **options) as answer:
                await _raise_for_problem(answer)
                async for event in parse_events(aiter(answer.content)):
                    yield event

    async def _request(self, method: str, path: str, **options: Any) -> Any:
        with _reached():
            async with self._session.request(method, self.address + path, **options) as answer:
                await _raise_for_problem(answer)
                body = await answer.read()
                return orjson.loads(body) if body else None


async def parse_events(lines: AsyncIterator[bytes]) -> AsyncIterator[tuple[int | None, str, dict[str, Any]]]:
    """(id, type, data) of a text/event-stream."""
    number: int | None = None
    kind, data = "message", ""
    async for raw in lines:
        line = raw.decode().rstrip("\r\n")
        name, _, value = line.partition(": ")
        if name == "id":
            number = int(value) if value.isdigit() else None
        elif name == "event":
            kind = value
        elif name == "data":
            data += value
        elif not line and data:
            yield number, kind, orjson.loads(data)
            number, kind, data = None, "message", ""


@contextmanager
def _reached() -> Iterator[None]:
    try:
        yield
    except aiohttp.ClientError as error:
        raise Unreachable(str(error)) from None


async def _raise_for_problem(answer: aiohttp.ClientResponse) -> None:
    if answer.status >= 400:
        body = await answer.read()
        try:
            problem = orjson.loads(body)
        except orjson.JSONDecodeError:
            problem = {"title": f"The server answered {answer.status}."}
        if answer.status == 401:
            problem["remedy"] = "Put your key into the environment variable IMPERIUM_API_KEY."
        raise ApiError(problem)


@asynccontextmanager
async def connect(settings: Settings) -> AsyncIterator[Client]:
    """A client of the server that owns the data folder; without one, of a server inside this process."""
    running = owner_address(settings.storage.data_folder)
    if running:
        async with _session() as session:
            yield Client(session, running)
        return
    async with embedded(settings) as address, _session() as session:
        yield Client(session, address)


def _session() -> aiohttp.ClientSession:
    key = os.environ.get("IMPERIUM_API_KEY")
    headers = {"content-type": "application/json", **({"authorization": f"Bearer {key}"} if key else {})}
    return aiohttp.ClientSession(headers=headers, timeout=aiohttp.ClientTimeout(total=120), read_bufsize=2**24)
