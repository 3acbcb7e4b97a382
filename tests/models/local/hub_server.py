"""A hub that speaks Hugging Face's file API: lists with LFS hashes, resolves with ranges, gates, and fails as told."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from support.waiting import until

COMMIT = "5" * 40
GATED = {"x-error-code": "GatedRepo"}
TOKEN = "hf_secret_token"


@dataclass
class HubServer:
    """`files` by repository and path. `cuts` are after how many bytes the next downloads break, None for not at all; it
    waits for that until so many bytes of the file have `arrived`."""

    files: dict[str, dict[str, bytes]] = field(default_factory=dict)
    gated: set[str] = field(default_factory=set)
    cuts: list[int | None] = field(default_factory=list)
    refusals: list[web.Response] = field(default_factory=list)
    lies: dict[str, dict[str, Any]] = field(default_factory=dict)
    ranges: bool = True
    leads_to: Callable[[web.Request], str] | None = None
    gate: asyncio.Event | None = None
    arrived: Callable[[int], bool] = lambda count: True
    asked: list[web.Request] = field(default_factory=list)
    url: str = ""

    async def start(self) -> None:
        app = web.Application()
        app.router.add_get("/api/models/{org}/{repo}", self._list)
        app.router.add_get("/cdn/{org}/{repo}/{path:.*}", self._download)
        app.router.add_get("/{org}/{repo}/resolve/{commit}/{path:.*}", self._resolve)
        self._runner = web.AppRunner(app, access_log=None, handler_cancellation=True)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0, shutdown_timeout=0.1)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def stop(self) -> None:
        await self._runner.cleanup()

    @property
    def downloads(self) -> list[web.Request]:
        return [request for request in self.asked if "/resolve/" in request.path or "/cdn/" in request.path]

    async def _list(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(request)
        repository = _repository(request)
        if (refusal := self._refusal(request)) is not None:
            return refusal
        if repository not in self.files:
            return web.json_response({"error": "Repository not found"}, status=401)
        siblings = [self._sibling(path, content) for path, content in self.files[repository].items()]
        return web.json_response({"id": repository, "sha": COMMIT, "siblings": siblings})

    def _sibling(self, path: str, content: bytes) -> dict[str, Any]:
        lfs = {"sha256": hashlib.sha256(content).hexdigest(), "size": len(content), "pointerSize": 135}
        return {"rfilename": path, "size": len(content), "lfs": {**lfs, **self.lies.get(path, {})}}

    async def _resolve(self, request: web.Request) -> web.StreamResponse:
        if self.leads_to is not None:
            self.asked.append(request)
            return web.Response(status=302, headers={"location": self.leads_to(request)})
        return await self._download(request)

    async def _download(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(request)
        if (refusal := self._refusal(request)) is not None:
            return refusal
        content = self.files[_repository(request)][request.match_info["path"]]
        begins = self._begins(request)
        response = web.StreamResponse(status=206 if begins else 200)
        response.content_length = len(content) - begins
        if begins:
            response.headers["content-range"] = f"bytes {begins}-{len(content) - 1}/{len(content)}"
        await response.prepare(request)
        await self._send(request, response, content, begins)
        return response

    async def _send(self, request: web.Request, response: web.StreamResponse, content: bytes, begins: int) -> None:
        cut = self.cuts.pop(0) if self.cuts else None
        ends = len(content) if cut is None else begins + cut
        await response.write(content[begins:ends])
        if self.gate is not None:
            await self.gate.wait()
        if cut is not None and request.transport is not None:
            await until(lambda: self.arrived(ends))
            request.transport.close()

    def _begins(self, request: web.Request) -> int:
        asked = request.headers.get("range", "")
        return int(asked.removeprefix("bytes=").rstrip("-")) if asked and self.ranges else 0

    def _refusal(self, request: web.Request) -> web.StreamResponse | None:
        if self.refusals:
            return self.refusals.pop(0)
        if _repository(request) in self.gated and request.headers.get("authorization") != f"Bearer {TOKEN}":
            return web.Response(status=403, headers=GATED)
        return None


def _repository(request: web.Request) -> str:
    return f"{request.match_info['org']}/{request.match_info['repo']}"
