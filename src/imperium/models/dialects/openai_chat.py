"""OpenAI's chat completions, as OpenRouter, Hugging Face, vLLM, TGI, llama.cpp, Ollama and others speak it too.

Source: OpenAI API reference, "Chat Completions". `reasoning_content` and `reasoning` are what vLLM, llama.cpp and
OpenRouter call the model's thoughts; `cost` in the usage is OpenRouter's, in US dollars.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson
from msgspec.structs import replace

from imperium.kit.money import usd_to_micro
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
from imperium.models.dialect import Dialect, Json, count, data_url, functions, malformed, only_here, parsed
from imperium.models.refusals import announces_error, refused
from imperium.models.sse import Event

NAME = "openai_chat"
FINISHES: Mapping[str, Finish] = {
    "stop": "stop",
    "eos_token": "stop",
    "stop_sequence": "stop",
    "length": "length",
    "tool_calls": "tool_calls",
    "function_call": "tool_calls",
    "content_filter": "content_filter",
}
DECIDED_HERE = ("max_tokens", "max_completion_tokens", "n", "stream", "stream_options")
OWN_FIELDS = {"role", "content", "tool_calls", "reasoning", "reasoning_content"}


def path(model: str, stream: bool) -> str:
    return "/chat/completions"


def headers(key: str) -> Mapping[str, str]:
    return {"authorization": f"Bearer {key}"}


def encode(request: ChatRequest, model: str, stream: bool) -> Json:
    body = request.as_written(NAME)
    if body is None:
        body = _written(request)
    for name in DECIDED_HERE:
        body.pop(name, None)
    body["model"] = model
    if request.max_tokens is not None:
        body["max_tokens"] = request.max_tokens
    if request.n > 1:
        body["n"] = request.n
    if stream:
        body["stream"], body["stream_options"] = True, {"include_usage": True}
    return body


def _written(request: ChatRequest) -> Json:
    body: Json = {**request.extra, "messages": [encode_message(message) for message in request.messages]}
    options = {
        "temperature": request.temperature,
        "top_p": request.top_p,
        "seed": request.seed,
        "stop": list(request.stop) or None,
        "tools": [encode_tool(tool) for tool in functions(request.tools, "OpenAI's chat completions")] or None,
        "tool_choice": _tool_choice(request.tool_choice),
        "response_format": _response_format(request.response_format),
    }
    body.update({key: value for key, value in options.items() if value is not None})
    return body


def encode_message(message: Message) -> Json:
    body: Json = {**message.extra, "role": message.role, "content": _content(message.content)}
    if message.tool_calls:
        body["tool_calls"] = [encode_tool_call(call) for call in message.tool_calls]
        body["content"] = body["content"] or None
    if message.tool_call_id is not None:
        body["tool_call_id"] = message.tool_call_id
    return body


def _content(parts: tuple[Part, ...]) -> str | list[Json]:
    if all(isinstance(part, Text) for part in parts) and len(parts) <= 1:
        return "".join(part.text for part in parts if isinstance(part, Text))
    return [_part(part) for part in parts]


def _part(part: Part) -> Json:
    match part:
        case Text(text):
            return {"type": "text", "text": text}
        case Image(url, detail):
            data_url(url)  # refuses what is neither a web address nor a picture in itself, such as file:
            return {"type": "image_url", "image_url": {"url": url} | ({"detail": detail} if detail else {})}
        case Raw():
            return only_here(part, NAME, "OpenAI's models are sent text and images here")


def encode_tool_call(call: ToolCall) -> Json:
    body: Json = {"id": call.id, "type": "function", "function": {"name": call.name, "arguments": call.arguments}}
    if call.signature:
        body["extra_content"] = {"google": {"thought_signature": call.signature}}
    return body


def encode_tool(tool: Tool) -> Json:
    function: Json = {**tool.extra, "name": tool.name}
    if tool.description:
        function["description"] = tool.description
    if tool.parameters:
        function["parameters"] = tool.parameters
    return {"type": "function", "function": function}


def _tool_choice(choice: str | None) -> str | Json | None:
    if choice in (None, "auto", "none", "required"):
        return choice
    return {"type": "function", "function": {"name": choice}}


def _response_format(wanted: ResponseFormat | None) -> Json | None:
    if wanted is None:
        return None
    if wanted.schema is None:
        return {"type": "json_object"}
    schema: Json = {"name": wanted.name, "schema": wanted.schema}
    if wanted.strict is not None:
        schema["strict"] = wanted.strict
    return {"type": "json_schema", "json_schema": schema}


def decode(body: Json) -> Completion:
    first, *others = (_answer(choice) for choice in _choices(body))
    return replace(first, id=str(body.get("id") or ""), usage=usage(body.get("usage")), alternatives=tuple(others))


def _answer(choice: Json) -> Completion:
    message = choice.get("message")
    if not isinstance(message, dict):
        raise malformed("choices[0].message")
    return Completion(
        text=_words(message.get("content")),
        reasoning=_words(message.get("reasoning_content") or message.get("reasoning")),
        tool_calls=tuple(decode_tool_call(call) for call in message.get("tool_calls") or ()),
        finish=finish(choice.get("finish_reason")),
        extra=_leftovers(choice, message),
    )


def _choices(body: Json) -> list[Json]:
    if announces_error(body):
        raise refused(body)
    choices = body.get("choices")
    if not isinstance(choices, list) or not choices or not isinstance(choices[0], dict):
        raise malformed("choices")
    return choices


def _leftovers(choice: Json, message: Json) -> dict[str, Any]:
    """What isn't ours to read but the client's to see: log probabilities, refusals, annotations."""
    extra = {key: value for key, value in message.items() if key not in OWN_FIELDS and value}
    return {**extra, "logprobs": choice["logprobs"]} if choice.get("logprobs") else extra


def _words(content: Any) -> str:
    if isinstance(content, list):
        return "".join(str(part.get("text", "")) for part in content if isinstance(part, dict))
    return content if isinstance(content, str) else ""


def decode_tool_call(call: Json) -> ToolCall:
    """Raises ProviderUnavailable when the call names nothing."""
    function, custom = call.get("function"), call.get("custom")
    if isinstance(custom, dict) and isinstance(custom.get("name"), str):
        return ToolCall(str(call.get("id") or ""), custom["name"], str(custom.get("input") or ""))
    if not isinstance(function, dict) or not isinstance(function.get("name"), str):
        raise malformed("tool_calls[].function.name")
    return ToolCall(
        str(call.get("id") or ""), function["name"], str(function.get("arguments") or ""), signature_of(call)
    )


def signature_of(call: Json) -> str | None:
    extra = call.get("extra_content")
    google = extra.get("google") if isinstance(extra, dict) else None
    return google.get("thought_signature") if isinstance(google, dict) else None


def finish(reason: Any) -> Finish:
    """Raises ProviderUnavailable when there is none, or when it says `error`."""
    if reason not in FINISHES:
        raise malformed(f"a known finish_reason (it says {reason!r})")
    return FINISHES[reason]


def usage(said: Any) -> Usage:
    if not isinstance(said, dict):
        return Usage()
    prompt_details = said.get("prompt_tokens_details") or {}
    cost = said.get("cost")
    return Usage(
        input_tokens=count(said, "prompt_tokens"),
        output_tokens=count(said, "completion_tokens"),
        cached_input_tokens=count(prompt_details, "cached_tokens"),
        cache_write_tokens=count(prompt_details, "cache_write_tokens"),
        reasoning_tokens=count(said.get("completion_tokens_details") or {}, "reasoning_tokens"),
        cost_micro_usd=usd_to_micro(cost) if isinstance(cost, int | float) else None,
    )


@dataclass(slots=True)
class Reader:
    """Whole when every answer that began had its finish reason and then `[DONE]` came."""

    passes_on: bool = False
    ended: bool = False
    _open: set[int] = field(default_factory=set)
    _finished: bool = False

    def read(self, event: Event) -> list[Chunk]:
        if event.data.strip() == b"[DONE]":
            self.ended = self._finished and not self._open
            return []
        body = parsed(event.data)
        if "error" in body and announces_error(body):
            raise refused(body)
        said = body.get("usage")
        chunks = self._said(body, event.data) if body.get("choices") else []
        if isinstance(said, dict):
            chunks.append(Chunk(usage=usage(said)))
        return chunks

    def _said(self, body: Json, data: bytes) -> list[Chunk]:
        raw = b""
        if self.passes_on:
            raw = b"data: " + (_without_usage(body) if body.get("usage") else data) + b"\n\n"
        first, *others = _choices(body)
        return [self._chunk(first, raw), *(self._chunk(other, b"") for other in others)]

    def _chunk(self, choice: Json, raw: bytes) -> Chunk:
        delta, reason, index = choice.get("delta") or {}, choice.get("finish_reason"), count(choice, "index")
        self._open.add(index)
        if reason is not None:
            self._finished = True
            self._open.discard(index)
        return Chunk(
            text=_words(delta.get("content")),
            reasoning=_words(delta.get("reasoning_content") or delta.get("reasoning")),
            tool_calls=tuple(_tool_call_delta(call) for call in delta.get("tool_calls") or ()),
            finish=finish(reason) if reason is not None else None,
            extra={} if raw else _leftovers(choice, delta),
            raw=raw,
            index=index,
        )


def _without_usage(body: Json) -> bytes:
    """Usage comes once, in the last event, with what it cost: who adds events up would count it twice."""
    return orjson.dumps({key: value for key, value in body.items() if key != "usage"})


def _tool_call_delta(call: Json) -> ToolCallDelta:
    function = call.get("function") or call.get("custom") or {}
    return ToolCallDelta(
        count(call, "index"),
        str(call.get("id") or ""),
        str(function.get("name") or ""),
        str(function.get("arguments") or function.get("input") or ""),
        signature_of(call),
    )


DIALECT = Dialect(NAME, path, headers, encode, decode, Reader, several=True)
