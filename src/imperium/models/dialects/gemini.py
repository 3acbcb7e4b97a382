"""Google's Gemini API: `generateContent` and `streamGenerateContent`.

Source: Gemini API reference, "Generating content", version v1beta. The thoughts' tokens stand beside the candidates'
in its usage; ours adds them up. A call's `thoughtSignature` must come back with the call, so it is kept.
"""

from __future__ import annotations

import mimetypes
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import orjson

from imperium.kit.ids import new_id
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
    consistent,
    count,
    data_url,
    functions,
    malformed,
    only_here,
    parsed,
)
from imperium.models.refusals import announces_error, refused
from imperium.models.sse import Event, events
from imperium.platform.errors import InvalidInput

NAME = "gemini"
FINISHES: Mapping[str, Finish] = {"STOP": "stop", "MAX_TOKENS": "length"}
FILTERED = {"SAFETY", "RECITATION", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII", "LANGUAGE", "IMAGE_SAFETY", "OTHER"}


def path(model: str, stream: bool) -> str:
    name = model.removeprefix("models/")
    return f"/models/{name}:streamGenerateContent?alt=sse" if stream else f"/models/{name}:generateContent"


def headers(key: str) -> Mapping[str, str]:
    return {"x-goog-api-key": key}


def encode(request: ChatRequest, model: str, stream: bool) -> Json:
    names = {call.id: call.name for message in request.messages for call in message.tool_calls}
    turns = [message for message in request.messages if message.role != "system"]
    body: Json = {"contents": [_turn(role, list(group), names) for role, group in groupby(turns, key=_wire_role)]}
    instructions = [{"text": message.text} for message in request.messages if message.role == "system"]
    options = {
        "systemInstruction": {"parts": instructions} if instructions else None,
        "tools": [{"functionDeclarations": _tools(request)}] if request.tools else None,
        "toolConfig": _tool_config(request.tool_choice),
        "generationConfig": _generation_config(request) or None,
    }
    body.update({key: value for key, value in options.items() if value is not None})
    return body


def _generation_config(request: ChatRequest) -> Json:
    config = {
        "temperature": request.temperature,
        "topP": request.top_p,
        "maxOutputTokens": request.max_tokens,
        "stopSequences": list(request.stop) or None,
        "seed": request.seed,
        **_response_format(request.response_format),
    }
    return {key: value for key, value in config.items() if value is not None}


def _response_format(wanted: ResponseFormat | None) -> Json:
    if wanted is None:
        return {}
    return {"responseMimeType": "application/json", "responseJsonSchema": wanted.schema}


def _wire_role(message: Message) -> str:
    return "model" if message.role == "assistant" else "user"


def _turn(role: str, messages: list[Message], names: Mapping[str, str]) -> Json:
    return {"role": role, "parts": [part for message in messages for part in _parts(message, names)]}


def _parts(message: Message, names: Mapping[str, str]) -> list[Json]:
    if message.role == "tool":
        return [_function_response(message, names)]
    content = [_part(part) for part in message.content if part != Text("")]
    return content + [_function_call(call) for call in message.tool_calls]


def _part(part: Part) -> Json:
    match part:
        case Text(text):
            return {"text": text}
        case Image(url):
            return _image(url)
        case Raw():
            return only_here(part, NAME, "Gemini's models are sent text and images here")


def _image(url: str) -> Json:
    inline = data_url(url)
    if inline is not None:
        return {"inlineData": {"mimeType": inline[0], "data": inline[1]}}
    media_type = mimetypes.guess_type(url.partition("?")[0])[0] or "image/jpeg"
    return {"fileData": {"mimeType": media_type, "fileUri": url}}


def _function_call(call: ToolCall) -> Json:
    body: Json = {"functionCall": {"id": call.id, "name": call.name, "args": arguments_of(call)}}
    return {**body, "thoughtSignature": call.signature} if call.signature else body


def _function_response(message: Message, names: Mapping[str, str]) -> Json:
    """The result under its function's name, which only the earlier call tells."""
    called = message.tool_call_id or ""
    name = names.get(called)
    if name is None:
        raise InvalidInput(
            f"The tool message answers {called!r}, which no earlier message called.",
            field="messages.tool_call_id",
            value=called,
        )
    return {"functionResponse": {"id": called, "name": name, "response": _as_object(message.text)}}


def _as_object(text: str) -> Json:
    try:
        value = orjson.loads(text)
    except orjson.JSONDecodeError:
        value = text
    return value if isinstance(value, dict) else {"result": value}


def _tools(request: ChatRequest) -> list[Json]:
    return [_tool(tool) for tool in functions(request.tools, "Gemini's models")]


def _tool(tool: Tool) -> Json:
    body: Json = {"name": tool.name, "description": tool.description}
    return {**body, "parametersJsonSchema": tool.parameters} if tool.parameters else body


def _tool_config(choice: str | None) -> Json | None:
    if choice is None:
        return None
    mode = {"auto": "AUTO", "none": "NONE", "required": "ANY"}.get(choice)
    config: Json = {"mode": mode} if mode else {"mode": "ANY", "allowedFunctionNames": [choice]}
    return {"functionCallingConfig": config}


def decode(body: Json) -> Completion:
    chunk = _chunk(body, 0)
    if chunk.finish is None:
        raise malformed("candidates[0].finishReason")
    return Completion(
        id=str(body.get("responseId") or ""),
        text=chunk.text,
        reasoning=chunk.reasoning,
        tool_calls=tuple(ToolCall(call.id, call.name, call.arguments, call.signature) for call in chunk.tool_calls),
        finish=chunk.finish,
        usage=_usage(body.get("usageMetadata") or {}),
    )


def _chunk(body: Json, calls_before: int) -> Chunk:
    if announces_error(body):
        raise refused(body)
    if (body.get("promptFeedback") or {}).get("blockReason"):
        return Chunk(finish="content_filter")
    candidates = body.get("candidates") or [{}]
    parts = (candidates[0].get("content") or {}).get("parts") or []
    calls = tuple(
        _call(calls_before + index, part) for index, part in enumerate(p for p in parts if "functionCall" in p)
    )
    return Chunk(
        text="".join(str(part["text"]) for part in parts if "text" in part and not part.get("thought")),
        reasoning="".join(str(part["text"]) for part in parts if "text" in part and part.get("thought")),
        tool_calls=calls,
        finish=_finish(candidates[0].get("finishReason"), bool(calls) or calls_before > 0),
    )


def _call(index: int, part: Json) -> ToolCallDelta:
    call = part["functionCall"]
    if not call.get("name"):
        raise malformed("functionCall.name")
    arguments = orjson.dumps(call.get("args") or {}).decode()
    return ToolCallDelta(index, call.get("id") or new_id("call"), call["name"], arguments, part.get("thoughtSignature"))


def _finish(reason: Any, called: bool) -> Finish | None:
    if reason is None:
        return None
    if reason in FILTERED:
        return "content_filter"
    if reason not in FINISHES:
        raise malformed(f"a known finishReason (it says {reason!r})")
    return "tool_calls" if called and reason == "STOP" else FINISHES[reason]


def _usage(said: Mapping[str, Any]) -> Usage:
    thoughts = count(said, "thoughtsTokenCount")
    told = Usage(
        input_tokens=count(said, "promptTokenCount") + count(said, "toolUsePromptTokenCount"),
        output_tokens=count(said, "candidatesTokenCount") + thoughts,
        cached_input_tokens=count(said, "cachedContentTokenCount"),
        reasoning_tokens=thoughts,
    )
    return consistent(told)


@dataclass(slots=True)
class Reader:
    """Whole when a finish reason came: the wire has no other end mark."""

    passes_on: bool = False
    ended: bool = False
    _calls: int = 0

    def read(self, text: bytes) -> Iterator[Chunk]:
        for event in events(text):
            yield from self._read(event)
            if self.ended:
                return

    def _read(self, event: Event) -> Iterator[Chunk]:
        body = parsed(event.data)
        chunk = _chunk(body, self._calls)
        self._calls += len(chunk.tool_calls)
        self.ended = self.ended or chunk.finish is not None
        yield chunk
        if "usageMetadata" in body:
            yield Chunk(usage=_usage(body["usageMetadata"]))


DIALECT = Dialect(NAME, path, headers, encode, decode, Reader)
