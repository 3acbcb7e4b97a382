"""`GET /models`, and the OpenAI-compatible `/v1/models` and `/v1/chat/completions`."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field
from starlette.responses import StreamingResponse

from imperium.models.caller import Call
from imperium.models.chat import Chunk
from imperium.models.openai_answers import DONE, EventWriter, completion_body
from imperium.models.openai_documents import COMPLETION_REQUEST, COMPLETION_RESPONSES
from imperium.models.openai_requests import read_body, read_request
from imperium.models.service import ModelService
from imperium.platform.auth.access import require
from imperium.platform.auth.principal import Principal, Role
from imperium.platform.errors import ImperiumError
from imperium.platform.limits import MIB, allow
from imperium.platform.problems import documents, openai_error, problem

Viewer = Annotated[Principal, require(Role.VIEWER)]
Member = Annotated[Principal, require(Role.MEMBER)]
LONG_TEXT = {
    "messages.content": 4_000_000,
    "messages.content.text": 4_000_000,
    "messages.content.image_url.url": 32 * MIB,
    "messages.tool_calls.function.arguments": 1_000_000,
    "messages.reasoning_content": 4_000_000,
}
"""A model's limits are its own; these only bound what is read into memory."""

router = APIRouter(tags=["models"], responses=documents(401, 403, 429))


class RoleModel(BaseModel):
    """A role and the model that serves it now, or would if its provider were connected. Prices in micro-USD."""

    id: str
    role: str
    provider: str
    connected: bool
    purpose: str
    capability: str | None = None
    fallbacks: list[str] = Field(default_factory=list)
    context_window: int | None = None
    input_micro_usd_per_million: int | None = None
    output_micro_usd_per_million: int | None = None


class RoleModels(BaseModel):
    models: list[RoleModel]
    connected: bool
    remedy: str | None = Field(None, description="How to connect a model, when none is.")


def service(request: Request) -> ModelService:
    models: ModelService = request.app.state.models
    return models


@router.get("/models", summary="Roles, the models that serve them, and what is connected")
async def list_roles(request: Request, principal: Viewer) -> RoleModels:
    models = service(request)
    listed = [RoleModel(**entry) for entry in models.catalog.listing()]
    remedy = None if models.is_connected else models.catalog.no_model_connected().remedy
    return RoleModels(models=listed, connected=models.is_connected, remedy=remedy)


@router.get("/v1/models", summary="What `model` may be, in OpenAI's shape")
async def list_models(request: Request, principal: Viewer) -> dict[str, Any]:
    models = service(request)
    owners = {name: name.partition(":")[0] if ":" in name else "imperium" for name in models.catalog.names()}
    data = [{"id": name, "object": "model", "created": 0, "owned_by": owner} for name, owner in owners.items()]
    return {"object": "list", "data": data}


@router.post(
    "/v1/chat/completions",
    summary="Chat completions in OpenAI's shape, streaming and not",
    description="`model` is `auto`, a role, a model, or `provider:model`. Fields that aren't listed are passed on.",
    responses={**COMPLETION_RESPONSES, **documents(402, 404, 413, 422, 502, 503, 504)},
    openapi_extra={"requestBody": COMPLETION_REQUEST},
)
@allow(body_bytes=64 * MIB, text=LONG_TEXT, items={"messages": 10_000}, depth=32)
async def complete(request: Request, principal: Member) -> Response:
    body = read_body(await request.body())
    asked, caller = read_request(body), Call(principal=principal)
    if not body.get("stream"):
        completion = await service(request).complete(asked, caller)
        return Response(orjson.dumps(completion_body(completion)), media_type="application/json")
    chunks = service(request).stream(asked, caller)
    first = await anext(chunks)  # what fails before the first word is an answer with its own status
    options = body.get("stream_options")
    wants_usage = isinstance(options, dict) and bool(options.get("include_usage"))
    events = _events(first, chunks, EventWriter(wants_usage), request.url.path)
    return StreamingResponse(events, media_type="text/event-stream", headers={"cache-control": "no-store"})


async def _events(
    first: Chunk, rest: AsyncGenerator[Chunk, None], writer: EventWriter, path: str
) -> AsyncIterator[bytes]:
    """Ends with `[DONE]` when the answer is whole, with an error event when it isn't; never with both."""
    async with aclosing(rest):
        try:
            yield writer.event(first)
            async for chunk in rest:
                if event := writer.event(chunk):
                    yield event
        except ImperiumError as error:
            yield b"data: " + orjson.dumps(openai_error(problem(error, path))) + b"\n\n"
            return
    yield DONE
