"""What goes out in OpenAI's shape comes in again as it was."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from imperium.models.chat import ChatRequest, Image, Message, Raw, ResponseFormat, Text, Tool, ToolCall
from imperium.models.dialect import dialects
from imperium.models.faults import SHAPE_ERRORS
from imperium.models.openai_requests import read_any_request, read_request
from imperium.platform.errors import ImperiumError, InvalidInput

_name = st.text("abcdefgh_", min_size=1, max_size=8)
_words = st.text(min_size=1, max_size=20)
_schema: st.SearchStrategy[dict[str, Any]] = st.just({"type": "object"})
_part = st.one_of(
    st.builds(Text, _words),
    st.builds(Image, st.just("https://example.org/a.png"), st.sampled_from([None, "low"])),
    st.just(Raw({"type": "input_audio", "input_audio": {"data": "x", "format": "wav"}})),
)
_call = st.builds(ToolCall, _name, _name, st.just('{"a": 1}'), st.sampled_from([None, "sig"]))
_message = st.one_of(
    st.builds(Message, st.sampled_from(["system", "user"]), st.lists(_part, max_size=3).map(tuple)),
    st.builds(
        Message,
        st.just("assistant"),
        st.lists(st.builds(Text, _words), max_size=1).map(tuple),
        st.lists(_call, max_size=2).map(tuple),
        st.none(),
        st.sampled_from([{}, {"name": "bob"}]),
    ),
    st.builds(Message, st.just("tool"), st.tuples(st.builds(Text, _words)), tool_call_id=_name),
)
_request = st.builds(
    ChatRequest,
    messages=st.lists(_message, min_size=1, max_size=4).map(tuple),
    model=_name,
    tools=st.lists(st.builds(Tool, _name, st.text(max_size=5), _schema), max_size=2).map(tuple),
    tool_choice=st.sampled_from([None, "auto", "none", "required", "weather"]),
    temperature=st.none() | st.floats(0, 2),
    top_p=st.none() | st.floats(0, 1),
    max_tokens=st.none() | st.integers(1, 1000),
    stop=st.lists(_words, max_size=2).map(tuple),
    seed=st.none() | st.integers(0, 10),
    response_format=st.none() | st.builds(ResponseFormat, st.none() | _schema),
    extra=st.sampled_from([{}, {"user": "u", "logit_bias": {"5": 1}}]),
)


@given(_request)
@settings(max_examples=60, deadline=None)
def test_writing_and_reading_a_request_gives_it_back(request: ChatRequest) -> None:
    read = read_request(dialects()["openai_chat"].encode(request, request.model, True))
    assert replace(read, original=None) == request


@given(_request)
@settings(max_examples=60, deadline=None)
def test_every_wire_carries_every_word_or_says_what_it_cannot(request: ChatRequest) -> None:
    for dialect in dialects().values():
        with suppress(InvalidInput):
            sent = _strings(orjson.loads(orjson.dumps(dialect.encode(request, "m", False))))
            assert all(any(message.text in text for text in sent) for message in request.messages if message.text)


def _strings(value: Any) -> list[str]:
    """Every text within JSON data, and the texts of one list joined, as parts of a message are."""
    if isinstance(value, str):
        return [value]
    inner = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else []
    parts = [part.get("text", "") for part in inner if isinstance(part, dict)]
    return [text for item in inner for text in _strings(item)] + ["".join(filter(None, parts))]


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_name, inner, max_size=3),
    max_leaves=6,
)
_keys = st.sampled_from(["messages", "model", "tools", "tool_choice", "stop", "seed", "response_format", "n", "top_p"])


@given(st.dictionaries(_keys, _json), st.dictionaries(st.sampled_from(["role", "content", "tool_calls"]), _json))
@settings(max_examples=80, deadline=None)
def test_any_body_is_read_or_refused(body: dict[str, Any], message: dict[str, Any]) -> None:
    for tried in (body, {**body, "messages": [{"role": "user", "content": "x"}, message]}):
        with suppress(InvalidInput):
            assert isinstance(read_request(tried), ChatRequest)


_ODD: list[Any] = [None, True, 0, 1, 2, -1, 128, 129, 0.5, 2.0, 2.5, 1 << 70, "", "x", [], {}, ["x"]]
_SETTINGS = ["model", "temperature", "top_p", "max_tokens", "max_completion_tokens", "n", "seed", "stream", "user"]
_said = st.fixed_dictionaries(
    {"role": st.sampled_from(["system", "user", "assistant", "developer", "tool", "god", None]), "content": _words},
    optional={"name": _words},
)


@given(st.lists(_said | st.sampled_from(_ODD), max_size=3) | st.sampled_from(_ODD))
@settings(max_examples=100, deadline=None)
def test_messages_that_are_read_at_once_are_as_those_read_one_by_one(messages: Any) -> None:
    assert _read(read_request, {"messages": messages}) == _read(read_any_request, {"messages": messages})


@pytest.mark.parametrize("setting", [*_SETTINGS, "stream_options", "messages"])
def test_settings_that_are_read_at_once_are_as_those_read_one_by_one(setting: str) -> None:
    for value in _ODD:
        body = {"messages": [{"role": "user", "content": "x"}], setting: value}
        assert _read(read_request, body) == _read(read_any_request, body)


def _read(read: Callable[[dict[str, Any]], ChatRequest], body: dict[str, Any]) -> object:
    try:
        return read(body)
    except InvalidInput as error:
        return str(error), error.field, error.extra


_answer = st.dictionaries(
    st.sampled_from(["choices", "content", "candidates", "usage", "usageMetadata", "stop_reason", "type", "error"]),
    st.recursive(
        st.none() | st.integers() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=2)
            | st.dictionaries(st.sampled_from(["message", "delta", "text", "parts", "content", "finish_reason"]), inner)
        ),
        max_leaves=5,
    ),
)


@given(_answer)
@settings(max_examples=80, deadline=None)
def test_any_answer_is_read_or_an_error_of_ours(body: dict[str, Any]) -> None:
    for dialect in dialects().values():
        with suppress(ImperiumError, *SHAPE_ERRORS):
            dialect.decode(body)
