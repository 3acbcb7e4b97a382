"""Every error of ours in the shapes of OpenAI and of Anthropic."""

from collections.abc import Iterator

import pytest

from imperium.platform import errors
from imperium.platform.error_wires import WIRES, wire_of
from imperium.platform.errors import ImperiumError, ProviderRejected, ProviderUnavailable
from imperium.platform.problems import problem

DOCUMENTED_TYPES = {
    "invalid_request_error",
    "authentication_error",
    "billing_error",
    "permission_error",
    "not_found_error",
    "request_too_large",
    "rate_limit_error",
    "api_error",
    "timeout_error",
    "overloaded_error",
}


def kinds(of: type[ImperiumError] = ImperiumError) -> Iterator[type[ImperiumError]]:
    yield of
    for kind in of.__subclasses__():
        if kind.__module__ == errors.__name__:
            yield from kinds(kind)


@pytest.mark.parametrize("kind", list(kinds()))
def test_every_kind_has_a_documented_type_and_says_what_to_do(kind: type[ImperiumError]) -> None:
    document = problem(kind("It broke.", remedy="Mend it."), "/v1/messages")
    anthropic, openai = WIRES
    error = anthropic.error(document, "req_1")
    assert error["error"]["type"] in DOCUMENTED_TYPES
    assert (error["type"], error["request_id"]) == ("error", "req_1")
    assert error["error"]["message"] == openai.error(document, "")["error"]["message"] == "It broke. Mend it."
    assert openai.status(document) == kind.status
    assert anthropic.status(document) in (400 if kind.status == 422 else kind.status, 529)


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/v1/messages", "AnthropicError"),
        ("/v1/messages/count_tokens", "AnthropicError"),
        ("/v1/chat/completions", "OpenAIError"),
        ("/v1/anything", "OpenAIError"),
        ("/chat", None),
        ("/v1", None),
    ],
)
def test_the_path_decides(path: str, name: str | None) -> None:
    wire = wire_of(path)
    assert (wire.name if wire else None) == name


@pytest.mark.parametrize(
    ("reason", "openai", "anthropic"),
    [
        (400, 400, 400),
        (401, 502, 502),
        (402, 429, 402),
        (403, 502, 502),
        (404, 404, 404),
        (413, 413, 413),
        (422, 422, 400),
    ],
)
def test_a_providers_refusal_keeps_the_status_of_what_the_client_can_mend(
    reason: int, openai: int, anthropic: int
) -> None:
    document = problem(ProviderRejected("no", reason=reason), "/v1/messages")
    assert [wire.status(document) for wire in WIRES] == [anthropic, openai]


def test_whether_asking_again_can_help() -> None:
    anthropic, openai = WIRES
    lasting = problem(ProviderRejected("no", reason=401), "/v1/x")
    passing = problem(ProviderUnavailable("busy", reason=529), "/v1/x")
    assert openai.headers(lasting, "req_1") == {"x-should-retry": "false"}
    assert openai.headers(passing, "req_1") == {}
    assert anthropic.headers(passing, "req_1") == {"request-id": "req_1"}
    assert (anthropic.status(passing), openai.status(passing)) == (529, 503)
