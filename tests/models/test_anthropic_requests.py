"""Requests in Anthropic's shape: what is read of them, and what is refused by its name."""

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imperium.models.anthropic_requests import read_request, read_to_count
from imperium.models.chat import ChatRequest, Image, Message, Raw, ResponseFormat, Text, Tool, ToolCall
from imperium.models.dialect import dialects
from imperium.platform.errors import InvalidInput

HELLO = [{"role": "user", "content": "hello"}]
DIALECT = dialects()["anthropic_messages"]

_words = st.text(min_size=1, max_size=20)
_spoken = st.lists(st.builds(Text, _words) | st.just(Image("https://example.org/a.png")), min_size=1, max_size=3)
_keys = st.sampled_from(["role", "content", "type", "text", "source", "name", "id"])
_json = st.recursive(
    st.none() | st.integers() | st.text(max_size=3) | st.sampled_from(["user", "text", "image", "tool_result"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(_keys, inner),
)
_call = st.builds(ToolCall, st.text("abc", min_size=1), st.text("abc", min_size=1), st.just('{"a":1}'))


def read(**body: Any) -> ChatRequest:
    return read_request({"max_tokens": 9, "messages": HELLO, **body}, {})


def test_results_come_before_words_and_their_pictures_with_them() -> None:
    picture = {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "aGk="}}
    called = {"type": "tool_use", "id": "t1", "name": "look", "input": {"at": "it"}}
    result = {"type": "tool_result", "tool_use_id": "t1", "content": [{"type": "text", "text": "seen"}, picture]}
    thought = {"type": "thinking", "thinking": "Hm.", "signature": "s"}
    messages = read(
        system=[{"type": "text", "text": "Be kind."}],
        messages=[
            *HELLO,
            {"role": "assistant", "content": [thought, {"type": "text", "text": "Well."}, called]},
            {"role": "user", "content": [{"type": "text", "text": "And?"}, result]},
        ],
    ).messages
    assert messages == (
        Message("system", (Text("Be kind."),)),
        Message("user", (Text("hello"),)),
        Message("assistant", (Text("Well."),), (ToolCall("t1", "look", '{"at":"it"}'),)),
        Message("tool", (Text("seen"),), tool_call_id="t1"),
        Message("user", (Text("And?"), Image("data:image/png;base64,aGk="))),
    )


def test_what_is_said_beside_the_messages() -> None:
    request = read(
        model="fast_ai",
        tools=[{"name": "look", "description": "looks", "input_schema": {"type": "object"}}],
        tool_choice={"type": "any", "disable_parallel_tool_use": True},
        temperature=0.5,
        stop_sequences=["END"],
        output_config={"format": {"type": "json_schema", "schema": {"type": "object"}}},
    )
    assert request.tools == (Tool("look", "looks", {"type": "object"}),)
    assert (request.model, request.tool_choice, request.max_tokens) == ("fast_ai", "required", 9)
    assert (request.temperature, request.stop) == (0.5, ("END",))
    assert request.extra == {"parallel_tool_calls": False}
    assert request.response_format == ResponseFormat({"type": "object"})
    assert read(tool_choice={"type": "tool", "name": "look"}).tool_choice == "look"


def test_the_body_and_the_beta_headers_go_to_anthropic_as_they_came() -> None:
    body = {"max_tokens": 9, "messages": HELLO, "model": "auto", "container": "c1", "stream": True}
    request = read_request(body, {"anthropic-beta": "b1", "authorization": "Bearer imp_secret"})
    assert DIALECT.encode(request, "claude", True) == {**body, "model": "claude"}
    assert request.said_beside("anthropic_messages") == {"anthropic-beta": "b1"}
    assert request.said_beside("openai_chat") == {}


def test_thoughts_that_nobody_signed_are_not_sent_back() -> None:
    unsigned = {"type": "thinking", "thinking": "Hm.", "signature": ""}
    signed = {"type": "thinking", "thinking": "Hm.", "signature": "s"}
    word = {"type": "text", "text": "Well."}
    turns = [*HELLO, {"role": "assistant", "content": [unsigned, signed, word]}, *HELLO]
    sent = DIALECT.encode(read(messages=turns), "claude", False)
    assert sent["messages"][1]["content"] == [signed, word]


def test_what_only_anthropic_has_is_kept_for_it() -> None:
    document = {"type": "document", "source": {"type": "base64", "media_type": "application/pdf", "data": "x"}}
    text = {"type": "document", "source": {"type": "text", "media_type": "text/plain", "data": "all of it"}}
    request = read(messages=[{"role": "user", "content": [document, text]}])
    assert request.messages[0].content == (Raw(document, "anthropic_messages"), Text("all of it"))
    for other in ("openai_chat", "gemini"):
        with pytest.raises(InvalidInput, match="no 'document' part"):
            dialects()[other].encode(request, "m", False)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"max_tokens": None}, "max_tokens"),
        ({"max_tokens": 0}, "max_tokens"),
        ({"messages": []}, "messages"),
        ({"messages": "hello"}, "messages"),
        ({"messages": [{"role": "robot", "content": "x"}]}, "messages.0.role"),
        ({"messages": [{"role": "user", "content": 7}]}, "messages.0.content"),
        ({"messages": [{"role": "user", "content": [{"text": "x"}]}]}, "messages.0.content.0"),
        ({"messages": [{"role": "user", "content": [{"type": "text"}]}]}, "messages.0.content.0"),
        ({"messages": [{"role": "assistant", "content": [{"type": "tool_use"}]}]}, "messages.0.content.0"),
        ({"system": 7}, "system"),
        ({"system": [{"type": "image"}]}, "system.0"),
        ({"temperature": 2}, "temperature"),
        ({"stop_sequences": [7]}, "stop_sequences"),
        ({"stream": "yes"}, "stream"),
        ({"tools": [{"description": "x"}]}, "tools.0"),
        ({"tool_choice": {"type": "always"}}, "tool_choice"),
    ],
)
def test_what_is_wrong_is_named(change: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read(**change)
    assert refused.value.field == field


@pytest.mark.parametrize("url", ["file:///etc/passwd", "/a.png", ""])
def test_a_picture_from_nowhere(url: str) -> None:
    with pytest.raises(InvalidInput, match="An image must be"):
        read(messages=[{"role": "user", "content": [{"type": "image", "source": {"type": "url", "url": url}}]}])


def test_counting_needs_no_bound() -> None:
    assert read_to_count({"messages": HELLO}, {}).max_tokens is None


@given(st.lists(_spoken, min_size=1, max_size=2), st.lists(_call, max_size=2))
def test_writing_and_reading_gives_it_back(asked: list[list[Text | Image]], calls: list[ToolCall]) -> None:
    messages = (
        Message("system", (Text("Be kind."),)),
        Message("user", tuple(asked[0])),
        Message("assistant", (Text("Well."),), tuple(calls)),
        *(Message("tool", (Text("seen"),), tool_call_id=call.id) for call in calls),
        Message("user", tuple(asked[-1])),
    )
    written = DIALECT.encode(ChatRequest(messages, max_tokens=9), "claude", False)
    assert read_request(written, {}).messages == messages


@given(_json)
def test_anything_is_read_or_refused(value: Any) -> None:
    for field in ("messages", "system", "tools", "tool_choice", "output_config"):
        with suppress(InvalidInput):
            assert isinstance(read(**{field: value}), ChatRequest)
