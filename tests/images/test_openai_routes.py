"""The official OpenAI client asks for pictures: only its base URL is changed."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator
from pathlib import Path

import openai
import pytest

from support.studio import IMAGES, Studio, studio
from support.upstream_app import Running


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[tuple[Running, Studio, openai.AsyncOpenAI]]:
    async with studio(tmp_path, moderation={"words": ["forbidden door"]}) as (running, work):
        client = openai.AsyncOpenAI(base_url=f"{running.address}/v1", api_key="none", max_retries=0)
        yield running, work, client
        await client.close()


async def test_a_picture_comes_in_the_answer(place: tuple[Running, Studio, openai.AsyncOpenAI]) -> None:
    running, work, client = place
    answer = await client.images.generate(
        model="gpt-image-1", prompt="a red door", size="1024x1024", quality="high", output_format="png"
    )
    assert answer.data is not None
    assert base64.b64decode(answer.data[0].b64_json or "").startswith(b"\x89PNG")
    assert answer.data[0].url is None
    (job,) = (await running.get(IMAGES))["jobs"]
    assert job["status"] == "succeeded"
    assert work.painted == ["a red door"]


async def test_or_its_address(place: tuple[Running, Studio, openai.AsyncOpenAI]) -> None:
    running, _, client = place
    for asked in ({"model": "dall-e-3"}, {"model": "gpt-image-1", "response_format": "url"}):
        answer = await client.images.generate(prompt="a red door", n=1, **asked)  # type: ignore[call-overload]
        (picture,) = answer.data
        assert picture.url.startswith(running.address)
        assert (await running.http.get(picture.url)).content.startswith(b"\x89PNG")


async def test_refusals_are_the_clients_own_errors(place: tuple[Running, Studio, openai.AsyncOpenAI]) -> None:
    running, work, client = place
    for asked in (
        {"prompt": "a FORBIDDEN  door"},
        {"prompt": "x", "n": 11},
        {"prompt": "x", "size": "huge"},
        {"prompt": ""},
        {"prompt": "x", "extra_body": {"stream": True}},
    ):
        with pytest.raises(openai.APIStatusError) as refused:
            await client.images.generate(model="dall-e-3", **asked)  # type: ignore[call-overload]
        assert 400 <= refused.value.status_code < 500, asked
        assert refused.value.message
    with pytest.raises(openai.APIStatusError, match="canvas tore"):
        await client.images.generate(model="dall-e-3", prompt="bad door")
    assert work.painted == []
    assert [job["title"] for job in (await running.get(IMAGES))["jobs"]] == ["Picture: bad door"]
