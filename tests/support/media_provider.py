"""Makers of pictures and films on loopback: OpenAI, Google and Runway, each in its documented protocol."""

from __future__ import annotations

import asyncio
import io
from base64 import b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import orjson
from aiohttp import web
from PIL import Image

KEYS = {"openai": "sk-openai-secret", "google_ai": "AI-google-secret", "runway": "key_runway-secret"}
OPENAI_USAGE = {
    "input_tokens": 50,
    "input_tokens_details": {"image_tokens": 0, "text_tokens": 50},
    "output_tokens": 4_000,
    "total_tokens": 4_050,
}
OPENAI_COST = 50 * 5 + 4_000 * 30
"""Micro-USD."""
GEMINI_USAGE = {
    "promptTokenCount": 20,
    "candidatesTokenCount": 1_130,
    "candidatesTokensDetails": [{"modality": "IMAGE", "tokenCount": 1_120}],
    "totalTokenCount": 1_150,
}
GEMINI_COST = 20 * 2 + 10 * 12 + 1_120 * 120


def picture(width: int, height: int, alpha: bool = False) -> bytes:
    """A PNG: dark on the left, light on the right."""
    ramp = np.broadcast_to(np.linspace(0, 255, width, dtype=np.uint8)[None, :, None], (height, width, 3))
    file = io.BytesIO()
    made = Image.fromarray(np.ascontiguousarray(ramp))
    if alpha:
        made.putalpha(128)
    made.save(file, "PNG")
    return file.getvalue()


def film(width: int = 128, height: int = 72, seconds: float = 4.0, fps: int = 8, deep: bool = False) -> bytes:
    """An MP4 that gets lighter from frame to frame; a `deep` one has ten bits."""
    file = io.BytesIO()
    count = int(seconds * fps)
    with av.open(file, "w", format="mp4") as output:
        stream: Any = output.add_stream("libx265" if deep else "libx264", rate=fps)
        stream.options = {"x265-params": "log-level=none"} if deep else {}
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p10le" if deep else "yuv420p"
        for number in range(count):
            shade = np.full((height, width, 3), 20 + 200 * number // count, np.uint8)
            frame = av.VideoFrame.from_ndarray(shade, "rgb24")
            frame.pts, frame.time_base = number, Fraction(1, fps)
            output.mux(stream.encode(frame))
        output.mux(stream.encode())
    return file.getvalue()


class MediaProvider:
    """`failures` are answers (status, body, headers) that come first, one a request; `cuts` ends so many answers in
    their middle, `lost` so many
    files; orders wait for `gate`. `asked` has method, path and body of everything, `keys` what was sent as a
    key. Tasks run through `states` of their maker, one a look."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, dict[str, Any]]] = []
        self.keys: set[str] = set()
        self.failures: list[tuple[int, dict[str, Any], dict[str, str]]] = []
        self.cuts = self.lost = 0
        self.gate: asyncio.Event | None = None
        self.waiting, self.looked = asyncio.Event(), asyncio.Event()
        self.gemini: dict[str, Any] | None = None
        self.imagen: dict[str, Any] | None = None
        self.veo: list[dict[str, Any]] = []
        self.runway: list[dict[str, Any]] = []
        self.film = film
        self.url = ""

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[MediaProvider]:
        app = web.Application(client_max_size=2**26)
        app.router.add_route("*", "/{path:.*}", self._serve)
        runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        host, port = runner.addresses[0][:2]
        self.url = f"http://{host}:{port}"
        try:
            yield self
        finally:
            await runner.cleanup()

    @property
    def host(self) -> str:
        return self.url.removeprefix("http://")

    def settings(self, **media: Any) -> dict[str, Any]:
        """Sections of a configuration that lead here."""
        addresses = {"openai": f"{self.url}/v1", "google_ai": f"{self.url}/v1beta", "runway": f"{self.url}/runway/v1"}
        return {
            "providers": {name: {"baseUrl": url, "apiKey": KEYS[name]} for name, url in addresses.items()},
            "media": {"pollSeconds": 0.01, "allowedHosts": [self.host], **media},
        }

    def orders(self) -> list[dict[str, Any]]:
        return [body for method, _, body in self.asked if method == "POST"]

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        content = await request.read()
        self.asked.append((request.method, request.path, orjson.loads(content) if content else {}))
        for header in ("authorization", "x-goog-api-key"):
            if key := request.headers.get(header):
                self.keys.add(key.removeprefix("Bearer "))
        if request.method == "GET":
            self.looked.set()
        if self.failures:
            status, body, headers = self.failures.pop(0)
            return web.json_response(body, status=status, headers=headers)
        if self.gate and request.method == "POST":
            self.waiting.set()
            await self.gate.wait()
        if self.cuts:
            self.cuts -= 1
            return await self._cut(request)
        return await self._answer(request, self.asked[-1][2])

    async def _cut(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"content-length": "100000"})
        await response.prepare(request)
        await response.write(b'{"data": [')
        assert request.transport is not None
        request.transport.abort()
        return response

    async def _answer(self, request: web.Request, body: dict[str, Any]) -> web.StreamResponse:
        path = request.path
        if path == "/v1/images/generations":
            return self._openai(body)
        if path.endswith(":generateContent"):
            return web.json_response(self.gemini or _gemini())
        if path.endswith(":predict"):
            return web.json_response(self.imagen or {"predictions": [{"bytesBase64Encoded": _base64(96, 96)}]})
        if path.endswith(":predictLongRunning"):
            return web.json_response({"name": "models/veo-3.1/operations/op1"})
        if path.startswith("/v1beta/models/veo"):
            return web.json_response(self.veo.pop(0) if self.veo else self._veo_done())
        if path.startswith("/v1beta/files/"):
            raise web.HTTPFound("/cdn/film.mp4")
        if path.startswith("/runway/v1/tasks/"):
            return web.Response(status=204) if request.method == "DELETE" else web.json_response(self._runway())
        if path.startswith("/runway/v1/"):
            assert request.headers["x-runway-version"] == "2024-11-06"
            return web.json_response({"id": "17f20503-6c24-4c16-946b-35dbbce2af2f"})
        if path == "/cdn/film.mp4":
            assert "authorization" not in request.headers
            assert "x-goog-api-key" not in request.headers
            if self.lost:
                self.lost -= 1
                return await self._cut(request)
            return web.Response(body=self.film(), content_type="video/mp4")
        raise web.HTTPNotFound

    def _openai(self, body: dict[str, Any]) -> web.Response:
        wide, high = map(int, body["size"].split("x"))
        shown = b64encode(picture(wide, high, body["background"] == "transparent")).decode()
        return web.json_response({"created": 1, "data": [{"b64_json": shown}], "usage": OPENAI_USAGE})

    def _veo_done(self) -> dict[str, Any]:
        uri = f"{self.url}/v1beta/files/f1:download?alt=media"
        samples = {"generatedSamples": [{"video": {"uri": uri}}]}
        return {"name": "models/veo-3.1/operations/op1", "done": True, "response": {"generateVideoResponse": samples}}

    def _runway(self) -> dict[str, Any]:
        task = {"id": "17f20503-6c24-4c16-946b-35dbbce2af2f", "createdAt": "2026-10-01T10:00:00.000Z"}
        done = {"status": "SUCCEEDED", "output": [f"{self.url}/cdn/film.mp4"]}
        return task | (self.runway.pop(0) if self.runway else done)


def _base64(width: int, height: int) -> str:
    return b64encode(picture(width, height)).decode()


def _gemini() -> dict[str, Any]:
    parts = [{"text": "Here it is."}, {"inlineData": {"mimeType": "image/png", "data": _base64(120, 150)}}]
    return {
        "candidates": [{"content": {"role": "model", "parts": parts}, "finishReason": "STOP"}],
        "usageMetadata": GEMINI_USAGE,
    }


def forgotten(folder: Path) -> list[Path]:
    """Files below a folder that hold one of the keys."""
    found = []
    for path in folder.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            found += [path for key in KEYS.values() if key.encode() in content]
    return found
