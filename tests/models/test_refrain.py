"""What is recognized at once is exactly what would be read one by one."""

import json
from contextlib import suppress
from itertools import pairwise
from typing import Any

import orjson
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from msgspec.structs import replace

from imperium.models.chat import Chunk
from imperium.models.dialect import StreamReader, dialects
from imperium.models.refrain import PROBE, Refrain, refrain_of
from imperium.models.relay import Relay, joined
from imperium.models.runs import Runs
from imperium.models.sse import EventParser
from imperium.models.streamed_answer import _read
from imperium.platform.errors import ImperiumError, ProviderUnavailable

HEADS = {"openai_chat": b"data: ", "anthropic_messages": b"event: content_block_delta\ndata: "}

_text = st.text(st.sampled_from('ab "\\\n\u00e9\u2028{}[],:0'), max_size=6) | st.sampled_from([PROBE, "", "content"])


def openai(**choice: Any) -> dict[str, Any]:
    said = {"index": 0, "delta": {}, "logprobs": None, "finish_reason": None, **choice}
    return {"id": "c-1", "model": "m", "choices": [said]}


def _openai_events(text: str) -> st.SearchStrategy[dict[str, Any]]:
    return st.sampled_from(
        [
            *[openai(delta={"content": text})] * 8,
            openai(delta={"role": "assistant", "content": text}),
            openai(delta={"content": text}, index=1),
            openai(delta={"content": text}, logprobs={"content": [{"token": text}]}),
            openai(delta={"content": text}, finish_reason="stop"),
            openai(delta={"content": text, "reasoning_content": "Hm."}),
            openai(delta={"content": None, "tool_calls": [{"index": 0, "function": {"arguments": text}}]}),
            openai(delta={"refusal": text}),
            {**openai(delta={"content": text}), "usage": {"prompt_tokens": 3, "completion_tokens": 4}},
            {**openai(delta={"content": text}), "obfuscation": text},
            {"error": {"message": text, "code": 500}},
            {"choices": [], "usage": {"prompt_tokens": 3, "completion_tokens": 4}},
        ]
    )


def _anthropic_events(text: str) -> st.SearchStrategy[dict[str, Any]]:
    delta = {"type": "content_block_delta", "index": 0}
    return st.sampled_from(
        [
            *[{**delta, "delta": {"type": "text_delta", "text": text}}] * 8,
            {**delta, "delta": {"type": "thinking_delta", "thinking": text}},
            {**delta, "index": 1, "delta": {"type": "text_delta", "text": text}},
            {"type": "ping"},
            {"type": "message_start", "message": {"usage": {"input_tokens": 3}}},
            {"type": "message_delta", "delta": {"stop_reason": "end_turn"}, "usage": {"output_tokens": 4}},
        ]
    )


@st.composite
def _streams(draw: st.DrawFn, dialect: str) -> bytes:
    """A stream as a provider might send it, whole or cut, now and then with bytes that don't belong there."""
    events = _openai_events if dialect == "openai_chat" else _anthropic_events
    body = b""
    for text in draw(st.lists(_text, max_size=12)):
        event = draw(events(text))
        data = draw(st.sampled_from([orjson.dumps(event), orjson.dumps(event), json.dumps(event).encode()]))
        name = b"event: %b\n" % event["type"].encode() if dialect == "anthropic_messages" else b""
        body += b"%bdata: %b\n\n" % (name, data)
    if dialect == "openai_chat":
        body += draw(st.sampled_from([b"", b"data: [DONE]\n\n"]))
    for place, wrong in draw(st.lists(st.tuples(st.integers(0, 600), st.binary(max_size=2)), max_size=2)):
        body = body[:place] + wrong + body[place + draw(st.integers(0, 2)) :]
    return body


def heard(reader: StreamReader, pieces: list[bytes], passes_on: bool) -> tuple[Any, ...]:
    """All that anybody could tell of a stream: what was passed on and understood, whether it ended, and how."""
    parser, relay, chunks = EventParser(), Relay(), list[Chunk]()
    error = None
    for piece in pieces:
        found, error = _read(reader, parser.feed(piece))
        chunks += relay.take(found) if passes_on else found
        if error is not None or reader.ended:
            break
    return joined(chunks), [chunk.text for chunk in chunks], [chunk.raw for chunk in chunks], reader.ended, str(error)


@pytest.mark.parametrize("passes_on", [True, False])
@pytest.mark.parametrize("dialect", ["openai_chat", "anthropic_messages"])
@given(data=st.data(), cuts=st.lists(st.integers(1, 1_500), max_size=4))
def test_fast_and_one_by_one_are_the_same(dialect: str, passes_on: bool, data: st.DataObject, cuts: list[int]) -> None:
    stream = data.draw(_streams(dialect))
    places = sorted({0, len(stream), *(cut for cut in cuts if cut < len(stream))})
    pieces = [stream[start:stop] for start, stop in pairwise(places)]
    fast, slow = dialects()[dialect].reader(passes_on), dialects()[dialect].reader(passes_on)
    slow._runs = Runs(HEADS[dialect], _sought=99)  # type: ignore[attr-defined]
    assert heard(fast, pieces, passes_on) == heard(slow, pieces, passes_on)


@given(st.lists(_text, min_size=1), st.binary(max_size=30))
def test_words_are_those_of_every_event(words: list[str], after: bytes) -> None:
    refrain = Refrain(b'data: {"w":"', b'"}\n\n')
    sung = b"".join(b'data: {"w":%b}\n\n' % orjson.dumps(word) for word in words)
    assert refrain.words(sung) == (words, sung)
    assert refrain.words(b"before" + sung, len(b"before")) == (words, sung)
    found, heard = refrain.words(sung + after)
    assert list(found) == words[: len(found)]
    assert heard in (b"", sung, sung + after)


@example(b'a","b', b"c")
@example(b'a" "b', b"c")
@example(b"a\\", b"c")
@example(b'a\\","w":"b', b"c")
@example(b"a\n", b"c")
@example(b"\xff", b"c")
@given(st.binary(max_size=4), st.binary(max_size=4))
def test_what_is_no_string_is_not_taken_for_one(first: bytes, second: bytes) -> None:
    text = b'data: {"w":"%b"}\n\ndata: {"w":"%b"}\n\n' % (first, second)
    words, heard = Refrain(b'data: {"w":"', b'"}\n\n').words(text)
    if heard:
        assert [*words] == [json.loads(b'"%b"' % part) for part in (first, second)]
        assert heard == text


@pytest.mark.parametrize("words", [":", ",", ":null,", "content"])
def test_words_that_stand_between_strings_are_not_taken_for_one(words: str) -> None:
    def read(data: bytes) -> str | None:
        with suppress(orjson.JSONDecodeError):
            said: str | None = orjson.loads(data).get("content")
            return said
        return None

    data = orjson.dumps({"logprobs": None, "name": "x", "content": words})
    assert refrain_of(b"data: ", data, words, read) is None


def test_a_string_that_only_looks_like_the_words_is_none() -> None:
    def read(data: bytes) -> str | None:
        words: str = orjson.loads(data)["content"]
        return words

    assert refrain_of(b"data: ", b'{"name":"x","content":"\\u0078"}', "x", read) is None
    assert refrain_of(b"data: ", b'{"content":""}', "", read) is None
    assert refrain_of(b"data: ", b'{"content":"%b"}' % PROBE.encode(), PROBE, read) is None
    found = refrain_of(b"data: ", b'{"content":"x","name":"x"}', "x", read)
    assert found is not None
    text = b'data: {"content":"y\\n","name":"x"}\n\n'
    assert found.words(text) == (["y\n"], text)


def test_another_refrain_is_learned() -> None:
    def verse(model: str) -> bytes:
        event = b'data: {"model":"%b","choices":[{"index":0,"delta":{"content":" %d"}}]}\n\n'
        return b"".join([event % (model.encode(), n) for n in range(20)])

    reader = dialects()["openai_chat"].reader(True)
    told = [[len(chunk.text) for chunk in reader.read(verse(model))] for model in ("a", "b", "b")]
    assert told == [[4, 46], [50], [4, 46]]


def test_a_run_of_words_goes_on_as_it_came() -> None:
    events = [b'data: {"choices":[{"index":0,"delta":{"content":" %d"}}]}\n\n' % n for n in range(40)]
    reader = dialects()["openai_chat"].reader(True)
    chunks = list(reader.read(b"".join(events)))
    assert [chunk.raw for chunk in chunks] == [b"".join(events[:2]), b"".join(events[2:])]
    assert "".join(chunk.text for chunk in chunks) == "".join(f" {n}" for n in range(40))


_count = st.sampled_from([0, 3, 7, -1, 2.0, True, None, "3", 10**12])
_parts = st.none() | st.dictionaries(
    st.sampled_from(["cached_tokens", "cache_write_tokens", "reasoning_tokens"]), _count
)
_usage = st.none() | st.fixed_dictionaries(
    {},
    optional={
        "prompt_tokens": _count,
        "completion_tokens": _count,
        "prompt_tokens_details": _parts,
        "completion_tokens_details": _parts,
        "cost": st.sampled_from([None, 0.25, -1]),
    },
)
_ended = st.fixed_dictionaries(
    {
        "index": st.sampled_from([0, 0, 0, 1]),
        "delta": st.sampled_from([{}, {}, {"content": ""}, {"refusal": "no"}]),
        "finish_reason": st.sampled_from(["stop", "stop", "length", "eos_token", None, "odd", 3]),
        "logprobs": st.sampled_from([None, None, {"content": []}]),
    }
)


@pytest.mark.parametrize("passes_on", [True, False])
@given(
    event=st.fixed_dictionaries(
        {"choices": st.lists(_ended, max_size=2)},
        optional={
            "usage": _usage,
            "error": st.sampled_from([None, {}, {"code": 500}]),
            "type": st.sampled_from(["error", "chunk", None]),
        },
    )
)
@example({"choices": [], "usage": {"prompt_tokens": 0, "prompt_tokens_details": {"cached_tokens": 9}}})
@example({"choices": [], "usage": {"completion_tokens_details": {"cached_tokens": 9}}})
@example({"choices": [], "usage": {"prompt_tokens": 9, "prompt_tokens_details": {"reasoning_tokens": 3}}})
@example({"type": "error", "choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]})
@example({"type": "error", "choices": []})
def test_a_usual_end_says_what_a_closer_look_finds(passes_on: bool, event: dict[str, Any]) -> None:
    def found(event: dict[str, Any]) -> tuple[Any, ...]:
        reader: Any = dialects()["openai_chat"].reader(passes_on)
        reader.has_spoken()
        try:
            chunks = list(reader.read(b"data: %b\n\n" % orjson.dumps(event)))
        except ImperiumError as error:
            return (str(error),)
        told = [orjson.loads(chunk.raw[6:]) | {"closer": None} for chunk in chunks if chunk.raw]
        list(reader.read(b"data: [DONE]\n\n"))
        return [replace(chunk, raw=b"") for chunk in chunks], told, reader.ended

    assert found(event) == found({**event, "closer": {"delta": {"look": 1}}})


@pytest.mark.parametrize("before", [b"", b'data: {"choices":[{"index":0,"delta":{"content":"a"}}]}\n\n' * 4])
@pytest.mark.parametrize("choices", [b"[]", b'[{"index":0,"delta":{"content":"a"}}]'])
def test_what_is_nested_without_end_is_the_providers_fault(before: bytes, choices: bytes) -> None:
    reader = dialects()["openai_chat"].reader(True)
    endless = b'data: {"a":%b%b,"choices":%b}\n\n' % (b"[" * 100_000, b"]" * 100_000, choices)
    with pytest.raises(ProviderUnavailable):
        list(reader.read(before + endless))
