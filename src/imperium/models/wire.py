"""The contract of a wire in which clients ask us: how their requests are read, and answers are written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from imperium.models import (
    anthropic_answers,
    anthropic_requests,
    embeddings,
    openai_answers,
    openai_requests,
    responses_answers,
    responses_requests,
)
from imperium.models.chat import ChatRequest, Chunk, Completion, Source
from imperium.models.headers import headers_of
from imperium.models.json_fields import Json
from imperium.models.tokens import estimate_request
from imperium.platform.web.whole import Header

Headers = Mapping[str, str]


class EventWriter(Protocol):
    """Writes one streamed answer; what it returns is sent as it is, and may be nothing."""

    def event(self, chunk: Chunk) -> bytes:
        """A piece of the answer; the last one has its source."""

    def end(self) -> bytes:
        """What says that the answer is whole."""

    def error(self, document: Mapping[str, Any]) -> bytes:
        """What says that it isn't, from a problem document."""


@dataclass(frozen=True, slots=True)
class Wire:
    """`read` and `whole` raise InvalidInput. `id_header` is where its clients look for a request's id, if anywhere.

    `needs_model` says that only a model can answer in it: the knowledge base has nothing to say there.
    """

    read: Callable[[Json, Headers], ChatRequest]
    whole: Callable[[Completion, Json], Json]
    writer: Callable[[ChatRequest, Json], EventWriter]
    id_header: bytes | None = None
    needs_model: bool = False

    def headers(self, request_id: str, source: Source, *, whole: bool) -> list[Header]:
        """Who answered, with the request's id where the wire's clients look for it."""
        told = headers_of(request_id, source, whole=whole)
        return [*told, (self.id_header, request_id.encode())] if self.id_header else told


def _chat_writer(request: ChatRequest, body: Json) -> EventWriter:
    return openai_answers.EventWriter(bool((body.get("stream_options") or {}).get("include_usage")))


def _thinks(body: Json) -> bool:
    """Whether thoughts were asked for: clients that didn't ask may not know what to do with them."""
    thinking = body.get("thinking")
    return isinstance(thinking, dict) and thinking.get("type") in ("enabled", "adaptive")


CHAT = Wire(
    read=lambda body, headers: openai_requests.read_request(body),
    whole=lambda completion, body: openai_answers.completion_body(completion),
    writer=_chat_writer,
)
MESSAGES = Wire(
    read=anthropic_requests.read_request,
    whole=lambda completion, body: anthropic_answers.message_body(completion, _thinks(body)),
    writer=lambda request, body: anthropic_answers.EventWriter(_thinks(body), estimate_request(request)),
    id_header=b"request-id",
)
RESPONSES = Wire(
    read=lambda body, headers: responses_requests.read_request(body),
    whole=lambda completion, body: responses_answers.response_body(completion),
    writer=lambda request, body: responses_answers.EventWriter(),
    needs_model=True,
)
EMBEDDINGS = Wire(
    read=lambda body, headers: embeddings.read_request(body),
    whole=lambda completion, body: embeddings.embeddings_body(completion),
    writer=lambda request, body: responses_answers.EventWriter(),
    needs_model=True,
)
