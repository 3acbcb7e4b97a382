"""OpenAI's Responses, passed on to a provider that has them: items in, items out, and a stream of typed events.

Source: OpenAI API reference, "Responses" and "Streaming events".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from imperium.models.chat import ChatRequest, Chunk, Completion, Finish, Usage
from imperium.models.dialect import Dialect, Json, consistent, count, malformed, parsed
from imperium.models.dialects.openai_chat import headers
from imperium.models.refusals import announces_error, refused
from imperium.models.sse import Event, events

NAME = "openai_responses"
CLOSING = "closing_event"
"""Where the last piece of a stream keeps the type and the body of the event that ends it."""
DELTAS = ("response.output_text.delta", "response.refusal.delta")
CALL_DELTAS = (
    "response.function_call_arguments.delta",
    "response.custom_tool_call_input.delta",
    "response.mcp_call_arguments.delta",
    "response.code_interpreter_call_code.delta",
)
THOUGHTS = ("response.reasoning_text.delta", "response.reasoning_summary_text.delta")


def path(model: str, stream: bool) -> str:
    return "/responses"


def encode(request: ChatRequest, model: str, stream: bool) -> Json:
    body = request.as_written(NAME) or {}
    body.pop("stream", None)
    body["model"] = model
    if request.max_tokens is not None:
        body["max_output_tokens"] = request.max_tokens
    return {**body, "stream": True} if stream else body


def decode(body: Json) -> Completion:
    if announces_error(body) or body.get("status") == "failed":
        raise refused(body)
    output = body.get("output")
    if not isinstance(output, list):
        raise malformed("output")
    return Completion(
        id=str(body.get("id") or ""), text=_text(output), finish=_finish(body), usage=_usage(body.get("usage"))
    )


def _text(output: list[Any]) -> str:
    parts = (part for item in output if item.get("type") == "message" for part in item.get("content") or ())
    return "".join(str(part.get("text") or part.get("refusal") or "") for part in parts)


def _finish(body: Json) -> Finish:
    reason = (body.get("incomplete_details") or {}).get("reason")
    if reason == "content_filter":
        return "content_filter"
    if body.get("status") == "incomplete":
        return "length"
    called = any(str(item.get("type")).endswith("_call") and "call_id" in item for item in body.get("output") or ())
    return "tool_calls" if called else "stop"


def _usage(said: Any) -> Usage:
    if not isinstance(said, Mapping):
        return Usage()
    told = Usage(
        input_tokens=count(said, "input_tokens"),
        output_tokens=count(said, "output_tokens"),
        cached_input_tokens=count(said.get("input_tokens_details"), "cached_tokens"),
        cache_write_tokens=count(said.get("input_tokens_details"), "cache_write_tokens"),
        reasoning_tokens=count(said.get("output_tokens_details"), "reasoning_tokens"),
    )
    return consistent(told)


@dataclass(slots=True)
class Reader:
    """Whole when `response.completed` or `response.incomplete` came; that event waits for what the answer cost."""

    passes_on: bool = False
    ended: bool = False

    def read(self, text: bytes) -> Iterator[Chunk]:
        for event in events(text):
            if event.data.strip() != b"[DONE]":
                yield self._read(event)
            if self.ended:
                return

    def _read(self, event: Event) -> Chunk:
        body = parsed(event.data)
        kind = str(body.get("type") or event.type)
        if kind == "error" or (kind == "response.failed"):
            raise refused(body.get("response") or body)
        if kind in ("response.completed", "response.incomplete"):
            self.ended = True
            answer = body["response"]
            return Chunk(finish=_finish(answer), usage=_usage(answer.get("usage")), extra={CLOSING: body})
        return self._piece(kind, body, b"event: %b\ndata: %b\n\n" % (kind.encode(), event.data))

    def _piece(self, kind: str, body: Json, raw: bytes) -> Chunk:
        if kind in DELTAS:
            return Chunk(text=str(body.get("delta") or ""), raw=raw)
        if kind in THOUGHTS or kind in CALL_DELTAS:
            return Chunk(reasoning=str(body.get("delta") or ""), raw=raw)
        return Chunk(raw=raw)


WIRE = Dialect(NAME, path, headers, encode, decode, Reader)
