"""Reads answers in OpenAI's chat wire: whole, or as the events of a stream.

Source: OpenAI API reference, "Chat Completions". `reasoning_content` and `reasoning` are what vLLM, llama.cpp and
OpenRouter call the model's thoughts; `cost` in the usage is OpenRouter's, in US dollars.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Annotated, Any, Literal

import orjson
from msgspec import UNSET, Meta, Struct, UnsetType, field
from msgspec.json import Decoder

from imperium.kit.money import usd_to_micro
from imperium.models.chat import Chunk, Completion, Finish, ToolCall, ToolCallDelta, Usage
from imperium.models.dialect import MOST_TOKENS, Json, consistent, count, malformed, parsed
from imperium.models.refusals import announces_error, refused
from imperium.models.runs import Runs, decoded, decoded_one
from imperium.models.sse import BLANK, Event

FINISHES: Mapping[str, Finish] = {
    "stop": "stop",
    "eos_token": "stop",
    "stop_sequence": "stop",
    "length": "length",
    "tool_calls": "tool_calls",
    "function_call": "tool_calls",
    "content_filter": "content_filter",
}
NOTHING_TOLD = Usage()
DONE = b"[DONE]"
MOST_USD = 1_000_000
"""Of one call; more is no price."""
OWN_FIELDS = {"role", "content", "tool_calls", "reasoning", "reasoning_content"}


def decode(body: Json) -> Completion:
    first, *others = _choices(body)
    alternatives = tuple([_answer(choice) for choice in others])
    return _answer(first, str(body.get("id") or ""), usage(body.get("usage")), alternatives)


def _answer(
    choice: Json, id: str = "", used: Usage = NOTHING_TOLD, alternatives: tuple[Completion, ...] = ()
) -> Completion:
    message = choice.get("message")
    if not isinstance(message, dict):
        raise malformed("choices[0].message")
    return Completion(
        text=_words(message.get("content")),
        reasoning=_words(message.get("reasoning_content") or message.get("reasoning")),
        tool_calls=tuple([decode_tool_call(call) for call in message.get("tool_calls") or ()]),
        finish=finish(choice.get("finish_reason")),
        usage=used,
        id=id,
        extra=_leftovers(choice, message),
        alternatives=alternatives,
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
    """What can't be is not believed: a cost below nothing would be money earned."""
    if not isinstance(said, dict):
        return Usage()
    cost = _cost(said["cost"]) if "cost" in said else None
    read, written = count(said, "prompt_tokens"), count(said, "completion_tokens")
    of_prompt, of_answer = said.get("prompt_tokens_details"), said.get("completion_tokens_details")
    if of_prompt is None and of_answer is None:
        return Usage(read, written, cost_micro_usd=cost)
    told = Usage(
        input_tokens=read,
        output_tokens=written,
        cached_input_tokens=count(of_prompt, "cached_tokens"),
        cache_write_tokens=count(of_prompt, "cache_write_tokens"),
        reasoning_tokens=count(of_answer, "reasoning_tokens"),
        cost_micro_usd=cost,
    )
    return consistent(told)


def _cost(said: Any) -> int | None:
    is_amount = isinstance(said, int | float) and not isinstance(said, bool) and 0 <= said <= MOST_USD
    return usd_to_micro(said) if is_amount else None


Nothing = Literal[""] | tuple[()] | None
"""How servers say that there is none of something."""


class _Delta(Struct, frozen=True):
    content: str | None = None
    reasoning_content: Nothing = None
    reasoning: Nothing = None
    tool_calls: Nothing = None
    refusal: Nothing = None
    annotations: Nothing = None
    audio: Nothing = None


class _Choice(Struct, frozen=True):
    delta: _Delta = _Delta()
    index: Literal[0] = 0
    finish_reason: None = None
    logprobs: None = None


class _Words(Struct, frozen=True):
    """An event that holds words of the first answer and nothing else: no other can be read as one."""

    choices: tuple[_Choice]
    usage: None = None
    error: None = None
    type: UnsetType = UNSET


class _Empty(Struct, frozen=True, forbid_unknown_fields=True):
    """An object with nothing in it."""


class _Finished(Struct, frozen=True):
    finish_reason: str
    delta: _Empty
    index: Literal[0] = 0
    logprobs: None = None


Count = Annotated[int, Meta(ge=0, le=MOST_TOKENS)]


class _Parts(Struct, frozen=True):
    cached_tokens: Count = 0
    cache_write_tokens: Count = 0
    reasoning_tokens: Count = 0


class _Used(Struct, frozen=True):
    prompt_tokens: Count = 0
    completion_tokens: Count = 0
    prompt_tokens_details: _Parts = _Parts()
    completion_tokens_details: _Parts = _Parts()
    cost: UnsetType = UNSET

    def usage(self) -> Usage:
        of_prompt, reasoned = self.prompt_tokens_details, self.completion_tokens_details.reasoning_tokens
        cached, written = of_prompt.cached_tokens, of_prompt.cache_write_tokens
        told = Usage(self.prompt_tokens, self.completion_tokens, cached, written, reasoned)
        return consistent(told) if cached or written else told


class _End(Struct, frozen=True):
    """An event that says that the only answer is over, or what was used, as the last ones do."""

    choices: Annotated[list[_Finished], Meta(max_length=1)]
    usage: _Used | None = None
    error: None = None
    type: UnsetType = UNSET


_WORDS, _END = Decoder(_Words), Decoder(_End)
_NOT_EMPTY = b'"delta":{"'
"""Nearly always in an event that has more to say. It is looked for first, since that takes less than a reading."""


class Reader(Struct):
    """Whole when every answer that began had its finish reason and then `[DONE]` came."""

    passes_on: bool = False
    ended: bool = False
    _open: set[int] = set()
    _finished: bool = False
    _runs: Runs = field(default_factory=partial(Runs, b"data: "))

    def read(self, text: bytes) -> Iterator[Chunk]:
        return self._runs.read(text, self)

    def words_of(self, events: Sequence[Event]) -> Sequence[str | None]:
        """None for an event that holds anything else than words of the first answer."""
        texts = [event.data for event in events]
        whole = bool(texts) and texts[-1] == DONE
        found = decoded(_WORDS, texts[:-1] if whole else texts)
        words = [None if said is None else said.choices[0].delta.content or "" for said in found]
        return [*words, None] if whole else words

    def words_in(self, event: Event) -> str | None:
        said = decoded_one(_WORDS, event.data)
        return None if said is None else said.choices[0].delta.content or ""

    def has_spoken(self) -> None:
        self._open.add(0)

    def read_one(self, event: Event) -> list[Chunk]:
        if event.data.strip() == DONE:
            self.ended = self._finished and not self._open
            return []
        if (usual := self._usual_end(event.data)) is not None:
            return usual
        body = parsed(event.data)
        if "error" in body and announces_error(body):
            raise refused(body)
        said = body.get("usage")
        chunks = self._said(body, event.data) if body.get("choices") else []
        if isinstance(said, dict) and (told := usage(said)) != NOTHING_TOLD:
            chunks.append(Chunk(usage=told))
        return chunks

    def _usual_end(self, data: bytes) -> list[Chunk] | None:
        """What the last events of an answer that is passed on say, if it is one thing; None for all others. As in an
        event of words, nobody looks into fields that aren't read."""
        end = decoded_one(_END, data) if self.passes_on and data.find(_NOT_EMPTY) < 0 else None
        if end is None:
            return None
        choices, used = end.choices, end.usage
        if not choices:
            told = NOTHING_TOLD if used is None else used.usage()
            return [Chunk(usage=told)] if told != NOTHING_TOLD else []
        reason = FINISHES.get(choices[0].finish_reason) if used is None else None
        if reason is None:
            return None
        self._finished = True
        self._open.discard(0)
        return [Chunk(finish=reason, raw=b"data: " + data + BLANK)]

    def _said(self, body: Json, data: bytes) -> list[Chunk]:
        raw = b""
        if self.passes_on:
            raw = b"data: " + (_without_usage(body) if body.get("usage") else data) + BLANK
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
