"""What is read of requests for responses and embeddings: enough to route, to bound and to record them."""

from typing import Any

import pytest

from imperium.models import embeddings, responses_requests
from imperium.models.chat import Chunk, Completion, Image, Message, Raw, Source, Text, Usage
from imperium.models.headers import headers_of, usd
from imperium.models.responses_wire import WIRE
from imperium.models.wire import CHAT, MESSAGES
from imperium.platform.errors import InvalidInput, ProviderUnavailable, RateLimited


def test_the_words_of_an_input_are_read_and_all_of_it_is_sent() -> None:
    items = [
        {"role": "developer", "content": "Be kind."},
        {
            "role": "user",
            "content": [{"type": "input_text", "text": "Look"}, {"type": "input_image", "image_url": "u"}],
        },
        {"type": "function_call", "call_id": "c1", "name": "look", "arguments": "{}"},
        {"type": "function_call_output", "call_id": "c1", "output": "seen"},
    ]
    body = {"input": items, "model": "m", "max_output_tokens": 9, "tools": [{"type": "web_search"}], "store": False}
    request = responses_requests.read_request(body)
    assert request.messages == (
        Message("system", (Text("Be kind."),)),
        Message("user", (Text("Look"), Image("u"))),
        Message("assistant", (Raw(items[2], "openai_responses"),)),
        Message("tool", (Text("seen"),), tool_call_id="c1"),
    )
    assert [tool.kind for tool in request.tools] == ["web_search"]
    assert WIRE.encode(request, "other", True) == {**body, "model": "other", "stream": True}


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "input"),
        ({"input": ""}, "input"),
        ({"input": []}, "input"),
        ({"input": [7]}, "input.0"),
        ({"input": [{"role": "user", "content": [{}]}]}, "input.0.content.0"),
        ({"input": "x", "background": True}, "background"),
        ({"input": "x", "max_output_tokens": 0}, "max_output_tokens"),
        ({"input": "x", "tools": [{"type": "function"}]}, "tools.0"),
    ],
)
def test_a_wrong_response_request(body: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        responses_requests.read_request(body)
    assert refused.value.field == field


def test_what_goes_on_from_before_needs_no_input() -> None:
    assert responses_requests.read_request({"previous_response_id": "resp_1"}).messages == ()


@pytest.mark.parametrize(
    ("given", "texts"),
    [
        ("one", ["one"]),
        (["one", "two"], ["one", "two"]),
        ([1, 2, 3], ["a a a "]),
        ([[1, 2], [3]], ["a a ", "a "]),
    ],
)
def test_what_is_embedded_is_measured(given: Any, texts: list[str]) -> None:
    request = embeddings.read_request({"model": "m", "input": given})
    assert [message.text for message in request.messages] == texts
    assert embeddings.WIRE.encode(request, "other", False) == {"model": "other", "input": given}


@pytest.mark.parametrize("given", [None, "", [], [""], [[]], [True], [["x"]], {"a": 1}, ["x"] * 2_049])
def test_a_wrong_input(given: Any) -> None:
    with pytest.raises(InvalidInput) as refused:
        embeddings.read_request({"model": "m", "input": given})
    assert (refused.value.field or "").startswith("input")


@pytest.mark.parametrize("model", [None, "", "auto"])
def test_a_vector_is_of_one_model(model: str | None) -> None:
    with pytest.raises(InvalidInput, match="can't be compared"):
        embeddings.read_request({"model": model, "input": "x"})


def read(*events: bytes) -> list[Chunk]:
    return list(WIRE.reader(True).read(b"".join([b"data: %b\n\n" % event for event in events])))


def test_how_a_response_ends() -> None:
    usage = b'{"input_tokens": 3, "output_tokens": 2}'
    incomplete = b'{"status": "incomplete", "incomplete_details": {"reason": "max_output_tokens"}, "usage": %b}' % usage
    (chunk,) = read(b'{"type": "response.incomplete", "response": %b}' % incomplete)
    assert (chunk.finish, chunk.usage) == ("length", Usage(3, 2))
    called = b'{"status": "completed", "output": [{"type": "function_call", "call_id": "c"}], "usage": null}'
    (chunk,) = read(b'{"type": "response.completed", "response": %b}' % called)
    assert (chunk.finish, chunk.usage) == ("tool_calls", Usage())
    error = b'{"error": {"code": "rate_limit_exceeded", "message": "slow down"}}'
    with pytest.raises(RateLimited, match="slow down"):
        read(b'{"type": "response.failed", "response": %b}' % error)
    with pytest.raises(ProviderUnavailable, match="oh"):
        read(b'{"type": "error", "code": null, "message": "oh", "param": null}')


def test_a_failed_response_is_no_answer() -> None:
    with pytest.raises(ProviderUnavailable, match="broke"):
        WIRE.decode({"status": "failed", "error": {"code": "server_error", "message": "broke"}, "output": []})
    assert WIRE.decode({"output": []}) == Completion()


def test_headers_hold_no_surprises() -> None:
    source = Source("openai", "größer\r\nx: y", "fast_ai", 1_234_567, attempts=2, reasons=("short", "x" * 500))
    headers = dict(headers_of("req_1", source, whole=True))
    assert headers[b"x-imperium-cost-usd"] == b"1.234567"
    assert headers[b"x-imperium-model"] == b"gr??er??x: y"
    assert len(headers[b"x-imperium-reasons"]) == 200
    assert b"x-imperium-cost-usd" not in dict(headers_of("req_1", source, whole=False))
    assert b"x-imperium-cost-usd" not in dict(headers_of("req_1", Source("o", "m", priced=False), whole=True))
    assert usd(7) == "0.000007"
    assert (b"request-id", b"req_1") in MESSAGES.headers("req_1", source, whole=True), "where its clients look"
    assert b"request-id" not in dict(CHAT.headers("req_1", source, whole=True))
