"""Pictures from a provider over HTTP: ordered, foreseen, refused, paid for; and by the official OpenAI client."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator
from pathlib import Path

import openai
import pytest

from support.media_provider import KEYS, OPENAI_COST, MediaProvider, forgotten
from support.upstream_app import Running, serving, settings_in

IMAGE = "/api/v1/generate/image"
ASKED = {"prompt": "a red door", "resolution": "64x64"}


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[tuple[Running, MediaProvider]]:
    async with MediaProvider().serving() as provider:
        sections = provider.settings()
        del sections["providers"]["google_ai"]
        async with serving(settings_in(tmp_path, **sections)) as running:
            yield running, provider


async def test_a_job_by_a_providers_model(place: tuple[Running, MediaProvider], tmp_path: Path) -> None:
    running, provider = place
    estimate = await running.http.post(f"{IMAGE}/estimate", json={**ASKED, "model": "dall-e-3"})
    assert estimate.json()["cost_micro_usd"] > 0
    provider.failures = [(500, {"error": {"message": "busy"}}, {})] * 3
    answer = await running.http.post(IMAGE, json={**ASKED, "model": "dall-e-3"})
    assert answer.status_code == 202, answer.text
    await running.ended(answer.json()["id"])
    job = await running.get(answer.json()["status_url"])
    assert job["status"] == "succeeded", job
    assert (job["engine"], job["model"]) == ("openai", "openai:gpt-image-2.5-sunburst")
    assert job["result"]["cost_micro_usd"] == OPENAI_COST
    assert len(provider.orders()) == 4
    usage = await running.get("/usage")
    assert KEYS["openai"] not in f"{job}{usage}"
    assert forgotten(tmp_path / "data" / "artifacts") == []


async def test_wrong_models_are_refused_before_anything_is_stored(place: tuple[Running, MediaProvider]) -> None:
    running, provider = place
    unknown = await running.http.post(IMAGE, json={**ASKED, "model": "dal-e-3"})
    assert unknown.status_code == 422
    assert "dall-e-3" in unknown.json()["remedy"]
    strict = await running.http.post(IMAGE, json={**ASKED, "model": "imagen-4", "strict_model": True})
    assert strict.status_code == 422
    assert "google_ai" in strict.json()["remedy"]
    assert (await running.get("/api/v1/images"))["jobs"] == []
    assert provider.asked == []


async def test_openais_own_client_is_answered_by_openais_model(place: tuple[Running, MediaProvider]) -> None:
    running, provider = place
    client = openai.AsyncOpenAI(base_url=f"{running.address}/v1", api_key="none", max_retries=0)
    answer = await client.images.generate(model="gpt-image-1", prompt="a red door", size="1024x1024", quality="low")
    assert answer.data is not None
    assert base64.b64decode(answer.data[0].b64_json or "").startswith(b"\x89PNG")
    assert answer.model_extra is not None
    assert answer.model_extra["imperium"]["model"] == "openai:gpt-image-2.5-sunburst"
    assert (provider.orders()[0]["size"], provider.orders()[0]["quality"]) == ("1024x1024", "low")
    await client.close()
