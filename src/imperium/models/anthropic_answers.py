"""Writes answers in Anthropic's shape, whoever gave them: whole, or as the events of a stream.

Source: Anthropic API reference, "Messages" and "Streaming messages", version 2023-06-01.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from imperium.kit.ids import new_id
from imperium.models.chat import Chunk, Completion, Finish, Source, ToolCall, Usage
from imperium.models.dialect import malformed
from imperium.models.dialects.anthropic_messages import MESSAGE_DELTA
from imperium.models.json_fields import Json
from imperium.models.openai_answers import source_body
from imperium.platform.error_wires import anthropic_error

REASONS: Mapping[Finish, str] = {
    "stop": "end_turn",
    "length": "max_tokens",
    "tool_calls": "tool_use",
    "content_filter": "refusal",
}
PING = b'event: ping\ndata: {"type":"ping"}\n\n'
STOP = b'event: message_stop\ndata: {"type":"message_stop"}\n\n'


def message_body(completion: Completion, thinks: bool) -> Json:
    """The `message` object: as the provider wrote it where it speaks this wire, under our id.

    `thinks` says that the client asked to see thoughts. `imperium` tells who answered, why, and what it cost.
    """
    ours: Json = {"id": _id(completion.id), "imperium": source_body(completion.source)}
    if completion.raw is not None:
        return {**completion.raw, **ours}
    return {
        **_message(ours["id"], completion.source.model, list(_blocks(completion, thinks))),
        "stop_reason": REASONS[completion.finish],
        "usage": usage_body(completion.usage),
        "imperium": ours["imperium"],
    }


def usage_body(usage: Usage) -> Json:
    """Counted as Anthropic does: what was read from or written to a cache isn't in `input_tokens`."""
    return {
        "input_tokens": max(0, usage.input_tokens - usage.cached_input_tokens - usage.cache_write_tokens),
        "cache_creation_input_tokens": usage.cache_write_tokens,
        "cache_read_input_tokens": usage.cached_input_tokens,
        "output_tokens": usage.output_tokens,
    }


def _id(known: str) -> str:
    return f"msg_{known or new_id('req')}"


def _message(name: str, model: str, blocks: list[Json]) -> Json:
    head = {"id": name, "type": "message", "role": "assistant", "model": model, "content": blocks}
    return {**head, "stop_reason": None, "stop_sequence": None}


def _blocks(completion: Completion, thinks: bool) -> Iterator[Json]:
    if completion.reasoning and thinks:
        yield {"type": "thinking", "thinking": completion.reasoning, "signature": ""}
    if completion.text or not completion.tool_calls:
        yield {"type": "text", "text": completion.text}
    for call in completion.tool_calls:
        yield {"type": "tool_use", "id": call.id, "name": call.name, "input": _input(call)}


def _input(call: ToolCall) -> Json:
    """The arguments as an object. A model may write what is none: then its text stands under `_raw`."""
    try:
        given = orjson.loads(call.arguments or "{}")
    except orjson.JSONDecodeError:
        given = call.arguments
    return given if isinstance(given, dict) else {"_raw": given}


@dataclass(slots=True)
class EventWriter:
    """The events of one stream, from `message_start` to `message_stop`.

    `input_tokens` is our estimate, for the event at the start; the one at the end has what the provider counted, and
    what it cost. Events that come in this very wire are passed on, but under the id by which we know the request.
    """

    thinks: bool
    input_tokens: int
    request_id: str = ""
    _started: bool = False
    _theirs: bytes = b""
    _block: tuple[str, int] | None = None
    _next: int = 0
    _call: int = 0
    _finish: Finish = "stop"
    _delta: Json = field(default_factory=dict)

    def event(self, chunk: Chunk) -> bytes:
        """The events that a chunk comes to.

        Raises:
            ProviderUnavailable: tool calls are mixed up, which this wire can't tell.
        """
        self._delta = chunk.extra.get(MESSAGE_DELTA) or self._delta
        self._finish = chunk.finish or self._finish
        if chunk.source is not None:
            return self._closing(chunk.usage or Usage(), chunk.source)
        if chunk.raw:
            return self._renamed(chunk)
        return b"".join(self._events(chunk))

    def end(self) -> bytes:
        return STOP

    def error(self, document: Mapping[str, Any]) -> bytes:
        """What ends a stream that broke, from its problem document. No `message_stop` follows."""
        return _event("error", anthropic_error(document, self.request_id))

    def _renamed(self, chunk: Chunk) -> bytes:
        """The id between its quotes stands nowhere else: within a text its quotes would be escaped."""
        raw = chunk.raw
        if not self._started:
            self._started = True
            start = orjson.loads(raw[raw.index(b"\ndata: ") + 7 : raw.index(b"\n\n")])
            if theirs := (start.get("message") or {}).get("id"):
                return raw.replace(orjson.dumps(theirs), orjson.dumps(_id(chunk.id)), 1)
        return raw

    def _events(self, chunk: Chunk) -> Iterator[bytes]:
        if not self._started:
            self._started = True
            yield self._start(chunk)
            yield PING
        if chunk.reasoning and self.thinks:
            yield from self._spoken("thinking", {"type": "thinking_delta", "thinking": chunk.reasoning})
        if chunk.text:
            yield from self._spoken("text", {"type": "text_delta", "text": chunk.text})
        for call in chunk.tool_calls:
            yield from self._called(call.index, call.id, call.name, call.arguments)

    def _start(self, chunk: Chunk) -> bytes:
        message = _message(_id(chunk.id), chunk.model, [])
        usage = usage_body(Usage(self.input_tokens, 1))
        return _event("message_start", {"type": "message_start", "message": {**message, "usage": usage}})

    def _spoken(self, kind: str, delta: Json) -> Iterator[bytes]:
        empty = {"type": kind, kind: "", **({"signature": ""} if kind == "thinking" else {})}
        yield from self._opened((kind, 0), empty)
        yield self._piece(delta)

    def _called(self, index: int, called: str, name: str, arguments: str) -> Iterator[bytes]:
        if index < self._call:
            raise malformed("the order of tool calls: one went on after the next had begun")
        self._call = index
        block = {"type": "tool_use", "id": called or new_id("toolu"), "name": name, "input": {}}
        yield from self._opened(("tool_use", index), block)
        if arguments:
            yield self._piece({"type": "input_json_delta", "partial_json": arguments})

    def _opened(self, block: tuple[str, int], empty: Json) -> Iterator[bytes]:
        """Blocks come one after the other: a new one closes the one before."""
        if self._block == block:
            return
        yield from self._closed()
        self._block = block
        start = {"type": "content_block_start", "index": self._next, "content_block": empty}
        yield _event("content_block_start", start)

    def _closed(self) -> Iterator[bytes]:
        if self._block is not None:
            yield _event("content_block_stop", {"type": "content_block_stop", "index": self._next})
            self._block, self._next = None, self._next + 1

    def _piece(self, delta: Json) -> bytes:
        return _event("content_block_delta", {"type": "content_block_delta", "index": self._next, "delta": delta})

    def _closing(self, usage: Usage, source: Source) -> bytes:
        theirs = self._delta or {"delta": {"stop_reason": REASONS[self._finish], "stop_sequence": None}}
        counted = {**usage_body(usage), **(theirs.get("usage") or {}), "imperium": source_body(source)}
        event = {**theirs, "type": "message_delta", "usage": counted}
        return b"".join((*self._closed(), _event("message_delta", event)))


def _event(kind: str, body: Json) -> bytes:
    return b"event: %b\ndata: %b\n\n" % (kind.encode(), orjson.dumps(body))
