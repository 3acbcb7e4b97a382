"""Reads a request in OpenAI's chat shape, as clients send it to `/v1/chat/completions`.

Most have words and a few settings, and nothing wrong: those are read at once. What has more is read field by field, and
so is what has anything wrong, which is then named.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, cast, get_args

from msgspec import Meta, Struct, ValidationError, convert

from imperium.models.chat import (
    ChatRequest,
    Image,
    Message,
    Original,
    Part,
    Raw,
    ResponseFormat,
    Role,
    Text,
    Tool,
    ToolCall,
)
from imperium.models.dialect import data_url
from imperium.models.json_fields import Json, count, number, typed, wrong

DIALECT = "openai_chat"
MOST_ANSWERS = 128
ROLES: dict[str, Role] = {**{role: role for role in get_args(Role)}, "developer": "system"}
KNOWN = {"model", "messages", "tools", "tool_choice", "temperature", "top_p", "max_tokens", "max_completion_tokens"}
KNOWN |= {"stop", "seed", "response_format", "stream", "stream_options", "n"}


class _Said(Struct, forbid_unknown_fields=True):
    role: Literal["system", "user", "assistant"]
    content: Annotated[str, Meta(min_length=1)]


_Count = Annotated[int, Meta(ge=1)]


class _Usual(Struct, forbid_unknown_fields=True):
    """A request of words alone."""

    messages: Annotated[list[_Said], Meta(min_length=1)]
    model: str | None = None
    temperature: Annotated[float, Meta(ge=0, le=2)] | None = None
    top_p: Annotated[float, Meta(ge=0, le=1)] | None = None
    max_tokens: _Count | None = None
    max_completion_tokens: _Count | None = None
    n: Annotated[int, Meta(ge=1, le=MOST_ANSWERS)] | None = None
    seed: int | None = None
    stream: bool | None = None
    stream_options: dict[str, Any] | None = None


_USUAL_FIELDS = set(_Usual.__struct_fields__)


def read_request(body: Json) -> ChatRequest:
    """The request; what isn't a field of ours is kept in `extra`, and all of it in `original`.

    Raises:
        InvalidInput: names the field and what belongs there.
    """
    if not _USUAL_FIELDS.issuperset(body):
        return read_any_request(body)
    try:
        usual = convert(body, _Usual)
    except ValidationError:
        return read_any_request(body)
    messages = tuple([Message(said.role, (Text(said.content),)) for said in usual.messages])
    return ChatRequest(
        messages,
        usual.model or "auto",
        temperature=usual.temperature,
        top_p=usual.top_p,
        max_tokens=usual.max_completion_tokens or usual.max_tokens,
        seed=usual.seed,
        n=usual.n or 1,
        original=Original(DIALECT, body, messages),
    )


def read_any_request(body: Json) -> ChatRequest:
    """The same, field by field."""
    said = typed(body, "messages", list)
    if not said:
        raise wrong("messages", said, "a list with at least one message")
    messages = tuple([_message(message, index) for index, message in enumerate(said)])
    typed(body, "stream", bool)
    typed(body, "stream_options", dict)
    return ChatRequest(
        messages=messages,
        model=typed(body, "model", str) or "auto",
        tools=tuple([_tool(tool, f"tools.{index}") for index, tool in enumerate(typed(body, "tools", list) or ())]),
        tool_choice=_tool_choice(body.get("tool_choice")),
        temperature=number(body, "temperature", 0, 2),
        top_p=number(body, "top_p", 0, 1),
        max_tokens=count(body, "max_completion_tokens") or count(body, "max_tokens"),
        stop=_stop(body["stop"]) if "stop" in body else (),
        seed=typed(body, "seed", int),
        response_format=_response_format(typed(body, "response_format", dict)),
        extra={} if KNOWN.issuperset(body) else {key: value for key, value in body.items() if key not in KNOWN},
        n=count(body, "n", MOST_ANSWERS) or 1,
        original=Original(DIALECT, _for_everyone(body), messages),
    )


def _for_everyone(body: Json) -> Json:
    """With `developer` called `system`: newer models of OpenAI take either, all other servers only the old name."""
    messages = body["messages"]
    if "developer" not in [message["role"] for message in messages]:
        return body
    return {**body, "messages": [{**message, "role": ROLES[message["role"]]} for message in messages]}


def _message(raw: Any, index: int) -> Message:
    """Most are nothing but a role and words."""
    if type(raw) is dict and len(raw) == 2:
        words, role = raw.get("content"), ROLES.get(str(raw.get("role")))
        if role is not None and type(words) is str and words:
            return Message(role, (Text(words),))
    return _any_message(raw, f"messages.{index}")


def _any_message(raw: Any, field: str) -> Message:
    if not isinstance(raw, dict):
        raise wrong(field, raw, "a message with role and content")
    role = ROLES.get(str(raw.get("role")))
    if role is None:
        raise wrong(f"{field}.role", raw.get("role"), f"one of {', '.join(ROLES)}")
    calls = typed(raw, "tool_calls", list, field) or ()
    return Message(
        role=role,
        content=_content(raw.get("content"), f"{field}.content"),
        tool_calls=tuple(_tool_call(call, f"{field}.tool_calls.{index}") for index, call in enumerate(calls)),
        tool_call_id=typed(raw, "tool_call_id", str, field),
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
    raise wrong(field, raw, "text, or a list of parts")


def _part(raw: Any, field: str) -> Part:
    match raw:
        case {"type": "text", "text": str(text)}:
            return Text(text)
        case {"type": "image_url", "image_url": {"url": str(url), **rest}}:
            data_url(url)  # refuses what is neither a web address nor a picture in itself, such as file:
            return Image(url, cast(str | None, rest.get("detail")))
        case {"type": str(kind)} if kind not in ("text", "image_url"):
            return Raw(raw)
    raise wrong(field, raw, "a part with a type, such as text or image_url")


def _tool_call(raw: Any, field: str) -> ToolCall:
    match raw:
        case {"id": str(called), "function": {"name": str(name), "arguments": str(arguments)}}:
            google = (raw.get("extra_content") or {}).get("google") or {}
            return ToolCall(called, name, arguments, google.get("thought_signature"))
        case {"id": str(called), "custom": {"name": str(name), "input": str(text)}}:
            return ToolCall(called, name, text)
    raise wrong(field, raw, "a call with an id and a function with name and arguments")


def _tool(raw: Any, field: str) -> Tool:
    match raw:
        case {"type": "custom", "custom": {"name": str(name)}}:
            return Tool(name, kind="custom")
        case {"type": "function", "function": {"name": str()} as function}:
            return _function(function, field)
    raise wrong(field, raw, "a tool of the type function, with a name")


def _function(function: Json, field: str) -> Tool:
    return Tool(
        name=function["name"],
        description=typed(function, "description", str, field) or "",
        parameters=typed(function, "parameters", dict, field) or {},
        extra={key: function[key] for key in function.keys() - {"name", "description", "parameters"}},
    )


def _tool_choice(raw: Any) -> str | None:
    match raw:
        case None | "auto" | "none" | "required":
            return cast(str | None, raw)
        case {"function": {"name": str(name)}} | {"custom": {"name": str(name)}}:
            return name
        case {"type": "allowed_tools", "allowed_tools": {"mode": "auto" | "required" as mode}}:
            return str(mode)
    raise wrong("tool_choice", raw, "auto, none, required, or a function by name")


def _stop(raw: Any) -> tuple[str, ...]:
    stops = [raw] if isinstance(raw, str) else raw or []
    if not isinstance(stops, list) or not all(isinstance(stop, str) for stop in stops):
        raise wrong("stop", raw, "a text or a list of texts")
    return tuple(stops)


def _response_format(raw: Json | None) -> ResponseFormat | None:
    match raw:
        case None | {"type": "text"}:
            return None
        case {"type": "json_object"}:
            return ResponseFormat()
        case {"type": "json_schema", "json_schema": {"schema": dict(schema), **rest}}:
            return ResponseFormat(schema, str(rest.get("name") or "answer"), cast(bool | None, rest.get("strict")))
    raise wrong("response_format", raw, "text, json_object, or json_schema with a schema")
