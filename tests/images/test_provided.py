"""Pictures from providers: real servers on loopback that speak the documented protocols, errors included."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from PIL import Image

from imperium.images.engine import engines
from imperium.images.provenance import TRAINED, credentials
from imperium.platform.auth.principal import LOCAL_ADMIN
from imperium.platform.capability import Context, Result
from imperium.platform.errors import (
    BudgetExceeded,
    ContentRefused,
    InvalidInput,
    NetworkError,
    ProviderRejected,
    ProviderUnavailable,
    RateLimited,
    TimedOut,
)
from imperium.scene.resolution import Size
from support.house import House, opened, settings_in
from support.media_provider import GEMINI_COST, KEYS, OPENAI_COST, MediaProvider

pytestmark = pytest.mark.asyncio(loop_scope="module")
ASKED = {"prompt": "a red door", "resolution": "96x120"}


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[tuple[House, MediaProvider]]:
    async with MediaProvider().serving() as provider:
        sections = provider.settings()
        sections["providers"]["openai"]["timeoutSeconds"] = 3
        async with opened(settings_in(tmp_path_factory.mktemp("media"), **sections)) as house:
            yield house, provider


@pytest.fixture
def provider(house: tuple[House, MediaProvider]) -> MediaProvider:
    _, provider = house
    url = provider.url
    provider.__init__()  # type: ignore[misc]
    provider.url = url
    return provider


@pytest.fixture
def context(house: tuple[House, MediaProvider]) -> Context:
    return house[0].application.platform.context(LOCAL_ADMIN)


async def drawn(context: Context, **asked: Any) -> Result:
    return await context.call("image_generation", {**ASKED, **asked})


async def test_a_documented_name_leads_to_a_model_that_is_served(context: Context, provider: MediaProvider) -> None:
    result = await drawn(context, model="dall-e-3", style="watercolour", color="#204060")
    output = result.output
    assert (output["requested_model"], output["model"]) == ("dall-e-3", "openai:gpt-image-2.5-sunburst")
    assert output["engine"] == result.engine == "openai"
    assert output["notes"] == ["dall-e-3 stands for openai:gpt-image-2.5-sunburst here (media.aliases)."]
    (order,) = provider.orders()
    assert (order["model"], order["quality"]) == ("gpt-image-2.5-sunburst", "auto")
    assert order["prompt"].startswith("a red door\n")
    assert "watercolour" in order["prompt"]
    assert provider.keys == {KEYS["openai"]}
    wide, high = map(int, order["size"].split("x"))
    assert output["native"] == {"width": wide, "height": high}
    assert not output["upscaled"]
    assert Image.open(context.artifacts.path(output["image"]["name"])).size == (96, 120)
    assert (result.cost_micro_usd, output["priced"]) == (OPENAI_COST, True)
    signed = credentials(context.artifacts.path(output["image"]["name"]), "image/png")
    assert signed is not None
    assert TRAINED in str(signed)


async def test_what_is_larger_than_a_model_draws_is_scaled_and_says_so(
    context: Context, provider: MediaProvider
) -> None:
    output = (await drawn(context, model="imagen-4", resolution="640x480", format=["jpeg", "tiff"], hdr=True)).output
    assert output["upscaled"] is True
    assert output["native"] == {"width": 96, "height": 96}
    for kind in ("jpeg", "tiff"):
        assert Image.open(context.artifacts.path(output["files"][kind]["name"])).size == (640, 480)
    assert [left["format"] for left in output["left_out"]] == ["exr", "avif"]
    assert output["cost_micro_usd"] == 40_000


async def test_gemini_draws_what_was_said_and_counts_its_tokens(context: Context, provider: MediaProvider) -> None:
    result = await drawn(context, model="gemini:gemini-3-pro-image-preview", resolution="1920x1080")
    (order,) = provider.orders()
    assert order["generationConfig"]["imageConfig"] == {"aspectRatio": "16:9", "imageSize": "2K"}
    assert result.cost_micro_usd == GEMINI_COST
    assert provider.keys == {KEYS["google_ai"]}


async def test_a_cut_out_keeps_its_alpha(context: Context, provider: MediaProvider) -> None:
    output = (await drawn(context, model="dall-e-3", transparent=True)).output
    assert Image.open(context.artifacts.path(output["image"]["name"])).mode == "RGBA"
    with pytest.raises(InvalidInput, match="transparent: gemini:"):
        await drawn(context, model="nano-banana", transparent=True)


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (401, {"error": {"message": "Incorrect API key", "code": "invalid_api_key"}}, ProviderRejected),
        (400, {"error": {"message": "rejected by the safety system", "code": "moderation_blocked"}}, ContentRefused),
        (400, {"error": {"message": "Invalid value: 'size'", "param": "size"}}, ProviderRejected),
        (429, {"error": {"message": "You exceeded your quota", "code": "insufficient_quota"}}, ProviderRejected),
    ],
)
async def test_refusals_are_told_by_what_they_mean(
    context: Context, provider: MediaProvider, status: int, body: dict[str, Any], expected: type[Exception]
) -> None:
    provider.failures = [(status, body, {})]
    with pytest.raises(expected) as caught:
        await drawn(context, model="dall-e-3")
    assert type(caught.value) is expected
    assert len(provider.orders()) == 1
    assert KEYS["openai"] not in f"{caught.value}{getattr(caught.value, 'extra', '')}"


async def test_what_was_not_taken_is_ordered_again(context: Context, provider: MediaProvider) -> None:
    busy = {"error": {"message": "busy"}}
    provider.failures = [(429, busy, {"retry-after": "0.01"}), (500, busy, {})]
    assert (await drawn(context, model="dall-e-3")).engine == "openai"
    assert len(provider.orders()) == 3
    provider.failures = [(429, busy, {"retry-after": "3600"})]
    with pytest.raises(RateLimited) as caught:
        await drawn(context, model="dall-e-3")
    assert caught.value.retry_after_s == 3600


async def test_an_answer_that_is_cut_or_late_is_not_ordered_again(context: Context, provider: MediaProvider) -> None:
    provider.cuts = 1
    with pytest.raises(NetworkError):
        await drawn(context, model="dall-e-3")
    provider.gate = asyncio.Event()
    with pytest.raises(TimedOut):
        await drawn(context, model="dall-e-3")
    assert len(provider.orders()) == 2


@pytest.mark.parametrize(
    "answer",
    [
        {"promptFeedback": {"blockReason": "PROHIBITED_CONTENT"}},
        {"candidates": [{"finishReason": "IMAGE_SAFETY", "content": {"parts": []}}]},
    ],
)
async def test_a_blocked_prompt_is_refused_content(
    context: Context, provider: MediaProvider, answer: dict[str, Any]
) -> None:
    provider.gemini = answer
    with pytest.raises(ContentRefused, match="wouldn't draw"):
        await drawn(context, model="gemini")
    provider.imagen = {"predictions": [{"raiFilteredReason": "unsafe"}]}
    with pytest.raises(ContentRefused, match="unsafe"):
        await drawn(context, model="imagen:imagen-4.0-generate-001")


@pytest.mark.parametrize(
    "answer",
    [{}, {"candidates": [{"content": {"parts": [{"text": "no"}]}, "finishReason": "STOP"}]}, {"candidates": 7}],
)
async def test_words_in_place_of_a_picture_are_the_providers_fault(
    context: Context, provider: MediaProvider, answer: dict[str, Any]
) -> None:
    provider.gemini = answer or {"odd": True}
    with pytest.raises(ProviderUnavailable):
        await drawn(context, model="gemini")


async def test_what_is_no_picture_is_not_stored(context: Context, provider: MediaProvider) -> None:
    provider.imagen = {"predictions": [{"bytesBase64Encoded": "R0lGODlhAQABAAAAACw="}]}
    before = len(list(context.artifacts.folder.rglob("*")))
    with pytest.raises(ProviderUnavailable, match="no picture"):
        await drawn(context, model="imagen:imagen-4.0-generate-001")
    assert len(list(context.artifacts.folder.rglob("*"))) == before


async def test_a_budget_is_asked_before_the_provider(context: Context, provider: MediaProvider) -> None:
    with pytest.raises(BudgetExceeded):
        await drawn(replace(context, budget_micro_usd=1_000), model="dall-e-3")
    with pytest.raises(BudgetExceeded, match="isn't known"):
        await drawn(replace(context, budget_micro_usd=10**9), model="openai:gpt-image-9")
    assert provider.asked == []
    unpriced = await drawn(context, model="openai:gpt-image-9")
    assert (unpriced.cost_micro_usd, unpriced.output["priced"]) == (0, False)


async def test_several_pictures_share_a_budget(context: Context, provider: MediaProvider) -> None:
    foreseen = 40_000
    bounded = replace(context, budget_micro_usd=2 * foreseen)
    output = (await drawn(bounded, model="imagen:imagen-4.0-generate-001", count=3)).output
    assert output["cost_micro_usd"] == 2 * foreseen
    assert [failure["code"] for failure in output["failed"]] == ["budget-exceeded"]
    assert len(provider.orders()) == 2
    assert len({image["seed"] for image in output["images"]}) == 2


async def test_whoever_leaves_has_paid_and_the_ledger_knows(
    house: tuple[House, MediaProvider], context: Context, provider: MediaProvider
) -> None:
    async def spent() -> int:
        return (await house[0].application.ledger.spent(LOCAL_ADMIN.tenant, None, 0, 2**40))[0]

    before = await spent()
    provider.gate = asyncio.Event()
    task = asyncio.create_task(drawn(context, model="dall-e-3"))
    await provider.waiting.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    left = await spent() - before
    assert left > 0
    provider.gate = None
    await drawn(context, model="dall-e-3")
    assert await spent() == before + left + OPENAI_COST


async def test_unknown_names_are_refused_with_the_nearest(context: Context) -> None:
    with pytest.raises(InvalidInput) as caught:
        await drawn(context, model="dalle-4")
    assert "dall-e-3" in str(caught.value.remedy) or "dall-e-2" in str(caught.value.remedy)
    with pytest.raises(InvalidInput):
        await drawn(context, model="runway-gen2")


async def test_what_needs_a_scene_is_said_to(context: Context, provider: MediaProvider) -> None:
    with pytest.raises(InvalidInput, match="layers: openai:"):
        await drawn(context, model="dall-e-3", layers=["depth"])
    with pytest.raises(InvalidInput, match="format: exr"):
        await drawn(context, model="dall-e-3", format="exr")
    assert provider.asked == []


async def test_what_is_not_connected_is_drawn_here_and_says_so(tmp_path: Path) -> None:
    async with opened(settings_in(tmp_path)) as house:
        context = house.application.platform.context(LOCAL_ADMIN)
        output = (await drawn(context, model="dall-e-3", resolution="64x64", samples=1)).output
        assert output["engine"].startswith("embedded:")
        assert (output["requested_model"], output["model"]) == ("dall-e-3", None)
        (note,) = output["notes"]
        assert "isn't ready here" in note
        assert "api_keys" in note
        with pytest.raises(InvalidInput) as caught:
            await drawn(context, model="dall-e-3", strict_model=True)
        assert "api_keys" in str(caught.value.remedy)


SIDES = st.integers(64, 15_360)


@given(st.sampled_from(["openai", "gemini", "imagen"]), SIDES, SIDES)
async def test_the_nearest_size_is_one_that_is_offered(name: str, width: int, height: int) -> None:
    engine: Any = engines()[name]
    native = engine.painter.native(engine.painter.usual, Size(width, height))
    assert 512 <= max(native.width, native.height) <= 6_400
    if name == "openai":
        assert native.width % 16 == native.height % 16 == 0
        assert native.aspect * 1.001 >= 1 / 3
        assert native.aspect <= 3.001
        assert 655_360 <= native.pixels <= 3840 * 2160
        assert max(native.width, native.height) <= 3840
