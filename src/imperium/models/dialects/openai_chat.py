"""OpenAI's chat completions, as OpenRouter, Hugging Face, vLLM, TGI, llama.cpp, Ollama and others speak it too.

Source: OpenAI API reference, "Chat Completions". `reasoning_content` and `reasoning` are what vLLM, llama.cpp and
OpenRouter call the model's thoughts; `cost` in the usage is OpenRouter's, in US dollars.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

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
from imperium.models.dialect import Dialect, Json, count, data_url, malformed, parsed
from imperium.models.refusals import announces_error, refused
from imperium.models.sse import Event

FINISHES: Mapping[str, Finish] = {
    "stop": "stop",
    "eos_token": "stop",
    "stop_sequence": "stop",
    "length": "length",
    "tool_calls": "tool_calls",
    "function_call": "tool_calls",
    "content_filter": "content_filter",
}
OWN_FIELDS = {"role", "content", "tool_calls", "reasoning", "reasoning_content"}


def path(model: str, stream: bool) -> str:
    return "/chat/completions"


def headers(key: str) -> Mapping[str, str]:
    return {"authorization": f"Bearer {key}"}


def encode(request: ChatRequest, model: str, stream: bool) -> Json:
    body: Json = {
        **request.extra,
        "model": model,
        "messages": [encode_message(message) for message in request.messages],
    }
    options = {
        "temperature": request.temperature,
        "top_p": request.top_p,
        "max_tokens": request.max_tokens,
        "seed": request.seed,
        "stop": list(request.stop) or None,
        "tools": [encode_tool(tool) for tool in request.tools] or None,
        "tool_choice": _tool_choice(request.tool_choice),
        "response_format": _response_format(request.response_format),
    }
    body.update({key: value for key, value in options.items() if value is not None})
    if stream:
        body.update(stream=True, stream_options={"include_usage": True})
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
        case Raw(raw):
            return raw


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
    choice = _choice(body)
    message = choice.get("message")
    if not isinstance(message, dict):
        raise malformed("choices[0].message")
    return Completion(
        id=str(body.get("id") or ""),
        text=_words(message.get("content")),
        reasoning=_words(message.get("reasoning_content") or message.get("reasoning")),
        tool_calls=tuple(decode_tool_call(call) for call in message.get("tool_calls") or ()),
        finish=finish(choice.get("finish_reason")),
        usage=usage(body.get("usage")),
        extra=_leftovers(choice, message),
    )


def _choice(body: Json) -> Json:
    if announces_error(body):
        raise refused(body)
    choices = body.get("choices")
    if not isinstance(choices, list) or not choices or not isinstance(choices[0], dict):
        raise malformed("choices")
    return choices[0]


def _leftovers(choice: Json, message: Json) -> dict[str, Any]:
    """What isn't ours to read but the client's to see: log probabilities, refusals, annotations."""
    extra = {key: value for key, value in message.items() if key not in OWN_FIELDS and value}
    return {**extra, "logprobs": choice["logprobs"]} if choice.get("logprobs") else extra


def _words(content: Any) -> str:
    if isinstance(content, list):
        return "".join(str(part.get("text", "")) for part in content if isinstance(part, dict))
    return content if isinstance(content, str) else ""


def decode_tool_call(call: Json) -> ToolCall:
    """Raises ProviderUnavailable when the call names no function."""
    function = call.get("function")
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
    """Whole when a finish reason and then `[DONE]` came."""

    finished: bool = False
    ended: bool = False

    def read(self, event: Event) -> Iterable[Chunk]:
        if event.data.strip() == "[DONE]":
            self.ended = self.finished
            return
        body = parsed(event.data)
        if announces_error(body):
            raise refused(body)
        if body.get("choices"):
            yield self._chunk(_choice(body))
        if isinstance(body.get("usage"), dict):
            yield Chunk(usage=usage(body["usage"]))

    def _chunk(self, choice: Json) -> Chunk:
        delta = choice.get("delta") or {}
        reason = choice.get("finish_reason")
        self.finished = self.finished or reason is not None
        return Chunk(
            text=_words(delta.get("content")),
            reasoning=_words(delta.get("reasoning_content") or delta.get("reasoning")),
            tool_calls=tuple(_tool_call_delta(call) for call in delta.get("tool_calls") or ()),
            finish=finish(reason) if reason is not None else None,
            extra=_leftovers(choice, delta),
        )


def _tool_call_delta(call: Json) -> ToolCallDelta:
    function = call.get("function") or {}
    return ToolCallDelta(
        count(call, "index"),
        str(call.get("id") or ""),
        str(function.get("name") or ""),
        str(function.get("arguments") or ""),
        signature_of(call),
    )


DIALECT = Dialect(path, headers, encode, decode, Reader)
