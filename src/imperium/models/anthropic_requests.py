"""Reads a request in Anthropic's shape, as clients send it to `/v1/messages`.

Source: Anthropic API reference, "Messages", version 2023-06-01.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import orjson

from imperium.models.chat import (
    ChatRequest,
    Image,
    Message,
    Original,
    Part,
    Raw,
    ResponseFormat,
    Text,
    Tool,
    ToolCall,
)
from imperium.models.dialect import data_url
from imperium.models.json_fields import Json, count, number, typed, wrong

DIALECT = "anthropic_messages"
FORWARDED = ("anthropic-beta",)
"""Headers of a client that change what its body means."""


def read_request(body: Json, headers: Mapping[str, str]) -> ChatRequest:
    """The request, with all of it in `original`.

    Raises:
        InvalidInput: names the field and what belongs there.
    """
    if count(body, "max_tokens") is None:
        raise wrong("max_tokens", None, "given: at least 1")
    return _read(body, headers)


def read_to_count(body: Json, headers: Mapping[str, str]) -> ChatRequest:
    """The same for `/v1/messages/count_tokens`, which bounds no answer. Raises InvalidInput."""
    return _read(body, headers)


def _read(body: Json, headers: Mapping[str, str]) -> ChatRequest:
    turns = typed(body, "messages", list)
    if not turns:
        raise wrong("messages", turns, "a list with at least one message")
    typed(body, "stream", bool)
    messages = (*_system(body.get("system")), *_turns(turns))
    tools = typed(body, "tools", list) or ()
    choice = typed(body, "tool_choice", dict) or {}
    return ChatRequest(
        messages=messages,
        model=typed(body, "model", str) or "auto",
        tools=tuple(_tool(tool, f"tools.{index}") for index, tool in enumerate(tools)),
        tool_choice=_tool_choice(choice),
        temperature=number(body, "temperature", 0, 1),
        top_p=number(body, "top_p", 0, 1),
        max_tokens=count(body, "max_tokens"),
        stop=_stops(body),
        response_format=_response_format(typed(body, "output_config", dict) or {}),
        extra={"parallel_tool_calls": False} if tools and choice.get("disable_parallel_tool_use") else {},
        original=Original(DIALECT, _signed(body), messages, _forwarded(headers)),
    )


def _forwarded(headers: Mapping[str, str]) -> dict[str, str]:
    return {name: headers[name] for name in FORWARDED if name in headers}


def _system(given: Any) -> Iterator[Message]:
    match given:
        case None | "" | []:
            return
        case str():
            yield Message("system", (Text(given),))
        case list():
            yield Message("system", tuple(Text(_words(part, f"system.{index}")) for index, part in enumerate(given)))
        case _:
            raise wrong("system", given, "text, or a list of text blocks")


def _words(block: Any, field: str) -> str:
    if isinstance(block, dict) and block.get("type") == "text" and isinstance(block.get("text"), str):
        return str(block["text"])
    raise wrong(field, block, "a block of the type text")


def _turns(turns: list[Any]) -> Iterator[Message]:
    for index, turn in enumerate(turns):
        field = f"messages.{index}"
        role = turn.get("role") if isinstance(turn, dict) else None
        if role not in ("user", "assistant", "system"):
            raise wrong(f"{field}.role", role, "user or assistant")
        blocks = _blocks(turn.get("content"), f"{field}.content")
        if role == "user":
            yield from _asked(blocks, f"{field}.content")
        else:
            yield _said(role, blocks, f"{field}.content")


def _blocks(content: Any, field: str) -> list[Json]:
    if isinstance(content, str):
        return [{"type": "text", "text": content}]
    if not isinstance(content, list):
        raise wrong(field, content, "text, or a list of blocks")
    for index, block in enumerate(content):
        if not isinstance(block, dict) or not isinstance(block.get("type"), str):
            raise wrong(f"{field}.{index}", block, "a block with a type, such as text")
    return content


def _asked(blocks: list[Json], field: str) -> Iterator[Message]:
    """Results of tools first: they answer the message before. Their pictures come with the user's words, since only
    Anthropic's own wire has a place for them in a result."""
    parts: list[Part] = []
    for index, block in enumerate(blocks):
        if block["type"] == "tool_result":
            called = typed(block, "tool_use_id", str, f"{field}.{index}")
            inner = _blocks(block.get("content") or [], f"{field}.{index}.content")
            shown = [_part(part, f"{field}.{index}.content.{place}") for place, part in enumerate(inner)]
            yield Message("tool", tuple(part for part in shown if isinstance(part, Text)), tool_call_id=called)
            parts += [part for part in shown if not isinstance(part, Text)]
        else:
            parts.append(_part(block, f"{field}.{index}"))
    if parts:
        yield Message("user", tuple(parts))


def _said(role: Any, blocks: list[Json], field: str) -> Message:
    """A model's turn. Its thoughts are signed for the one that had them, so no other provider is told them."""
    calls = [_tool_call(block, f"{field}.{index}") for index, block in enumerate(blocks) if block["type"] == "tool_use"]
    spoken = tuple(
        _part(block, f"{field}.{index}")
        for index, block in enumerate(blocks)
        if block["type"] not in ("tool_use", "thinking", "redacted_thinking")
    )
    return Message(role, spoken, tuple(calls))


def _part(block: Json, field: str) -> Part:
    match block:
        case {"type": "text", "text": str(text)} | {
            "type": "document",
            "source": {"type": "text", "data": str(text)},
        }:
            return Text(text)
        case {"type": "image", "source": {"type": "base64", "media_type": str(kind), "data": str(data)}}:
            return Image(f"data:{kind};base64,{data}")
        case {"type": "image", "source": {"type": "url", "url": str(url)}}:
            data_url(url)  # refuses what is no web address
            return Image(url)
        case {"type": str(kind)} if kind not in ("text", "image"):
            return Raw(block, DIALECT)
    raise wrong(field, block, "a block of text, or an image with its source")


def _tool_call(block: Json, field: str) -> ToolCall:
    match block:
        case {"id": str(called), "name": str(name), "input": dict(given)}:
            return ToolCall(called, name, orjson.dumps(given).decode())
    raise wrong(field, block, "a tool_use block with id, name and input")


def _tool(tool: Any, field: str) -> Tool:
    match tool:
        case {"name": str(name), "input_schema": dict(schema)}:
            return Tool(name, typed(tool, "description", str, field) or "", schema)
        case {"type": str(kind), **rest} if kind != "custom":
            return Tool(str(rest.get("name") or kind), kind=kind)
    raise wrong(field, tool, "a tool with name and input_schema")


def _tool_choice(choice: Json) -> str | None:
    match choice:
        case {"type": "auto" | "none" as kind}:
            return str(kind)
        case {"type": "any"}:
            return "required"
        case {"type": "tool", "name": str(name)}:
            return name
        case {}:
            if not choice:
                return None
    raise wrong("tool_choice", choice.get("type"), "auto, any, none, or tool with a name")


def _stops(body: Json) -> tuple[str, ...]:
    stops = typed(body, "stop_sequences", list) or []
    if not all(isinstance(stop, str) for stop in stops):
        raise wrong("stop_sequences", stops, "a list of texts")
    return tuple(stops)


def _response_format(config: Json) -> ResponseFormat | None:
    match config.get("format"):
        case {"type": "json_schema", "schema": dict(schema)}:
            return ResponseFormat(schema)
    return None


def _signed(body: Json) -> Json:
    """Without thoughts that nobody signed: they came from a provider that doesn't sign, and Anthropic refuses them."""
    if not any(_unsigned(block) for turn in body["messages"] for block in _listed(turn)):
        return body
    turns = [
        {**turn, "content": [block for block in turn["content"] if not _unsigned(block)]} if _listed(turn) else turn
        for turn in body["messages"]
    ]
    return {**body, "messages": turns}


def _listed(turn: Json) -> list[Json]:
    content = turn["content"]
    return content if isinstance(content, list) else []


def _unsigned(block: Json) -> bool:
    return block["type"] == "thinking" and not block.get("signature")
