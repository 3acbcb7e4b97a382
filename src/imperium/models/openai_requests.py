"""Reads a request in OpenAI's chat shape, as clients send it to `/v1/chat/completions`."""

from __future__ import annotations

from typing import Any, cast, get_args

import orjson

from imperium.models.chat import ChatRequest, Image, Message, Part, Raw, ResponseFormat, Role, Text, Tool, ToolCall
from imperium.platform.errors import InvalidInput

Json = dict[str, Any]
ROLES: dict[str, Role] = {**{role: role for role in get_args(Role)}, "developer": "system"}
KNOWN = {"model", "messages", "tools", "tool_choice", "temperature", "top_p", "max_tokens", "max_completion_tokens"}
KNOWN |= {"stop", "seed", "response_format", "stream", "stream_options"}


def read_body(content: bytes) -> Json:
    """The JSON object of a request's body. Raises InvalidInput."""
    try:
        body = orjson.loads(content)
    except orjson.JSONDecodeError as error:
        raise InvalidInput(
            f"The body is not JSON: {error.msg} in line {error.lineno}, column {error.colno}.",
            remedy="Correct it there.",
        ) from None
    if not isinstance(body, dict):
        raise _wrong("body", body, "a JSON object")
    return body


def read_request(body: Json) -> ChatRequest:
    """The request; what isn't a field of ours is kept in `extra`.

    Raises:
        InvalidInput: names the field and what belongs there.
    """
    if body.get("n") not in (None, 1):
        raise _wrong("n", body["n"], "1: one answer a request")
    messages = _typed(body, "messages", list)
    if not messages:
        raise _wrong("messages", messages, "a list with at least one message")
    return ChatRequest(
        messages=tuple(_message(message, f"messages.{index}") for index, message in enumerate(messages)),
        model=_typed(body, "model", str) or "auto",
        tools=tuple(_tool(tool, f"tools.{index}") for index, tool in enumerate(_typed(body, "tools", list) or ())),
        tool_choice=_tool_choice(body.get("tool_choice")),
        temperature=_number(body, "temperature", 0, 2),
        top_p=_number(body, "top_p", 0, 1),
        max_tokens=_count(body, "max_completion_tokens") or _count(body, "max_tokens"),
        stop=_stop(body.get("stop")),
        seed=_typed(body, "seed", int),
        response_format=_response_format(_typed(body, "response_format", dict)),
        extra={key: value for key, value in body.items() if key not in KNOWN},
    )


def _message(raw: Any, field: str) -> Message:
    if not isinstance(raw, dict):
        raise _wrong(field, raw, "a message with role and content")
    role = ROLES.get(str(raw.get("role")))
    if role is None:
        raise _wrong(f"{field}.role", raw.get("role"), f"one of {', '.join(ROLES)}")
    calls = _typed(raw, "tool_calls", list, field) or ()
    return Message(
        role=role,
        content=_content(raw.get("content"), f"{field}.content"),
        tool_calls=tuple(_tool_call(call, f"{field}.tool_calls.{index}") for index, call in enumerate(calls)),
        tool_call_id=_typed(raw, "tool_call_id", str, field),
        extra={key: raw[key] for key in raw.keys() - {"role", "content", "tool_calls", "tool_call_id"}},
    )


def _content(raw: Any, field: str) -> tuple[Part, ...]:
    match raw:
        case None | "" | []:
            return ()
        case str():
            return (Text(raw),)
        case list():
            return tuple(_part(part, f"{field}.{index}") for index, part in enumerate(raw))
    raise _wrong(field, raw, "text, or a list of parts")


def _part(raw: Any, field: str) -> Part:
    match raw:
        case {"type": "text", "text": str(text), **rest} if not rest:
            return Text(text)
        case {"type": "image_url", "image_url": {"url": str(url), **rest}} if not rest.keys() - {"detail"}:
            return Image(url, cast(str | None, rest.get("detail")))
        case {"type": str()}:
            return Raw(raw)
    raise _wrong(field, raw, "a part with a type, such as text or image_url")


def _tool_call(raw: Any, field: str) -> ToolCall:
    match raw:
        case {"id": str(called), "function": {"name": str(name), "arguments": str(arguments)}}:
            google = (raw.get("extra_content") or {}).get("google") or {}
            return ToolCall(called, name, arguments, google.get("thought_signature"))
    raise _wrong(field, raw, "a call with an id and a function with name and arguments")


def _tool(raw: Any, field: str) -> Tool:
    function = raw.get("function") if isinstance(raw, dict) and raw.get("type") == "function" else None
    if not isinstance(function, dict) or not isinstance(function.get("name"), str):
        raise _wrong(field, raw, "a tool of the type function, with a name")
    return Tool(
        name=function["name"],
        description=_typed(function, "description", str, field) or "",
        parameters=_typed(function, "parameters", dict, field) or {},
        extra={key: function[key] for key in function.keys() - {"name", "description", "parameters"}},
    )


def _tool_choice(raw: Any) -> str | None:
    match raw:
        case None | "auto" | "none" | "required":
            return cast(str | None, raw)
        case {"function": {"name": str(name)}}:
            return name
    raise _wrong("tool_choice", raw, "auto, none, required, or a function by name")


def _stop(raw: Any) -> tuple[str, ...]:
    stops = [raw] if isinstance(raw, str) else raw or []
    if not isinstance(stops, list) or not all(isinstance(stop, str) for stop in stops):
        raise _wrong("stop", raw, "a text or a list of texts")
    return tuple(stops)


def _response_format(raw: Json | None) -> ResponseFormat | None:
    match raw:
        case None | {"type": "text"}:
            return None
        case {"type": "json_object"}:
            return ResponseFormat()
        case {"type": "json_schema", "json_schema": {"schema": dict(schema), **rest}}:
            return ResponseFormat(schema, str(rest.get("name") or "answer"), cast(bool | None, rest.get("strict")))
    raise _wrong("response_format", raw, "text, json_object, or json_schema with a schema")


def _typed(body: Json, key: str, kind: type[Any], within: str = "") -> Any:
    value = body.get(key)
    if value is not None and (not isinstance(value, kind) or isinstance(value, bool)):
        raise _wrong(f"{within}.{key}" if within else key, value, f"of the type {_NAMES[kind]}")
    return value


_NAMES = {str: "text", list: "list", dict: "object", int: "whole number"}


def _number(body: Json, key: str, least: float, most: float) -> float | None:
    value = body.get(key)
    if value is None:
        return None
    if not isinstance(value, int | float) or isinstance(value, bool) or not least <= value <= most:
        raise _wrong(key, value, f"a number from {least} to {most}")
    return float(value)


def _count(body: Json, key: str) -> int | None:
    value: int | None = _typed(body, key, int)
    if value is not None and value < 1:
        raise _wrong(key, value, "at least 1")
    return value


def _wrong(field: str, value: Any, right: str) -> InvalidInput:
    shown = repr(value) if isinstance(value, str | int | float | bool | None) else type(value).__name__
    return InvalidInput(f"{field} must be {right}.", field=field, value=shown[:80])
