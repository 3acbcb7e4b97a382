"""A user's own key that fails is told to that user, or made up for by the platform's models: as it is configured."""

from pathlib import Path
from typing import Any

import pytest

from support.people import LAB, people, settings_for
from support.upstream_app import Provider

MESSAGES = [{"role": "user", "content": "hello"}]


def sections(provider: Provider, *, fall_back: bool) -> dict[str, Any]:
    """The platform has a server of its own that serves every role with `echo`."""
    platform = {"openai": {"baseUrl": f"{provider.url}/v1", "apiKey": "sk-platform-0123456789", "model": "echo"}}
    return {"providers": platform, "userProviders": {"fallBack": fall_back}}


@pytest.mark.parametrize("stream", [False, True], ids=["whole", "stream"])
@pytest.mark.parametrize("own", [401, 402, 403, 429])
async def test_the_user_sees_what_is_wrong_with_the_key(
    provider: Provider, tmp_path: Path, own: int, stream: bool
) -> None:
    async with people(settings_for(tmp_path, provider.url, **sections(provider, fall_back=False))) as (ann, ben):
        await ann.connect(provider.url, f"status-{own}")
        asked = {"model": "fast_ai", "messages": MESSAGES, "stream": stream}
        refused = await ann.running.http.post("/v1/chat/completions", json=asked, headers=ann.headers)
        assert "your own key" in refused.text
        assert refused.status_code != 200, refused.text
        assert {request["model"] for request in provider.requests} == {f"status-{own}"}
        bens = await ben.post("/v1/chat/completions", 200, {"model": "fast_ai", "messages": MESSAGES})
        assert bens["model"] == "echo"


@pytest.mark.parametrize("own", [401, 402, 403, 429])
async def test_the_platform_answers_where_that_is_wanted(provider: Provider, tmp_path: Path, own: int) -> None:
    async with people(settings_for(tmp_path, provider.url, **sections(provider, fall_back=True))) as (ann, _):
        await ann.connect(provider.url, f"status-{own}")
        answer = await ann.post("/v1/chat/completions", 200, {"model": "fast_ai", "messages": MESSAGES})
    assert answer["model"] == "echo"


async def test_an_outage_is_made_up_for(provider: Provider, tmp_path: Path) -> None:
    async with people(settings_for(tmp_path, provider.url, **sections(provider, fall_back=False))) as (ann, _):
        await ann.connect(provider.url, "status-500")
        answer = await ann.post("/v1/chat/completions", 200, {"model": "fast_ai", "messages": MESSAGES})
    assert answer["model"] == "echo"


async def test_five_refusals_for_too_many_requests_do_not_make_the_platform_pay(
    provider: Provider, tmp_path: Path
) -> None:
    """The circuit opens, and what it refuses is the key's fault as well."""
    settings = settings_for(
        tmp_path,
        provider.url,
        resilience={"failureThreshold": 2, "baseDelaySeconds": 0.01, "maxDelaySeconds": 0.02},
        orchestration={"maxRetries": 1},
        **sections(provider, fall_back=False),
    )
    async with people(settings) as (ann, _):
        await ann.connect(provider.url, "status-429")
        asked = {"model": "fast_ai", "messages": MESSAGES}
        for _ in range(4):
            answer = await ann.running.http.post("/v1/chat/completions", json=asked, headers=ann.headers)
            assert answer.status_code != 200, answer.text
    assert {request["model"] for request in provider.requests} == {"status-429"}
    assert LAB in answer.text
