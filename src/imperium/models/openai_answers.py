"""Writes answers in OpenAI's chat shape: whole, or as the events of a stream."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from typing import Any

import orjson
from msgspec import Struct, field

from imperium.kit.ids import new_id
from imperium.models.chat import Chunk, Completion, Source, ToolCall, ToolCallDelta, Usage
from imperium.platform.error_wires import openai_error

Json = dict[str, Any]
DONE = b"data: [DONE]\n\n"
_ID = re.compile(rb'"id":\s*("(?:[^"\\]|\\.)+")')
_ID_FIRST = re.compile(rb"data: \{(%b)" % _ID.pattern)


def completion_body(completion: Completion) -> Json:
    """The `chat.completion` object: as the provider wrote it where it speaks this wire, under our id.

    `imperium` tells who answered, why, and what it cost.
    """
    ours: Json = {"id": _id(completion.id), "imperium": source_body(completion.source)}
    if completion.raw is not None:
        return {**completion.raw, **ours}
    answers = (completion, *completion.alternatives)
    return {
        "id": ours["id"],
        "object": "chat.completion",
        "created": int(time.time()),
        "model": completion.source.model,
        "choices": [_choice(index, answer) for index, answer in enumerate(answers)],
        "usage": usage_body(completion.usage),
        "imperium": ours["imperium"],
    }


def _choice(index: int, answer: Completion) -> Json:
    return {
        "index": index,
        "message": _message(answer),
        "finish_reason": answer.finish,
        "logprobs": answer.extra.get("logprobs"),
    }


def _message(answer: Completion) -> Json:
    message: Json = {"role": "assistant", "content": answer.text or None, "refusal": None}
    message.update({key: value for key, value in answer.extra.items() if key != "logprobs"})
    if answer.reasoning:
        message["reasoning_content"] = answer.reasoning
    if answer.tool_calls:
        message["tool_calls"] = [_tool_call(call) for call in answer.tool_calls]
    else:
        message["content"] = answer.text
    return message


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


class EventWriter(Struct):
    """The events of one stream. `with_usage` adds the closing event with the usage, as `stream_options` asks.

    Events that come in this very wire are passed on as they are, but under the id by which we know the request.
    """

    with_usage: bool
    id: str = ""
    created: int = field(default_factory=lambda: int(time.time()))
    _theirs: bytes = b""
    _begun: set[int] = set()

    def event(self, chunk: Chunk) -> bytes:
        """One chunk as an event; nothing for a closing chunk that no one asked for."""
        self.id = self.id or _id(chunk.id)
        if chunk.raw:
            return self._renamed(chunk.raw)
        if chunk.source is not None:
            return self._closing(chunk) if self.with_usage else b""
        choice = {
            "index": chunk.index,
            "delta": self._delta(chunk),
            "finish_reason": chunk.finish,
            "logprobs": chunk.extra.get("logprobs"),
        }
        return _event(self._envelope(chunk, [choice]))

    def end(self) -> bytes:
        """What follows the last event of a whole answer."""
        return DONE

    def error(self, document: Mapping[str, Any]) -> bytes:
        """What ends a stream that broke, from its problem document. No `[DONE]` follows."""
        return b"data: " + orjson.dumps(openai_error(document)) + b"\n\n"

    def _renamed(self, raw: bytes) -> bytes:
        """The id stands behind its key: a word may be the same. Within a text, quotes would be escaped."""
        self._theirs = self._theirs or _id_written(raw)
        if not self._theirs:
            return raw
        return (b'"id":"%b"' % self.id.encode()).join(raw.split(self._theirs))  # `replace` looks for each twice

    def _delta(self, chunk: Chunk) -> Json:
        delta: Json = {key: value for key, value in chunk.extra.items() if key != "logprobs"}
        if chunk.index not in self._begun:
            delta["role"] = "assistant"
            self._begun.add(chunk.index)
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


def _id_written(raw: bytes) -> bytes:
    """How events write their id; empty while none has one. Before the first there may be one that tells what was
    thought of the prompt, under no id."""
    if first := _ID_FIRST.match(raw):  # as nearly all write it
        return first[1]
    for event in raw.split(b"\n\n", 2)[:-1]:
        theirs = orjson.loads(event[6:]).get("id")
        for found in _ID.finditer(event) if theirs else ():
            if orjson.loads(found[1]) == theirs:
                return found[0]
    return b""


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
