"""What our writers of streams write, the providers' readers read: the same words, calls and end."""

import json
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from imperium.models import anthropic_answers, openai_answers
from imperium.models.anthropic_answers import message_body
from imperium.models.chat import Chunk, Completion, Finish, Source, ToolCall, ToolCallDelta, Usage, joined
from imperium.models.dialect import dialects
from imperium.models.openai_answers import completion_body
from imperium.models.relay import Relay
from imperium.models.sse import EventParser, events
from imperium.platform.errors import ProviderUnavailable

SOURCE = Source("openai", "m", "fast_ai", 7, reasons=("short",))
USAGE = Usage(11, 7, cached_input_tokens=5)
DOCUMENT = {"status": 502, "detail": "cut", "code": "network-error", "error_class": "transient"}

_words = st.text(st.characters(codec="utf-8"), min_size=1, max_size=8)
_call = st.tuples(st.text("abc", min_size=1), st.lists(st.sampled_from(['{"a"', ": 1", "}"]), max_size=3))


def said(words: list[str], calls: list[tuple[str, list[str]]], finish: Finish) -> list[Chunk]:
    chunks = [Chunk(text=word, model="m") for word in words]
    for index, (name, pieces) in enumerate(calls):
        chunks.append(Chunk(tool_calls=(ToolCallDelta(index, f"call_{index}", name),), model="m"))
        chunks += [Chunk(tool_calls=(ToolCallDelta(index, arguments=piece),), model="m") for piece in pieces]
    return [*chunks, Chunk(finish=finish, model="m")]


def written(writer: Any, chunks: list[Chunk]) -> bytes:
    events = [writer.event(chunk) for chunk in chunks]
    closing = Chunk(usage=USAGE, source=SOURCE, model="m")
    return b"".join([*events, writer.event(closing), writer.end()])


def read(dialect: str, stream: bytes, passes_on: bool = False) -> tuple[list[Chunk], bool]:
    reader = dialects()[dialect].reader(passes_on)
    return list(reader.read(EventParser().feed(stream))), reader.ended


@given(st.lists(_words, max_size=4), st.lists(_call, max_size=2), st.sampled_from(["stop", "length", "tool_calls"]))
def test_both_wires_are_understood(words: list[str], calls: list[tuple[str, list[str]]], finish: Finish) -> None:
    chunks = said(words, calls, finish)
    expected = joined(chunks)
    writers = {
        "openai_chat": openai_answers.EventWriter(with_usage=True),
        "anthropic_messages": anthropic_answers.EventWriter(thinks=True, input_tokens=3),
    }
    for dialect, writer in writers.items():
        heard, ended = read(dialect, written(writer, chunks))
        understood = joined(heard)
        assert (understood.text, understood.tool_calls) == (expected.text, expected.tool_calls)
        assert (understood.finish, ended) == (finish, True)
        assert understood.usage == USAGE


@given(st.lists(_words, min_size=1, max_size=6), st.lists(st.integers(1, 400), max_size=6), st.booleans())
def test_passing_on_changes_nothing_but_the_id(words: list[str], cuts: list[int], thinks: bool) -> None:
    thoughts = [Chunk(reasoning="Hm.", model="m")] if thinks else []
    for dialect, writer in (
        ("openai_chat", openai_answers.EventWriter(True)),
        ("anthropic_messages", anthropic_answers.EventWriter(True, 3)),
    ):
        stream = written(writer, [*thoughts, *said(words, [("look", ["{}"])], "tool_calls")])
        parser, reader, relay = EventParser(), dialects()[dialect].reader(True), Relay()
        places = sorted({0, len(stream), *(cut for cut in cuts if cut < len(stream))})
        passed: list[Chunk] = []
        for start, stop in pairwise(places):
            passed += relay.take(list(reader.read(parser.feed(stream[start:stop]))))
        again = type(writer)(*((True,) if dialect == "openai_chat" else (True, 3)))
        own = [Chunk(text=c.text, finish=c.finish, extra=c.extra, raw=c.raw, model="m", id="req_1") for c in passed]
        before, after = events(stream), events(written(again, own))
        assert reader.ended
        assert [without_id(event.data) for event in after] == [without_id(event.data) for event in before]
        assert joined(passed).text == "".join(words)


def without_id(data: bytes) -> Any:
    """OpenAI's id stands in every event, Anthropic's in the message of the first. The second may have changed, too."""
    if data == b"[DONE]":
        return data
    body = orjson.loads(data)
    body.pop("created", None)
    (body.get("message") or body).pop("id", None)
    return body


def test_the_id_is_that_of_the_request() -> None:
    stream = written(openai_answers.EventWriter(False), said(['"chatcmpl-x"', "y"], [], "stop"))
    chunks, _ = read("openai_chat", stream, passes_on=True)
    own = openai_answers.EventWriter(False)
    passed = events(b"".join(own.event(Chunk(raw=chunk.raw, id="req_1")) for chunk in chunks if chunk.raw))
    assert {orjson.loads(event.data)["id"] for event in passed} == {"chatcmpl-req_1"}
    assert orjson.loads(passed[0].data)["choices"][0]["delta"]["content"] == '"chatcmpl-x"'


@pytest.mark.parametrize("write", [json.dumps, lambda body: orjson.dumps(body).decode()])
def test_a_word_that_is_the_id_stays_what_it_is(write: Callable[[Any], str]) -> None:
    def event(id: str | None, *words: str) -> str:
        choices = [{"index": 0, "delta": {"content": word}} for word in words]
        return f"data: {write({'id': id, 'choices': choices})}\n\n"

    raw = event("") + event("a", "a") + event("a", "-") + event(None, "a")
    passed = events(openai_answers.EventWriter(False).event(Chunk(raw=raw.encode(), id="req_1")))
    told = [orjson.loads(event.data) for event in passed]
    assert [body["id"] for body in told] == ["", "chatcmpl-req_1", "chatcmpl-req_1", None]
    assert [body["choices"][0]["delta"]["content"] for body in told[1:]] == ["a", "-", "a"]


@pytest.mark.parametrize("theirs", ["a", 'a"b', "a\\b", "é", "a b"])
def test_an_id_may_be_written_in_any_way(theirs: str) -> None:
    events_of_it = [b"data: " + json.dumps({"id": theirs, "n": n}).encode().replace(b": ", b":") for n in range(3)]
    for write in (b"\n\n".join(events_of_it), b"\n\n".join(events_of_it).replace(b'"id":', b'"id": ')):
        passed = events(openai_answers.EventWriter(False).event(Chunk(raw=write + b"\n\n", id="req_1")))
        assert [orjson.loads(event.data) for event in passed] == [{"id": "chatcmpl-req_1", "n": n} for n in range(3)]


def test_data_of_several_lines_goes_on_whole() -> None:
    lines = b'data: {"choices":\ndata: [{"index":0,"delta":{"content":"a"}}]}\n\n'
    whole = b'data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\n'
    chunks, _ = read("openai_chat", lines + whole, passes_on=True)
    passed = events(b"".join(chunk.raw for chunk in chunks))
    assert [orjson.loads(event.data)["choices"][0]["delta"] for event in passed] == [{"content": "a"}, {}]


def test_events_without_an_id_go_on_as_they_are() -> None:
    raw = b'data: {"choices":[{"delta":{"content":"-"}}]}\n\n'
    assert openai_answers.EventWriter(False).event(Chunk(raw=raw, id="req_1")) == raw
    raw = b'event: message_start\ndata: {"type":"message_start","message":{"content":["-"]}}\n\n'
    assert anthropic_answers.EventWriter(True, 3).event(Chunk(raw=raw, id="req_1")) == raw


@pytest.mark.parametrize("passes_on", [False, True])
@pytest.mark.parametrize("dialect", ["openai_chat", "anthropic_messages"])
def test_an_error_is_read_as_one_after_what_came_before(dialect: str, passes_on: bool) -> None:
    writer: Any = openai_answers.EventWriter(True)
    if dialect == "anthropic_messages":
        writer = anthropic_answers.EventWriter(True, 3)
    stream = writer.event(Chunk(text="Well", model="m")) + writer.error(DOCUMENT)
    reader, heard = dialects()[dialect].reader(passes_on), []
    with pytest.raises(ProviderUnavailable, match="cut"):  # noqa: PT012
        for chunk in reader.read(EventParser().feed(stream)):
            heard.append(chunk.text)  # noqa: PERF401
    assert "".join(heard) == "Well"
    assert not reader.ended


def test_calls_that_are_mixed_up_are_told_as_an_error() -> None:
    writer = anthropic_answers.EventWriter(True, 3)
    for index in (0, 1):
        writer.event(Chunk(tool_calls=(ToolCallDelta(index, f"c{index}", "look"),)))
    with pytest.raises(ProviderUnavailable, match="order of tool calls"):
        writer.event(Chunk(tool_calls=(ToolCallDelta(0, arguments="{}"),)))


@given(_words, st.lists(st.tuples(st.text("abc", min_size=1), st.sampled_from(['{"a":1}', "{}"])), max_size=2))
def test_whole_answers_are_understood(text: str, calls: list[tuple[str, str]]) -> None:
    called = tuple(ToolCall(f"c{index}", name, arguments) for index, (name, arguments) in enumerate(calls))
    answer = Completion(
        text, "Hm.", called, "tool_calls" if calls else "stop", USAGE, SOURCE, id="req_1", alternatives=()
    )
    for dialect, body in (
        ("openai_chat", completion_body(answer)),
        ("anthropic_messages", message_body(answer, thinks=True)),
    ):
        read_back = dialects()[dialect].decode(body)
        assert (read_back.text or text, read_back.reasoning, read_back.finish) == (text, "Hm.", answer.finish)
        assert (read_back.tool_calls, read_back.usage) == (called, USAGE)
        assert body["imperium"]["cost_micro_usd"] == 7
        assert body["id"].endswith("req_1")


def test_arguments_that_are_no_object_are_shown_as_they_are() -> None:
    answer = Completion(tool_calls=(ToolCall("c", "look", "[1"),), finish="tool_calls")
    assert message_body(answer, thinks=False)["content"][0]["input"] == {"_raw": "[1"}
