"""What is said to a model and what it says back, apart from any provider's wire format.

All structs are frozen; tokens are counted, money is integer micro-USD. `extra` holds what a client sent beyond these
fields: dialects that are OpenAI's own pass it on, the others have no place for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from msgspec import Struct, field

Role = Literal["system", "user", "assistant", "tool"]
Finish = Literal["stop", "length", "tool_calls", "content_filter"]


class Text(Struct, frozen=True, tag="text"):
    """Words."""

    text: str


class Image(Struct, frozen=True, tag="image"):
    """A picture by its address: `https://…`, or `data:image/png;base64,…`. `detail` is OpenAI's hint, if any."""

    url: str
    detail: str | None = None


class Raw(Struct, frozen=True, tag="raw"):
    """A content part that only one dialect knows (audio, a file), kept as it came."""

    part: dict[str, Any]
    dialect: str = "openai_chat"


Part = Text | Image | Raw


class ToolCall(Struct, frozen=True):
    """The model asks for a function. `arguments` is JSON text as the model wrote it, so it may be invalid.

    `signature` is an opaque token that Gemini wants back with the call in the next request.
    """

    id: str
    name: str
    arguments: str
    signature: str | None = None


class Message(Struct, frozen=True):
    """One turn. A `tool` message answers the call `tool_call_id`."""

    role: Role
    content: tuple[Part, ...] = ()
    tool_calls: tuple[ToolCall, ...] = ()
    tool_call_id: str | None = None
    extra: dict[str, Any] = {}

    @property
    def text(self) -> str:
        content = self.content
        if len(content) == 1 and type(content[0]) is Text:
            return content[0].text
        return "".join([part.text for part in content if isinstance(part, Text)])

    @property
    def has_image(self) -> bool:
        return Image in map(type, self.content)


class Tool(Struct, frozen=True):
    """A function that the model may ask for; `parameters` is a JSON schema.

    A tool of another kind (`custom`, `web_search_20250305`) is known to the dialect alone that the request came in.
    """

    name: str
    description: str = ""
    parameters: dict[str, Any] = {}
    extra: dict[str, Any] = {}
    kind: str = "function"


class ResponseFormat(Struct, frozen=True):
    """The answer is to be JSON; with a schema, JSON that fits it."""

    schema: dict[str, Any] | None = None
    name: str = "answer"
    strict: bool | None = None


class Original(Struct, frozen=True):
    """A request's body as a client wrote it in the wire `dialect`, and the client's headers that belong to it.

    A provider of the same wire gets it as it is, so that nothing is lost that we have no field for. It speaks for
    `messages` only: a request that was given others is written anew.
    """

    dialect: str
    body: dict[str, Any]
    messages: tuple[Message, ...]
    headers: dict[str, str] = {}


class ChatRequest(Struct, frozen=True):
    """A request to a model. `model` is `auto`, a role, a model's name, or `provider:model`.

    `tool_choice` is `auto`, `none`, `required` or the name of a tool. None means: as the provider sees fit. `n` is how
    many answers are wanted.
    """

    messages: tuple[Message, ...]
    model: str = "auto"
    tools: tuple[Tool, ...] = ()
    tool_choice: str | None = None
    temperature: float | None = None
    top_p: float | None = None
    max_tokens: int | None = None
    stop: tuple[str, ...] = ()
    seed: int | None = None
    response_format: ResponseFormat | None = None
    extra: dict[str, Any] = {}
    n: int = 1
    original: Original | None = None

    def is_written_in(self, dialect: str) -> bool:
        """Whether the client itself wrote this request in that wire."""
        original = self.original
        return original is not None and original.dialect == dialect and original.messages is self.messages

    def as_written(self, dialect: str) -> dict[str, Any] | None:
        """The body as the client wrote it, a copy at its top; None when it wrote another wire."""
        return dict(self.original.body) if self.original is not None and self.is_written_in(dialect) else None

    def said_beside(self, dialect: str) -> dict[str, str]:
        """The client's headers that a provider of that wire needs to understand the body."""
        return self.original.headers if self.original is not None and self.is_written_in(dialect) else {}

    @property
    def question(self) -> str:
        """The text of the last user message."""
        for message in reversed(self.messages):
            if message.role == "user":
                return message.text
        return ""

    @property
    def has_image(self) -> bool:
        return True in [message.has_image for message in self.messages]


class Usage(Struct, frozen=True):
    """Tokens of one call. `input_tokens` includes the cached ones, `output_tokens` the reasoning.

    `cost_micro_usd` is set when the provider itself says what it charged.
    """

    input_tokens: int = 0
    output_tokens: int = 0
    cached_input_tokens: int = 0
    cache_write_tokens: int = 0
    reasoning_tokens: int = 0
    cost_micro_usd: int | None = None

    @property
    def total_tokens(self) -> int:
        return self.input_tokens + self.output_tokens


class ToolCallDelta(Struct, frozen=True):
    """A piece of a tool call: id and name come first, then arguments in pieces. `index` says which call."""

    index: int
    id: str = ""
    name: str = ""
    arguments: str = ""
    signature: str | None = None


class Source(Struct, frozen=True):
    """Where an answer comes from and what it cost. `engine` is a provider's name or `embedded:knowledge`."""

    engine: str
    model: str
    role: str | None = None
    cost_micro_usd: int = 0
    priced: bool = True
    attempts: int = 1
    reasons: tuple[str, ...] = ()


class Chunk(Struct, frozen=True):
    """A piece of a streamed answer. `finish`, then `usage` and `source`, come once, at the end, if the end is clean.

    `raw` are the events that this piece came in, for a client of the same wire. `index` tells which of several answers
    it belongs to. The first piece says in `begun` who answers, at a cost that isn't known yet; `id` is the request's.
    Of the provider's pieces one may be known to be the `last`.
    """

    text: str = ""
    reasoning: str = ""
    tool_calls: tuple[ToolCallDelta, ...] = ()
    finish: Finish | None = None
    usage: Usage | None = None
    source: Source | None = None
    model: str = ""
    extra: dict[str, Any] = {}
    raw: bytes = b""
    index: int = 0
    begun: Source | None = None
    id: str = ""
    last: bool = False

    @property
    def says_something(self) -> bool:
        return bool(self.text or self.reasoning or self.tool_calls or self.finish)


class Completion(Struct, frozen=True):
    """A whole answer. `answered` is False when no model is connected and the knowledge base has no answer either.

    `alternatives` are the further answers where several were asked for; `raw` is the body as the provider wrote it, for
    a client of the same wire.
    """

    text: str = ""
    reasoning: str = ""
    tool_calls: tuple[ToolCall, ...] = ()
    finish: Finish = "stop"
    usage: Usage = field(default_factory=Usage)
    source: Source = field(default_factory=lambda: Source("", ""))
    id: str = ""
    answered: bool = True
    extra: dict[str, Any] = {}
    alternatives: tuple[Completion, ...] = ()
    raw: dict[str, Any] | None = None


def user(text: str) -> Message:
    """A user's message of plain text."""
    return Message("user", (Text(text),))


def system(text: str) -> Message:
    """An instruction to the model."""
    return Message("system", (Text(text),))


def joined(chunks: Sequence[Chunk]) -> Completion:
    """The whole answer that a finished stream carried."""
    calls: dict[int, ToolCall] = {}
    for delta in (delta for chunk in chunks for delta in chunk.tool_calls):
        known = calls.get(delta.index, ToolCall("", "", ""))
        calls[delta.index] = ToolCall(
            known.id or delta.id,
            known.name or delta.name,
            known.arguments + delta.arguments,
            known.signature or delta.signature,
        )
    return Completion(
        text="".join(chunk.text for chunk in chunks),
        reasoning="".join(chunk.reasoning for chunk in chunks),
        tool_calls=tuple(calls[index] for index in sorted(calls)),
        finish=next((chunk.finish for chunk in reversed(chunks) if chunk.finish), "stop"),
        usage=next((chunk.usage for chunk in reversed(chunks) if chunk.usage), Usage()),
        source=next((chunk.source for chunk in reversed(chunks) if chunk.source), Source("", "")),
    )
