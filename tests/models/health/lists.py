"""Providers on loopback that answer the free question as they are told to."""

from __future__ import annotations

import asyncio

from aiohttp import web

from imperium.models.dialect import dialects
from imperium.models.provider import Connection, Provider
from imperium.platform.settings import ProviderSettings

LIST = {"object": "list", "data": [{"id": "m"}]}
FOR_EVER_S = 600


class Lists:
    """`answers[name]` says what the provider `name` does: `ok`, a status, `html`, `silent` or `hangup`."""

    def __init__(self) -> None:
        self.answers: dict[str, str | int] = {}
        self.asked: list[str] = []
        self.completions = 0

    async def start(self) -> None:
        app = web.Application()
        app.router.add_get("/{name}/{rest:.*}", self._list)
        app.router.add_post("/{name}/{rest:.*}", self._complete)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = "http://127.0.0.1:{1}".format(*self._runner.addresses[0][:2])

    async def stop(self) -> None:
        await self._runner.cleanup()

    def connection(self, name: str, dialect: str = "openai_chat") -> Connection:
        settings = ProviderSettings(base_url=f"{self.url}/{name}")
        return Connection(name, Provider(name), dialects()[dialect], f"{self.url}/{name}", None, settings)

    async def _list(self, request: web.Request) -> web.Response:
        name = request.match_info["name"]
        self.asked.append(request.path)
        answer = self.answers.get(name, "ok")
        if isinstance(answer, int):
            return web.json_response({"error": {"message": "no"}}, status=answer)
        if answer == "html":
            return web.Response(text="<html>", content_type="text/html")
        if answer == "silent":
            await asyncio.sleep(FOR_EVER_S)
        if answer == "hangup":
            assert request.transport
            request.transport.abort()
        return web.json_response(LIST)

    async def _complete(self, request: web.Request) -> web.Response:
        self.completions += 1
        return web.json_response({})
