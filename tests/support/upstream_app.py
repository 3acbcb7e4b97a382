"""The whole application on loopback, with a provider of the test's own behind it."""

from __future__ import annotations

import asyncio
import io
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import orjson
import uvicorn
from aiohttp import web
from fastapi import FastAPI
from PIL import Image

from imperium.app import create_app
from imperium.images.capabilities import ImageInputs
from imperium.models.catalog import ROLES
from imperium.platform.capability import Capability, Context, Result
from imperium.platform.settings import Settings, load_settings
from imperium.platform.web.install import front
from imperium.platform.web.packets import OnePacket
from models.upstream import OpenAI, Upstream
from support.waiting import PATIENCE_S

FINAL = ("succeeded", "failed", "cancelled")
QUICK = {"baseDelaySeconds": 0.01, "maxDelaySeconds": 0.02, "failureThreshold": 50}
ONE_DOLLAR = {"inputPerMillionUsd": 1, "outputPerMillionUsd": 1}
COST = 18
"""Micro-USD of one answer of the upstream (18 tokens) at one dollar a million."""


class Scripted(OpenAI):
    """Says what it was told to say."""

    def __init__(self, body: dict[str, Any], text: str) -> None:
        super().__init__(body, "")
        self._text = text

    def whole(self, model: str) -> dict[str, Any]:
        message = {"role": "assistant", "content": self._text}
        choice = {"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}
        return self._head("chat.completion", model) | {"choices": [choice], "usage": self._usage()}


class Provider(Upstream):
    """An upstream whose models say what `scripts` holds for them, one after the other, the last one for ever; that
    wait for their event in `waits`, where `held` tells so, and `left` that who asked has gone; that refuse so many
    times with (status, Retry-After) of `refusals`."""

    def __init__(self) -> None:
        super().__init__()
        self.scripts: dict[str, list[str]] = {}
        self.waits: dict[str, asyncio.Event] = {}
        self.held: list[str] = []
        self.refusals: dict[str, list[tuple[int, str]]] = {}

    def asked(self, model: str) -> list[dict[str, Any]]:
        return [request for request in self.requests if request["model"] == model]

    async def _openai(self, request: web.Request) -> web.StreamResponse:
        body = orjson.loads(await request.read())
        model = body["model"]
        if gate := self.waits.get(model):
            self.held.append(model)
            await self._gated(gate, model)
        if refusals := self.refusals.get(model):
            status, wait = refusals.pop(0)
            self.requests.append(body)
            return web.json_response(OpenAI(body, "").error(status), status=status, headers={"retry-after": wait})
        if script := self.scripts.get(model):
            self.requests.append(body)
            text = script.pop(0) if len(script) > 1 else script[0]
            return await self._answer(request, Scripted(body, text), model, bool(body.get("stream")))
        return await super()._openai(request)

    async def _gated(self, gate: asyncio.Event, model: str) -> None:
        try:
            await gate.wait()
        except asyncio.CancelledError:
            self.left.append(model)
            raise


@dataclass(frozen=True)
class Running:
    """A server that answers."""

    address: str
    http: httpx.AsyncClient
    app: FastAPI

    async def get(self, path: str, **options: Any) -> Any:
        answer = await self.http.get(path, **options)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def say(self, message: str, session_id: str | None = None, **more: Any) -> dict[str, Any]:
        """What `/chat` answers."""
        answer = await self.http.post("/chat", json={"message": message, "session_id": session_id, **more})
        assert answer.status_code in (200, 202), answer.text
        return dict(answer.json())

    async def run(self, **request: Any) -> dict[str, Any]:
        """The whole run that `/workflow` starts, when it has ended."""
        answer = await self.http.post("/workflow", json=request)
        assert answer.status_code in (200, 202), answer.text
        return await self.ended(answer.json()["run_id"])

    async def ended(self, run_id: str) -> dict[str, Any]:
        async for _ in self.events(f"/workflow/{run_id}/events"):
            pass
        return dict(await self.get(f"/workflow/{run_id}"))

    async def delivered(self, session_id: str) -> dict[str, Any]:
        """The first delivery into a conversation."""
        return await self.first("message.delivered", f"/chat/{session_id}/events")

    async def first(self, wanted: str, path: str) -> dict[str, Any]:
        """The first event of a type in a stream."""
        async with aclosing(self.events(path)) as events:
            async for kind, data in events:
                if kind == wanted:
                    return data
        raise AssertionError(f"no {wanted} in {path}")

    async def events(
        self, path: str, body: Any = None, **headers: str
    ) -> AsyncGenerator[tuple[str, dict[str, Any]], None]:
        """(type, data) of a stream of events."""
        method, content = ("GET", None) if body is None else ("POST", orjson.dumps(body))
        asked = {"accept": "text/event-stream", "content-type": "application/json", **headers}
        async with self.http.stream(method, path, content=content, headers=asked) as answer:
            assert answer.headers["content-type"].startswith("text/event-stream"), await answer.aread()
            kind = ""
            async for line in answer.aiter_lines():
                name, _, value = line.partition(": ")
                if name == "event":
                    kind = value
                elif name == "data":
                    yield kind, orjson.loads(value)


@asynccontextmanager
async def serving(settings: Settings, clock: Callable[[], float] = time.time) -> AsyncIterator[Running]:
    """The application, as the server runs it, on a free port."""
    app = create_app(settings, clock=clock)
    server = uvicorn.Server(
        uvicorn.Config(
            front(app), port=0, http=OnePacket, log_config=None, access_log=False, timeout_graceful_shutdown=1
        )
    )
    task = asyncio.create_task(server.serve())
    while not server.started:
        if task.done():
            task.result()
        await asyncio.sleep(0.005)
    address = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    try:
        async with httpx.AsyncClient(base_url=address, timeout=PATIENCE_S, trust_env=False) as http:
            yield Running(address, http, app)
    finally:
        server.should_exit = True
        await task


def settings_in(folder: Path, **sections: Any) -> Settings:
    """Settings of a user's file with these sections; waits between tries are short, requests not counted."""
    generous = {"default": {"requests": 100_000, "windowSeconds": 60}, "paths": {}}
    user = {"resilience": QUICK, "rateLimits": generous, **sections}
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "user.json"
    path.write_bytes(orjson.dumps(user))
    return load_settings(path, folder / "data", {})


def connected(
    folder: Path, provider: Provider, roles: Mapping[str, Any], patience_s: float | None = None, **sections: Any
) -> Settings:
    """Settings in which these roles, and no others, are models of the test's provider at a dollar a million tokens. It
    is given up after `patience_s` of silence, if that is given."""
    patience = {} if patience_s is None else {"timeoutSeconds": patience_s, "stallSeconds": patience_s}
    served: dict[str, Any] = {role: "anthropic:not-connected" for role in ROLES if not role[-1].isdigit()}
    served.pop("imagen_4_ultra")
    served |= {role: f"openai:{model}" if isinstance(model, str) else model for role, model in roles.items()}
    models = [model for model in roles.values() if isinstance(model, str)]
    models += [ref.partition(":")[2] for ref in _fallbacks(roles)]
    return settings_in(
        folder,
        models=served,
        providers={"openai": {"baseUrl": f"{provider.url}/v1", "apiKey": "sk-openai-secret", **patience}},
        prices={f"openai:{model}": ONE_DOLLAR for model in models} | sections.pop("prices", {}),
        routes={"askCategorizer": False, "categorizerTimeoutSeconds": 600, **sections.pop("routes", {})},
        **sections,
    )


def _fallbacks(roles: Mapping[str, Any]) -> list[str]:
    return [ref for role in roles.values() if isinstance(role, dict) for ref in role.get("fallbacks", ())]


async def paint(inputs: ImageInputs, context: Context) -> Result:
    """A small picture of one colour: what it was asked for stands in its details."""
    red = 128 + int(48 * inputs.brightness)
    colour = inputs.color or f"#{max(0, min(255, red)):02x}{inputs.variation % 256:02x}40"
    file = io.BytesIO()
    Image.new("RGB", (16, 9), colour).save(file, "PNG")
    artifact = await context.artifacts.put_bytes(file.getvalue(), inputs.prompt, "png")
    output = {"image": artifact.as_dict(), "color": inputs.color, "brightness": inputs.brightness}
    return Result(output, "test:paint", artifacts=(artifact,))


PAINT: Capability[ImageInputs] = Capability(
    name="image_generation",
    summary="Paints a small picture of one colour.",
    inputs=ImageInputs,
    run=paint,
    purposes=("image", "images", "picture", "pictures"),
)
