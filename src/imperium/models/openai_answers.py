"""Writes answers in OpenAI's chat shape: whole, or as the events of a stream."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any

import orjson

from imperium.kit.ids import new_id
from imperium.models.chat import Chunk, Completion, Source, ToolCall, ToolCallDelta, Usage

Json = dict[str, Any]
DONE = b"data: [DONE]\n\n"


def completion_body(completion: Completion) -> Json:
    """The `chat.completion` object. `imperium` tells who answered, why, and what it cost."""
    message: Json = {"role": "assistant", "content": completion.text or None, "refusal": None}
    message.update({key: value for key, value in completion.extra.items() if key != "logprobs"})
    if completion.reasoning:
        message["reasoning_content"] = completion.reasoning
    if completion.tool_calls:
        message["tool_calls"] = [_tool_call(call) for call in completion.tool_calls]
    else:
        message["content"] = completion.text
    choice = {
        "index": 0,
        "message": message,
        "finish_reason": completion.finish,
        "logprobs": completion.extra.get("logprobs"),
    }
    return {
        "id": _id(completion.id),
        "object": "chat.completion",
        "created": int(time.time()),
        "model": completion.source.model,
        "choices": [choice],
        "usage": usage_body(completion.usage),
        "imperium": source_body(completion.source),
    }


def usage_body(usage: Usage) -> Json:
    return {
        "prompt_tokens": usage.input_tokens,
        "completion_tokens": usage.output_tokens,
        "total_tokens": usage.total_tokens,
        "prompt_tokens_details": {"cached_tokens": usage.cached_input_tokens},
        "completion_tokens_details": {"reasoning_tokens": usage.reasoning_tokens},
    }


def source_body(source: Source) -> Json:
    return {
        "provider": source.engine,
        "role": source.role,
        "cost_micro_usd": source.cost_micro_usd,
        "priced": source.priced,
        "attempts": source.attempts,
        "reasons": list(source.reasons),
    }


@dataclass(slots=True)
class EventWriter:
    """The events of one stream. `with_usage` adds the closing event with the usage, as `stream_options` asks."""

    with_usage: bool
    id: str = field(default_factory=lambda: _id(""))
    created: int = field(default_factory=lambda: int(time.time()))
    _begun: bool = False

    def event(self, chunk: Chunk) -> bytes:
        """One chunk as an event; nothing for a closing chunk that no one asked for."""
        if chunk.source is not None:
            return self._closing(chunk) if self.with_usage else b""
        delta = self._delta(chunk)
        choice = {"index": 0, "delta": delta, "finish_reason": chunk.finish, "logprobs": chunk.extra.get("logprobs")}
        return _event(self._envelope(chunk, [choice]))

    def _delta(self, chunk: Chunk) -> Json:
        delta: Json = {key: value for key, value in chunk.extra.items() if key != "logprobs"}
        if not self._begun:
            delta["role"], self._begun = "assistant", True
        if chunk.text or (not chunk.tool_calls and not chunk.finish):
            delta["content"] = chunk.text
        if chunk.reasoning:
            delta["reasoning_content"] = chunk.reasoning
        if chunk.tool_calls:
            delta["tool_calls"] = [_tool_call_delta(call) for call in chunk.tool_calls]
        return delta

    def _closing(self, chunk: Chunk) -> bytes:
        body = self._envelope(chunk, [])
        body["usage"] = usage_body(chunk.usage or Usage())
        body["imperium"] = source_body(chunk.source) if chunk.source else None
        return _event(body)

    def _envelope(self, chunk: Chunk, choices: list[Json]) -> Json:
        return {
            "id": self.id,
            "object": "chat.completion.chunk",
            "created": self.created,
            "model": chunk.model,
            "choices": choices,
        }


def _id(known: str) -> str:
    return f"chatcmpl-{known or new_id('req')}"


def _event(body: Json) -> bytes:
    return b"data: " + orjson.dumps(body) + b"\n\n"


def _tool_call(call: ToolCall) -> Json:
    body: Json = {"id": call.id, "type": "function", "function": {"name": call.name, "arguments": call.arguments}}
    return _signed(body, call.signature)


def _tool_call_delta(call: ToolCallDelta) -> Json:
    function: Json = {"arguments": call.arguments}
    body: Json = {"index": call.index, "function": function}
    if call.name:
        function["name"] = call.name
        body.update(id=call.id, type="function")
    return _signed(body, call.signature)


def _signed(body: Json, signature: str | None) -> Json:
    return {**body, "extra_content": {"google": {"thought_signature": signature}}} if signature else body
