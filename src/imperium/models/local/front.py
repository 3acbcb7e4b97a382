"""One address for all local models: `/DEFAULT/v1/…` in OpenAI's shape, passed on to the server of the model named.

It listens on loopback and asks for a key that only this process knows.
"""

from __future__ import annotations

import hmac
import socket
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from typing import Any, Protocol

import aiohttp
import orjson
from aiohttp import web

from imperium.models.local.child import Child
from imperium.platform.errors import AuthenticationFailed, ImperiumError, InvalidInput, NetworkError

CONNECT_TIMEOUT_S = 10.0
LARGEST_BODY = 96 * 1024 * 1024
PASSED_ON = "chat/completions|completions|embeddings|responses|rerank|messages"
REFUSED = 422
"""For what no repetition helps: whoever asked doesn't ask again."""
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class House(Protocol):
    """Who keeps the models."""

    def listed(self) -> list[str]:
        """What may be asked for, the default first."""

    def serving(self, name: str) -> AbstractAsyncContextManager[Child]:
        """The server of a model while the block runs. Raises NotFound, and what starting it raises."""


class Front:
    def __init__(self, house: House, bound: socket.socket, key: str) -> None:
        self._house = house
        self._bound = bound
        self._expected = f"Bearer {key}".encode()
        self._runner: web.AppRunner | None = None

    async def open(self) -> None:
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=0), timeout=aiohttp.ClientTimeout(total=None), auto_decompress=False
        )
        app = web.Application(client_max_size=LARGEST_BODY, middlewares=[self._guarded])
        app.router.add_get("/{default}/v1/models", self._models)
        app.router.add_post(f"/{{default}}/v1/{{path:{PASSED_ON}}}", self._pass_on)
        self._runner = web.AppRunner(app, access_log=None, handler_cancellation=True)
        await self._runner.setup()
        await web.SockSite(self._runner, self._bound, shutdown_timeout=1.0).start()

    async def close(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()
            await self._session.close()

    @web.middleware
    async def _guarded(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            if not hmac.compare_digest(request.headers.get("authorization", "").encode(), self._expected):
                raise AuthenticationFailed("This address is Imperium's own.")
            return await handler(request)
        except ImperiumError as error:
            return _refusal(error)

    async def _models(self, request: web.Request) -> web.StreamResponse:
        data = [{"id": name, "object": "model", "created": 0, "owned_by": "imperium"} for name in self._house.listed()]
        return web.json_response({"object": "list", "data": data})

    async def _pass_on(self, request: web.Request) -> web.StreamResponse:
        body = _object(await request.read())
        async with self._house.serving(str(body.get("model", ""))) as child:
            content = orjson.dumps({**body, "model": child.model.name})
            return await self._relayed(request, child, content)

    async def _relayed(self, request: web.Request, child: Child, content: bytes) -> web.StreamResponse:
        headers = {**child.headers, "content-type": "application/json"}
        timeout = aiohttp.ClientTimeout(total=None, sock_connect=CONNECT_TIMEOUT_S)
        response = web.StreamResponse()
        try:
            async with self._session.post(
                f"{child.address}/v1/{request.match_info['path']}", data=content, headers=headers, timeout=timeout
            ) as answer:
                response.set_status(answer.status)
                response.headers["content-type"] = answer.headers.get("content-type", "application/json")
                await response.prepare(request)
                async for piece in answer.content.iter_any():
                    await response.write(piece)
        except aiohttp.ClientError:
            _cut(request, response, child)
        return response


def _cut(request: web.Request, response: web.StreamResponse, child: Child) -> None:
    """What was begun must not look whole. Raises NetworkError when nothing was."""
    if not response.prepared:
        raise NetworkError(f"{child.model.name} ended before it answered.", remedy="Ask again.")
    if request.transport is not None:
        request.transport.abort()


def _object(content: bytes) -> dict[str, Any]:
    try:
        body = orjson.loads(content)
    except orjson.JSONDecodeError:
        body = None
    if not isinstance(body, dict):
        raise InvalidInput("The body is no JSON object.")
    return body


def _refusal(error: ImperiumError) -> web.StreamResponse:
    """The error's own status where it tells what is wrong; else whether asking again may help."""
    passing = error.error_class in ("transient", "resource")
    status = error.status if passing or error.error_class == "logical" else REFUSED
    words = " ".join(filter(None, (error.detail, error.remedy)))
    if isinstance(error, AuthenticationFailed):
        status = error.status
    return web.json_response({"error": {"message": words, "type": error.code, "code": status}}, status=status)
