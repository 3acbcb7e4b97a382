"""The contract of a wire dialect: how a request is written and an answer is read, whoever serves it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol

import orjson
from msgspec.structs import replace

from imperium.kit.kinds import discover
from imperium.models.chat import ChatRequest, Chunk, Completion, Raw, Tool, ToolCall, Usage
from imperium.platform.errors import InvalidInput, ProviderUnavailable

Json = dict[str, Any]
MOST_TOKENS = 1_000_000_000
"""Of one call. What a provider says is believed up to here: it comes from outside, and is charged."""


class StreamReader(Protocol):
    """Reads one streamed answer. One that `passes_on` keeps the events in their chunks' `raw`."""

    def read(self, text: bytes) -> Iterable[Chunk]:
        """The chunks of events that came together, up to the end; their text is an event parser's.

        Raises the error that an event announces, and ProviderUnavailable for nonsense, after what came before it.
        """

    @property
    def ended(self) -> bool:
        """Whether the sender said that the answer is whole. A stream that stops without that was cut."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """A wire format. `decode` and the reader raise ProviderUnavailable for what doesn't have its shape.

    `path(model, stream)` is appended to the base URL; `headers(key)` carries the key. `several` tells whether the wire
    itself can ask for more than one answer.
    """

    name: str
    path: Callable[[str, bool], str]
    headers: Callable[[str], Mapping[str, str]]
    encode: Callable[[ChatRequest, str, bool], Json]
    decode: Callable[[Json], Completion]
    reader: Callable[[bool], StreamReader]
    several: bool = False


@cache
def dialects() -> Mapping[str, Dialect]:
    """Every dialect by its name."""
    return discover("imperium.models.dialects", Dialect)


def parsed(data: str | bytes) -> Json:
    """A JSON object. Raises ProviderUnavailable when it is none."""
    try:
        value = orjson.loads(data)
    except orjson.JSONDecodeError:
        raise ProviderUnavailable("The provider answered something that isn't JSON.") from None
    if not isinstance(value, dict):
        raise ProviderUnavailable("The provider answered JSON that isn't an object.")
    return value


def malformed(what: str) -> ProviderUnavailable:
    return ProviderUnavailable(f"The provider's answer lacks {what}.", remedy="Try again, or choose another model.")


def only_here(part: Raw, dialect: str, takes: str) -> Json:
    """A part that is this dialect's own. Raises InvalidInput for one of another."""
    if part.dialect == dialect:
        return part.part
    raise InvalidInput(
        f"{takes}, no {part.part.get('type')!r} part.",
        field="messages.content.type",
        remedy="Leave it out, or name a model of another provider.",
    )


def functions(tools: Iterable[Tool], whose: str) -> list[Tool]:
    """The tools, all of them functions. Raises InvalidInput for what only another wire knows."""
    found = list(tools)
    if other := next((tool for tool in found if tool.kind != "function"), None):
        raise InvalidInput(
            f"{whose} call functions; there is no tool of the type {other.kind!r}.",
            field="tools.type",
            value=other.kind,
            remedy="Leave it out, or name a model of a provider that has it.",
        )
    return found


def data_url(url: str) -> tuple[str, str] | None:
    """Media type and base64 text of a `data:` URL; None for any other address.

    Raises:
        InvalidInput: a data URL without a media type or not in base64, or an address that isn't https or http.
    """
    if url.startswith(("https://", "http://")):
        return None
    header, comma, payload = url.partition(",")
    media_type, semicolon, encoding = header.removeprefix("data:").partition(";")
    if not (header.startswith("data:") and comma and semicolon and encoding.endswith("base64") and "/" in media_type):
        raise InvalidInput(
            "An image must be an https address or a data URL in base64.",
            field="messages.content.image_url.url",
            value=url[:60],
            remedy="Send https://… or data:image/png;base64,….",
        )
    return media_type, payload


def arguments_of(call: ToolCall) -> Json:
    """The arguments as an object. Raises InvalidInput when the text is none."""
    try:
        arguments = orjson.loads(call.arguments or "{}")
    except orjson.JSONDecodeError:
        arguments = None
    if not isinstance(arguments, dict):
        raise InvalidInput(
            f"The arguments of the tool call {call.id or call.name} aren't a JSON object.",
            field="messages.tool_calls.function.arguments",
            value=call.arguments[:80],
        )
    return arguments


def count(usage: Any, key: str) -> int:
    """A token count; 0 where it is absent, or nothing that can be counted."""
    value = usage.get(key) if isinstance(usage, dict) else None
    return value if type(value) is int and 0 <= value <= MOST_TOKENS else 0


def consistent(usage: Usage) -> Usage:
    """With parts of the input that are no more than the input: what they leave is what is paid in full."""
    cached = min(usage.cached_input_tokens, usage.input_tokens)
    written = min(usage.cache_write_tokens, usage.input_tokens - cached)
    if (cached, written) == (usage.cached_input_tokens, usage.cache_write_tokens):
        return usage
    return replace(usage, cached_input_tokens=cached, cache_write_tokens=written)
