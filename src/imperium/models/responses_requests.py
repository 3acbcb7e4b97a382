"""Reads a request to `/v1/responses` as far as routing, budgets and the ledger need; the rest is the provider's."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from imperium.models.chat import ChatRequest, Image, Message, Original, Part, Raw, Text, Tool, system, user
from imperium.models.json_fields import Json, count, number, typed, wrong
from imperium.models.openai_requests import ROLES
from imperium.models.responses_wire import NAME
from imperium.platform.errors import InvalidInput

SPOKEN = ("input_text", "output_text", "text", "refusal")
RESULTS = ("function_call_output", "custom_tool_call_output")


def read_request(body: Json) -> ChatRequest:
    """The request, with all of it in `original`.

    Raises:
        InvalidInput: names the field and what belongs there; or it is to run in the background, where no one could
            fetch it.
    """
    if typed(body, "background", bool):
        raise InvalidInput(
            "background: answers are given while they are waited for.",
            field="background",
            value=True,
            remedy="Leave it out, and stream the answer when it may take long.",
        )
    typed(body, "stream", bool)
    messages = tuple(_messages(body))
    return ChatRequest(
        messages=messages,
        model=typed(body, "model", str) or "auto",
        tools=tuple(_tool(tool, f"tools.{index}") for index, tool in enumerate(typed(body, "tools", list) or ())),
        temperature=number(body, "temperature", 0, 2),
        top_p=number(body, "top_p", 0, 1),
        max_tokens=count(body, "max_output_tokens"),
        original=Original(NAME, body, messages),
    )


def _messages(body: Json) -> Iterator[Message]:
    if instructions := typed(body, "instructions", str):
        yield system(instructions)
    match body.get("input"):
        case str() as text if text:
            yield user(text)
        case [_, *_] as items:
            for index, item in enumerate(items):
                yield _message(item, f"input.{index}")
        case None if body.get("prompt") or body.get("previous_response_id"):
            return
        case other:
            raise wrong("input", other, "a text, or a list with at least one item")


def _message(item: Any, field: str) -> Message:
    match item:
        case {"role": str(role), "content": content} if role in ROLES:
            return Message(ROLES[role], _content(content, f"{field}.content"))
        case {"type": kind, "output": str(output)} if kind in RESULTS:
            return Message("tool", (Text(output),), tool_call_id=str(item.get("call_id")))
        case {"type": str()} | {"id": str()}:
            return Message("assistant", (Raw(item, NAME),))
    raise wrong(field, item, "a message with role and content, or an item with a type")


def _content(content: Any, field: str) -> tuple[Part, ...]:
    match content:
        case str():
            return (Text(content),)
        case list():
            return tuple(_part(part, f"{field}.{index}") for index, part in enumerate(content))
    raise wrong(field, content, "text, or a list of parts")


def _part(part: Any, field: str) -> Part:
    match part:
        case {"type": kind, "text": str(text)} if kind in SPOKEN:
            return Text(text)
        case {"type": "input_image", "image_url": str(url)}:
            return Image(url)
        case {"type": str()}:
            return Raw(part, NAME)
    raise wrong(field, part, "a part with a type, such as input_text")


def _tool(tool: Any, field: str) -> Tool:
    match tool:
        case {"type": "function", "name": str(name)}:
            return Tool(name, str(tool.get("description") or ""), tool.get("parameters") or {})
        case {"type": str(kind)} if kind != "function":
            return Tool(kind, kind=kind)
    raise wrong(field, tool, "a tool with a type, and a function with a name")
