"""What providers document that they refuse reaches the official clients as the exception that they expect."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import anthropic
import openai
import pytest

from e2e.wires import three_wires
from models.documented import DOCUMENTED, WAIT_S
from support.upstream_app import Provider, Running, serving

HELLO: Any = [{"role": "user", "content": "hello there"}]
BROKEN = openai.InternalServerError
OPENAI: dict[str, type[openai.APIStatusError]] = {
    "key": BROKEN,
    "region": BROKEN,
    "denied": BROKEN,
    "rate": openai.RateLimitError,
    "credit": openai.RateLimitError,
    "length": openai.BadRequestError,
    "value": openai.BadRequestError,
    "model": openai.NotFoundError,
    "content": openai.UnprocessableEntityError,
    "large": openai.APIStatusError,
    "server": BROKEN,
    "busy": BROKEN,
    "slow": BROKEN,
}
ANTHROPIC: dict[str, tuple[type[anthropic.APIStatusError], str]] = {
    "key": (anthropic.InternalServerError, "api_error"),
    "region": (anthropic.InternalServerError, "api_error"),
    "denied": (anthropic.InternalServerError, "api_error"),
    "rate": (anthropic.RateLimitError, "rate_limit_error"),
    "credit": (anthropic.PaymentRequiredError, "billing_error"),
    "length": (anthropic.BadRequestError, "invalid_request_error"),
    "value": (anthropic.BadRequestError, "invalid_request_error"),
    "model": (anthropic.NotFoundError, "not_found_error"),
    "content": (anthropic.BadRequestError, "invalid_request_error"),
    "large": (anthropic.RequestTooLargeError, "request_too_large"),
    "server": (anthropic.InternalServerError, "api_error"),
    "busy": (anthropic.ServiceUnavailableError, "api_error"),
    "slow": (anthropic.DeadlineExceededError, "timeout_error"),
}
OVERLOADED = (anthropic.OverloadedError, "overloaded_error")
EVERY = [(provider, name) for provider, refusals in DOCUMENTED.items() for name in refusals]


@pytest.fixture
async def running(provider: Provider, tmp_path: Path) -> AsyncIterator[Running]:
    async with serving(three_wires(tmp_path, provider)) as server:
        yield server


def waits(provider: str, name: str) -> bool:
    _, headers, body = DOCUMENTED[provider][name]
    return str(WAIT_S) in f"{headers}{body}"


@pytest.mark.parametrize("stream", [False, True])
async def test_the_client_of_openai(running: Running, stream: bool) -> None:
    async with openai.AsyncOpenAI(base_url=f"{running.address}/v1", api_key="none", max_retries=0) as client:
        for provider, name in EVERY:
            expected = BROKEN if (provider, name) == ("google_ai", "key") else OPENAI[name]
            if (provider, name) == ("google_ai", "region"):
                expected = openai.BadRequestError  # says 400, and nothing of the account
            with pytest.raises(openai.APIStatusError) as raised:
                await client.chat.completions.create(model=f"{provider}:error-{name}", messages=HELLO, stream=stream)
            error = raised.value
            assert type(error) is expected, (provider, name, error)
            assert "-secret" not in str(error.body)
            assert (error.response.headers.get("retry-after") == str(WAIT_S)) is waits(provider, name), (provider, name)


async def test_what_the_code_of_an_error_was(running: Running) -> None:
    async with openai.AsyncOpenAI(base_url=f"{running.address}/v1", api_key="none", max_retries=0) as client:
        with pytest.raises(openai.BadRequestError) as too_long:
            await client.chat.completions.create(model="openai:error-length", messages=HELLO)
        with pytest.raises(openai.RateLimitError) as no_credit:
            await client.chat.completions.create(model="openai:error-credit", messages=HELLO)
    assert (too_long.value.code, too_long.value.param) == ("context_length_exceeded", "messages")
    assert (no_credit.value.code, no_credit.value.type) == ("insufficient_quota", "insufficient_quota")
    assert no_credit.value.response.headers["x-should-retry"] == "false"


@pytest.mark.parametrize("stream", [False, True])
async def test_the_client_of_anthropic(running: Running, stream: bool) -> None:
    async with anthropic.AsyncAnthropic(base_url=running.address, api_key="none", max_retries=0) as client:
        for provider, name in EVERY:
            expected = OVERLOADED if (provider, name) == ("anthropic", "busy") else ANTHROPIC[name]
            if (provider, name) == ("google_ai", "region"):
                expected = ANTHROPIC["value"]
            with pytest.raises(anthropic.APIStatusError) as raised:
                await client.messages.create(
                    model=f"{provider}:error-{name}", max_tokens=9, messages=HELLO, stream=stream
                )
            error, body = raised.value, raised.value.body
            assert isinstance(body, dict)
            assert (type(error), body["error"]["type"]) == expected, (provider, name, error)
            assert body["request_id"] == error.request_id
            assert (error.response.headers.get("retry-after") == str(WAIT_S)) is waits(provider, name), (provider, name)


async def test_what_cant_get_better_is_not_asked_again(running: Running, provider: Provider) -> None:
    async with openai.AsyncOpenAI(base_url=f"{running.address}/v1", api_key="none", max_retries=3) as client:
        with pytest.raises(openai.InternalServerError):
            await client.chat.completions.create(model="openai:error-key", messages=HELLO)
    assert len(provider.requests) == 1
