"""Anthropic's Messages API.

Source: Anthropic API reference, "Messages" and "Streaming messages", version 2023-06-01. It has no seed, so that one
isn't sent. Its `input_tokens` leaves out what was read from or written to the cache; ours includes both.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

import orjson
from msgspec import Struct
from msgspec.json import Decoder
from msgspec.structs import replace

from imperium.models.chat import (
    ChatRequest,
    Chunk,
    Completion,
    Finish,
    Image,
    Message,
    Part,
    Raw,
    ResponseFormat,
    Text,
    Tool,
    ToolCall,
    ToolCallDelta,
    Usage,
)
from imperium.models.dialect import (
    Dialect,
    Json,
    arguments_of,
    count,
    data_url,
    functions,
    malformed,
    only_here,
    parsed,
)
from imperium.models.refusals import announces_error, refused
from imperium.models.runs import Runs, decoded, decoded_one
from imperium.models.sse import Event

NAME = "anthropic_messages"
MESSAGE_DELTA = "message_delta"
"""Where a piece keeps the event of that name, with all counts of usage in it."""
VERSION = "2023-06-01"
DEFAULT_MAX_TOKENS = 8192
"""The wire demands a bound; the request that names none gets this one."""
FINISHES: Mapping[str, Finish] = {
    "end_turn": "stop",
    "stop_sequence": "stop",
    "pause_turn": "stop",
    "max_tokens": "length",
    "model_context_window_exceeded": "length",
    "tool_use": "tool_calls",
    "refusal": "content_filter",
}


def path(model: str, stream: bool) -> str:
    return "/v1/messages"


def headers(key: str) -> Mapping[str, str]:
    return {"x-api-key": key, "anthropic-version": VERSION}


def encode(request: ChatRequest, model: str, stream: bool) -> Json:
    body = request.as_written(NAME)
    if body is None:
        return _written(request, model, stream)
    body["model"], body["max_tokens"] = model, request.max_tokens or DEFAULT_MAX_TOKENS
    if stream:
        body["stream"] = True
    return body


def _written(request: ChatRequest, model: str, stream: bool) -> Json:
    turns = [message for message in request.messages if message.role != "system"]
    body: Json = {
        "model": model,
        "max_tokens": request.max_tokens or DEFAULT_MAX_TOKENS,
        "messages": [_turn(role, list(group)) for role, group in groupby(turns, key=_wire_role)],
    }
    options = {
        "system": "\n\n".join(message.text for message in request.messages if message.role == "system") or None,
        "temperature": None if request.temperature is None else min(request.temperature, 1.0),
        "top_p": request.top_p,
        "stop_sequences": list(request.stop) or None,
        "tools": [_tool(tool) for tool in functions(request.tools, "Anthropic's models")] or None,
        "tool_choice": _tool_choice(request.tool_choice),
        "output_config": _output_config(request.response_format),
        "stream": stream or None,
    }
    body.update({key: value for key, value in options.items() if value is not None})
    return body


def _wire_role(message: Message) -> str:
    return "assistant" if message.role == "assistant" else "user"


def _turn(role: str, messages: list[Message]) -> Json:
    """Neighbours of the same side are one turn: the results of parallel tool calls must come together."""
    return {"role": role, "content": [block for message in messages for block in _blocks(message)]}


def _blocks(message: Message) -> list[Json]:
    content = [_block(part) for part in message.content if part != Text("")]
    if message.role == "tool":
        return [{"type": "tool_result", "tool_use_id": message.tool_call_id or "", "content": content}]
    return content + [_tool_use(call) for call in message.tool_calls]


def _block(part: Part) -> Json:
    match part:
        case Text(text):
            return {"type": "text", "text": text}
        case Image(url):
            return {"type": "image", "source": _image_source(url)}
        case Raw():
            return only_here(part, NAME, "Anthropic's models are sent text and images here")


def _image_source(url: str) -> Json:
    inline = data_url(url)
    if inline is None:
        return {"type": "url", "url": url}
    return {"type": "base64", "media_type": inline[0], "data": inline[1]}


def _tool_use(call: ToolCall) -> Json:
    return {"type": "tool_use", "id": call.id, "name": call.name, "input": arguments_of(call)}


def _tool(tool: Tool) -> Json:
    body: Json = {"name": tool.name, "input_schema": tool.parameters or {"type": "object", "properties": {}}}
    return {**body, "description": tool.description} if tool.description else body


def _tool_choice(choice: str | None) -> Json | None:
    if choice is None:
        return None
    kind = {"auto": "auto", "none": "none", "required": "any"}.get(choice)
    return {"type": kind} if kind else {"type": "tool", "name": choice}


def _output_config(wanted: ResponseFormat | None) -> Json | None:
    """JSON without a schema has no field here: the prompt has to ask for it."""
    if wanted is None or wanted.schema is None:
        return None
    return {"format": {"type": "json_schema", "schema": wanted.schema}}


def decode(body: Json) -> Completion:
    if announces_error(body):
        raise refused(body)
    blocks = body.get("content")
    if not isinstance(blocks, list):
        raise malformed("content")
    return Completion(
        id=str(body.get("id") or ""),
        text="".join(str(block.get("text", "")) for block in blocks if block.get("type") == "text"),
        reasoning="".join(str(block.get("thinking", "")) for block in blocks if block.get("type") == "thinking"),
        tool_calls=tuple(_tool_call(block) for block in blocks if block.get("type") == "tool_use"),
        finish=_finish(body.get("stop_reason")),
        usage=_usage(body.get("usage") or {}),
    )


def _tool_call(block: Json) -> ToolCall:
    if not block.get("name"):
        raise malformed("the name of a tool_use block")
    return ToolCall(str(block.get("id") or ""), block["name"], orjson.dumps(block.get("input") or {}).decode())


def _finish(reason: Any) -> Finish:
    if reason not in FINISHES:
        raise malformed(f"a known stop_reason (it says {reason!r})")
    return FINISHES[reason]


def _usage(said: Mapping[str, Any]) -> Usage:
    read, written = count(said, "cache_read_input_tokens"), count(said, "cache_creation_input_tokens")
    return Usage(
        input_tokens=count(said, "input_tokens") + read + written,
        output_tokens=count(said, "output_tokens"),
        cached_input_tokens=read,
        cache_write_tokens=written,
        reasoning_tokens=count(said.get("output_tokens_details"), "thinking_tokens"),
    )


class _Delta(Struct, frozen=True):
    type: str
    text: str = ""


class _Words(Struct, frozen=True):
    type: str
    delta: _Delta


_WORDS = Decoder(_Words)


def _plain_words(event: Event, said: _Words | None) -> str | None:
    if said is None or not event.type == said.type == "content_block_delta":
        return None
    return said.delta.text if said.delta.type == "text_delta" else None


@dataclass(slots=True)
class Reader:
    """Whole when `message_stop` came after a stop reason. Usage comes in two halves: input first, output last.

    Events are passed on up to `message_delta`, which waits in `extra` for what the answer cost.
    """

    passes_on: bool = False
    ended: bool = False
    _finish: Finish | None = None
    _counts: Json = field(default_factory=dict)
    _calls: dict[int, int] = field(default_factory=dict)
    _runs: Runs = field(default_factory=lambda: Runs(b"event: content_block_delta\ndata: "))

    def read(self, text: bytes) -> Iterator[Chunk]:
        return self._runs.read(text, self)

    def words_of(self, events: Sequence[Event]) -> Sequence[str | None]:
        """None for an event that holds anything else than words."""
        said = decoded(_WORDS, [event.data for event in events])
        return [_plain_words(event, one) for event, one in zip(events, said, strict=True)]

    def words_in(self, event: Event) -> str | None:
        return _plain_words(event, decoded_one(_WORDS, event.data))

    def has_spoken(self) -> None:
        pass

    def read_one(self, event: Event) -> Iterator[Chunk]:
        body = parsed(event.data)
        kind = body.get("type")
        match kind:
            case "message_delta":
                yield self._message_delta(body)
                return
            case "message_stop":
                self.ended = self._finish is not None
                return
            case "error":
                raise refused(body)
            case "message_start":
                self._counts.update((body.get("message") or {}).get("usage") or {})
        said = self._said(body, kind)
        yield replace(said, raw=_event_bytes(kind, event.data)) if self.passes_on else said

    def _said(self, body: Json, kind: Any) -> Chunk:
        if kind == "content_block_delta":
            return self._delta(count(body, "index"), body.get("delta") or {})
        if kind == "content_block_start":
            return self._block_start(count(body, "index"), body.get("content_block") or {})
        return Chunk()

    def _block_start(self, index: int, block: Json) -> Chunk:
        if block.get("type") == "tool_use":
            self._calls[index] = len(self._calls)
            return Chunk(tool_calls=(ToolCallDelta(self._calls[index], str(block.get("id")), str(block.get("name"))),))
        return Chunk(text=str(block.get("text") or ""))

    def _delta(self, index: int, delta: Json) -> Chunk:
        match delta.get("type"):
            case "text_delta":
                return Chunk(text=str(delta.get("text") or ""))
            case "thinking_delta":
                return Chunk(reasoning=str(delta.get("thinking") or ""))
            case "input_json_delta" if index in self._calls:
                piece = str(delta.get("partial_json") or "")
                return Chunk(tool_calls=(ToolCallDelta(self._calls[index], arguments=piece),))
        return Chunk()

    def _message_delta(self, body: Json) -> Chunk:
        delta = body.get("delta") or {}
        reason = delta.get("stop_reason")
        self._finish = _finish(reason) if reason is not None else self._finish
        self._counts.update({key: value for key, value in (body.get("usage") or {}).items() if value is not None})
        finish = _finish(reason) if reason is not None else None
        return Chunk(finish=finish, usage=_usage(self._counts), extra=self._held(body))

    def _held(self, body: Json) -> Json:
        return {MESSAGE_DELTA: {**body, "usage": dict(self._counts)}} if self.passes_on else {}


def _event_bytes(kind: Any, data: bytes) -> bytes:
    return b"event: %b\ndata: %b\n\n" % (str(kind).encode(), data)


DIALECT = Dialect(NAME, path, headers, encode, decode, Reader)
