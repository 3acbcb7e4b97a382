"""`GET /models`, and what clients of OpenAI and of Anthropic ask under `/v1`.

The latter are bytes in and bytes out: what a client's wire looks like stands in `wire.py`.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from imperium.models import openai_documents as documents_of
from imperium.models.anthropic_requests import read_to_count
from imperium.models.caller import Call
from imperium.models.chat import Chunk, Source
from imperium.models.endpoint import explained
from imperium.models.json_fields import as_object
from imperium.models.service import ModelService
from imperium.models.tokens import estimate_request
from imperium.models.wire import CHAT, EMBEDDINGS, MESSAGES, RESPONSES, EventWriter, Wire
from imperium.models.wish import BODY_FIELD, read_wish
from imperium.platform.auth.access import admitted, require
from imperium.platform.auth.principal import Principal, Role
from imperium.platform.errors import ImperiumError, ProviderRejected
from imperium.platform.limits import MIB, allow
from imperium.platform.problems import documents, problem
from imperium.platform.web.bare import bare_router
from imperium.platform.web.bodies import json_body
from imperium.platform.web.presence import Presence
from imperium.platform.web.relay import Relay, Write
from imperium.platform.web.visit import headers_by_name
from imperium.platform.web.whole import WholeJson

Viewer = Annotated[Principal, require(Role.VIEWER)]
LONG_TEXT = {
    "messages.content": 4_000_000,
    "messages.content.text": 4_000_000,
    "messages.content.image_url.url": 32 * MIB,
    "messages.tool_calls.function.arguments": 1_000_000,
    "messages.reasoning_content": 4_000_000,
    "messages.content.source.data": 32 * MIB,
    "messages.content.content": 4_000_000,
    "messages.content.content.text": 4_000_000,
    "messages.content.content.source.data": 32 * MIB,
    "messages.content.thinking": 4_000_000,
    "messages.content.signature": 4_000_000,
    "messages.content.data": 4_000_000,
    "system": 4_000_000,
    "system.text": 4_000_000,
    "tools.description": 100_000,
    "tools.function.description": 100_000,
    "instructions": 4_000_000,
    "input": 4_000_000,
    "input.content": 4_000_000,
    "input.content.text": 4_000_000,
    "input.content.image_url": 32 * MIB,
    "input.content.file_data": 32 * MIB,
    "input.encrypted_content": 4_000_000,
    "input.arguments": 1_000_000,
    "input.output": 4_000_000,
}
"""A model's limits are its own; these only bound what is read into memory."""

FAILURES = documents(402, 404, 413, 422, 501, 502, 503, 504)

router = APIRouter(tags=["models"], responses=documents(401, 403, 429))
wires = bare_router(dependencies=[require(Role.MEMBER)])


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
    models: ModelService = request.app.state["models"]  # as an attribute it would be sought elsewhere first
    return models


@router.get("/models", summary="Roles, the models that serve them, and what is connected")
async def list_roles(request: Request, principal: Viewer) -> RoleModels:
    catalog = service(request).catalog_of(principal)
    listed = [RoleModel(**entry) for entry in catalog.listing()]
    remedy = None if catalog.is_connected else catalog.no_model_connected().remedy
    return RoleModels(models=listed, connected=catalog.is_connected, remedy=remedy)


@router.get("/v1/models", summary="What `model` may be, in OpenAI's shape")
async def list_models(request: Request, principal: Viewer) -> dict[str, Any]:
    names = service(request).catalog_of(principal).names()
    owners = {name: name.partition(":")[0] if ":" in name else "imperium" for name in names}
    data = [{"id": name, "object": "model", "created": 0, "owned_by": owner} for name, owner in owners.items()]
    return {"object": "list", "data": data}


@wires.post(
    "/v1/chat/completions",
    summary="Chat completions in OpenAI's shape, streaming and not",
    description="`model` is `auto`, a role, a model, or `provider:model`. Fields that aren't listed are passed on.",
    responses={**documents_of.COMPLETION_RESPONSES, **FAILURES},
    openapi_extra={"requestBody": documents_of.COMPLETION_REQUEST},
)
@allow(body_bytes=64 * MIB, text=LONG_TEXT, items={"messages": 10_000}, depth=32)
async def complete(request: Request) -> Response:
    return await _answered(request, CHAT)


@wires.post(
    "/v1/responses",
    summary="Responses in OpenAI's shape, streaming and not",
    responses={**documents_of.RESPONSE_RESPONSES, **FAILURES},
    openapi_extra={"requestBody": documents_of.RESPONSE_REQUEST},
)
@allow(body_bytes=64 * MIB, text=LONG_TEXT, items={"input": 10_000}, depth=32)
async def respond(request: Request) -> Response:
    return await _answered(request, RESPONSES)


@wires.post(
    "/v1/embeddings",
    summary="Embeddings in OpenAI's shape",
    responses={**documents_of.EMBEDDING_RESPONSES, **FAILURES},
    openapi_extra={"requestBody": documents_of.EMBEDDING_REQUEST},
)
@allow(body_bytes=64 * MIB, text=LONG_TEXT, items={"input": 300_000}, depth=8)
async def embed(request: Request) -> Response:
    return await _answered(request, EMBEDDINGS)


@wires.post(
    "/v1/messages",
    summary="Messages in Anthropic's shape, streaming and not",
    responses={**documents_of.MESSAGE_RESPONSES, **FAILURES, **documents(529)},
    openapi_extra={"requestBody": documents_of.MESSAGE_REQUEST},
)
@allow(body_bytes=64 * MIB, text=LONG_TEXT, items={"messages": 10_000}, depth=32)
async def message(request: Request) -> Response:
    return await _answered(request, MESSAGES)


@wires.post(
    "/v1/messages/count_tokens",
    summary="About how many tokens a message has",
    responses={**documents_of.COUNT_RESPONSES, **documents(413, 422)},
    openapi_extra={"requestBody": documents_of.COUNT_REQUEST},
)
@allow(body_bytes=64 * MIB, text=LONG_TEXT, items={"messages": 10_000}, depth=32)
async def count_tokens(request: Request) -> Response:
    admitted(request, Role.MEMBER)
    asked = read_to_count(as_object(await json_body(request)), request.headers)
    return WholeJson(orjson.dumps({"input_tokens": estimate_request(asked), "imperium": {"estimated": True}}))


async def _answered(request: Request, wire: Wire) -> Response:
    principal, models = admitted(request, Role.MEMBER), service(request)
    body = as_object(await json_body(request))
    headers = headers_by_name(request)
    wish = read_wish(headers, body.pop(BODY_FIELD, None))
    caller = Call(principal, wish.budget_micro_usd, wish.deadline_s)
    asked = wire.read(body, headers)
    if wire.needs_model and not models.catalog_of(principal).is_connected:
        raise models.catalog.no_model_connected()
    with Presence(request.scope):
        try:
            if body.get("stream"):
                chunks, writer = models.stream(asked, caller, wish=wish), wire.writer(asked, body)
                first = await anext(chunks)  # what fails before the first word is an answer with its own status
                return _streamed(request, wire, first, chunks, writer)
            completion = await models.complete(asked, caller, wish=wish)
        except ProviderRejected as error:
            raise explained(asked, error) from None
    told = wire.headers(completion.id, completion.source, whole=True)
    return WholeJson(orjson.dumps(wire.whole(completion, body)), told)


def _streamed(
    request: Request, wire: Wire, first: Chunk, rest: AsyncGenerator[Chunk, None], writer: EventWriter
) -> Response:
    path, headers = request.scope["path"], wire.headers(first.id, first.begun or Source("", ""), whole=False)
    return Relay(lambda write: _told(write, first, rest, writer, path), headers)


async def _told(write: Write, first: Chunk, rest: AsyncGenerator[Chunk, None], writer: EventWriter, path: str) -> bytes:
    """Writes the events and returns the last ones: the wire's end mark is among them when the answer is whole, an error
    event when it isn't; never both."""
    last = [writer.event(first)]
    try:
        if not first.last:
            await write(last.pop())
        async for chunk in rest:
            event = writer.event(chunk)
            if chunk.last or chunk.source is not None:
                last.append(event)
            elif event:
                await write(event)
        last.append(writer.end())
    except ImperiumError as error:
        last.append(writer.error(problem(error, path)))
    finally:
        await rest.aclose()
    return b"".join(last)


router.include_router(wires)
