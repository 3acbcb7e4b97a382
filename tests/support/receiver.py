"""Somebody's server on loopback that takes webhooks, or refuses them first."""

from __future__ import annotations

import hashlib
import hmac
from typing import Any, NamedTuple

import orjson
from aiohttp import web


class Delivery(NamedTuple):
    headers: dict[str, str]
    body: bytes

    @property
    def document(self) -> dict[str, Any]:
        found: dict[str, Any] = orjson.loads(self.body)
        return found

    def is_signed(self, secret: str) -> bool:
        """As the guide tells receivers to check it."""
        parts = dict(part.split("=", 1) for part in self.headers["x-imperium-signature"].split(","))
        signed = parts["t"].encode() + b"." + self.body
        expected = hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
        return hmac.compare_digest(expected, parts["v1"])


class Receiver:
    """`refusals` are the statuses of the first answers; then it takes everything."""

    def __init__(self) -> None:
        self.seen: list[Delivery] = []
        self.taken: list[Delivery] = []
        self.refusals: list[int] = []
        self._runner: web.AppRunner | None = None
        self.host = ""

    async def start(self) -> None:
        app = web.Application()
        app.router.add_post("/hook", self._take)
        app.router.add_post("/moved", self._moved)
        app.router.add_get("/hook", self._shown)
        self._runner = web.AppRunner(app)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.host = f"127.0.0.1:{self._runner.addresses[0][1]}"

    async def stop(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    async def _take(self, request: web.Request) -> web.Response:
        delivery = Delivery({name.lower(): value for name, value in request.headers.items()}, await request.read())
        self.seen.append(delivery)
        if self.refusals:
            return web.Response(status=self.refusals.pop(0))
        self.taken.append(delivery)
        return web.Response(status=204)

    async def _moved(self, request: web.Request) -> web.Response:
        raise web.HTTPFound("/hook")

    async def _shown(self, request: web.Request) -> web.Response:
        """What a redirected POST becomes: an answer of 200 to nothing."""
        return web.Response(text="a page")
