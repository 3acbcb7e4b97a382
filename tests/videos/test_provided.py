"""Films from providers: real servers on loopback that speak the documented protocols, errors included."""

from __future__ import annotations

import asyncio
from base64 import b64decode, b64encode
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
import pytest_asyncio
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from imperium.platform.auth.principal import LOCAL_ADMIN
from imperium.platform.capability import Context, Result
from imperium.platform.errors import (
    BudgetExceeded,
    ContentRefused,
    InvalidInput,
    NetworkError,
    ProviderRejected,
    ProviderUnavailable,
    TimedOut,
    TooLarge,
)
from imperium.scene.resolution import Size
from imperium.videos.engine import Delivery, engines
from imperium.videos.provided import TaskFailed
from support.house import House, opened, settings_in
from support.media_provider import KEYS, MediaProvider, film, forgotten, picture

pytestmark = pytest.mark.asyncio(loop_scope="module")
ASKED = {"prompt": "a red door opens", "resolution": "96x64", "duration": 1, "fps": 8, "quality": "draft"}


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[tuple[House, MediaProvider]]:
    async with MediaProvider().serving() as provider:
        sections = provider.settings(patienceSeconds=20)
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


async def filmed(context: Context, **asked: Any) -> Result:
    return await context.call("video_generation", {**ASKED, **asked})


def shades(context: Context, output: dict[str, Any]) -> list[float]:
    """The mean brightness of every frame, in 0–255."""
    with av.open(str(context.artifacts.path(output["video"]["name"]))) as file:
        return [float(frame.to_ndarray(format="gray").mean()) for frame in file.decode(video=0)]


async def test_a_retired_name_leads_to_a_model_that_films(context: Context, provider: MediaProvider) -> None:
    provider.runway = [{"status": "PENDING"}, {"status": "THROTTLED"}, {"status": "RUNNING", "progress": 0.4}]
    told: list[str] = []
    watched = replace(context, progress=lambda fraction, message, preview=None: told.append(message))
    result = await filmed(watched, model="runway-gen2", camera="orbit", brand=None)
    output = result.output
    assert (output["requested_model"], output["model"]) == ("runway-gen2", "runway:gen4.5")
    assert output["engine"] == result.engine == "runway"
    assert output["motion"] == "generated"
    (order,) = provider.orders()
    assert order["promptText"] == "a red door opens\nCamera: orbit."
    assert (order["ratio"], order["duration"]) == ("1280:720", 2)
    assert provider.keys == {KEYS["runway"]}
    assert "runway: running" in told
    assert output["native"] == {"width": 128, "height": 72, "fps": 8.0, "seconds": 4.0}
    assert (output["upscaled"], output["interpolated"]) == (False, False)
    assert result.cost_micro_usd == 2 * 120_000
    frames = shades(context, output)
    assert len(frames) == 8
    assert all(np.diff(frames) > 0)


async def test_larger_and_faster_than_filmed_is_made_and_labelled(context: Context, provider: MediaProvider) -> None:
    asked = {"model": "veo-3.1", "resolution": "320x180", "fps": 24, "hdr": "hdr10", "hls": True}
    output = (await filmed(context, **asked)).output
    assert (output["upscaled"], output["interpolated"]) == (True, True)
    assert output["max_cll"] > 0
    assert output["sdr"] is not None
    assert output["stream"] is not None
    frames = shades(context, output)
    assert len(frames) == 24
    assert all(np.diff(frames) > -0.6)
    assert frames[-1] > frames[0] + 10
    (order,) = provider.orders()
    assert order["parameters"] | {"seed": 0} == {
        "aspectRatio": "16:9",
        "durationSeconds": 4,
        "resolution": "720p",
        "seed": 0,
    }
    assert output["cost_micro_usd"] == 4 * 400_000
    assert provider.keys == {KEYS["google_ai"]}  # and where the file led to, no key was sent: the server looks


async def test_a_picture_is_the_first_frame(context: Context, provider: MediaProvider) -> None:
    image = b64encode(picture(300, 300)).decode()
    await filmed(context, model="runway", image_data=image)
    path = next(path for method, path, _ in provider.asked if method == "POST")
    assert path.endswith("/image_to_video")
    (order,) = provider.orders()
    assert order["promptImage"].startswith("data:image/jpeg;base64,")
    assert b64decode(order["promptImage"].partition(",")[2]).startswith(b"\xff\xd8")
    provider.asked.clear()
    await filmed(context, model="veo", image_data=image)
    assert provider.orders()[0]["instances"][0]["image"]["mimeType"] == "image/jpeg"


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ({"status": "FAILED", "failure": "no", "failureCode": "SAFETY.INPUT.TEXT"}, ContentRefused),
        ({"status": "FAILED", "failure": "no", "failureCode": "INPUT_PREPROCESSING.SAFETY.TEXT"}, ContentRefused),
        ({"status": "FAILED", "failure": "no", "failureCode": "INTERNAL.BAD_OUTPUT.CODE01"}, TaskFailed),
        ({"status": "FAILED", "failure": "no", "failureCode": "ASSET.INVALID"}, InvalidInput),
        ({"status": "CANCELLED"}, TaskFailed),
        ({"status": "SUCCEEDED", "output": []}, ProviderUnavailable),
    ],
)
async def test_a_task_that_fails_says_why(
    context: Context, provider: MediaProvider, state: dict[str, Any], expected: type[Exception]
) -> None:
    provider.runway = [{"status": "RUNNING"}, state]
    with pytest.raises(expected) as caught:
        await filmed(context, model="runway")
    assert type(caught.value) is expected


@pytest.mark.parametrize(
    ("operation", "expected"),
    [
        ({"done": True, "error": {"code": 3, "message": "violates safety settings"}}, ContentRefused),
        ({"done": True, "error": {"code": 13, "message": "internal"}}, TaskFailed),
        (
            {
                "done": True,
                "response": {
                    "generateVideoResponse": {"raiMediaFilteredCount": 1, "raiMediaFilteredReasons": ["audio"]}
                },
            },
            ContentRefused,
        ),
        ({"done": True, "response": {}}, ProviderUnavailable),
    ],
)
async def test_an_operation_that_fails_says_why(
    context: Context, provider: MediaProvider, operation: dict[str, Any], expected: type[Exception]
) -> None:
    provider.veo = [{"name": "models/veo-3.1/operations/op1"}, operation]
    with pytest.raises(expected) as caught:
        await filmed(context, model="veo")
    assert type(caught.value) is expected


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (401, {"error": "Unauthorized"}, ProviderRejected),
        (400, {"error": "You do not have enough credits to run this task."}, ProviderRejected),
        (400, {"error": {"message": "blocked by content policy"}}, ContentRefused),
    ],
)
async def test_refused_orders(
    context: Context, provider: MediaProvider, status: int, body: dict[str, Any], expected: type[Exception]
) -> None:
    provider.failures = [(status, body, {})]
    with pytest.raises(expected) as caught:
        await filmed(context, model="runway")
    assert type(caught.value) is expected
    assert len(provider.asked) == 1


async def test_a_look_that_fails_is_repeated_and_the_order_is_not(context: Context, provider: MediaProvider) -> None:
    provider.gate = asyncio.Event()
    task = asyncio.create_task(filmed(context, model="veo"))
    await provider.waiting.wait()
    provider.failures = [(500, {"error": "oops"}, {}), (429, {"error": "slow"}, {"retry-after": "0.01"})]
    provider.gate.set()
    assert (await task).engine == "veo"
    assert provider.failures == []
    assert len(provider.orders()) == 1


async def test_whoever_leaves_tells_the_provider(
    house: tuple[House, MediaProvider], context: Context, provider: MediaProvider
) -> None:
    provider.runway = [{"status": "RUNNING"}] * 10_000
    task = asyncio.create_task(filmed(context, model="runway"))
    await provider.looked.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert provider.asked[-1][:2] == ("DELETE", "/runway/v1/tasks/17f20503-6c24-4c16-946b-35dbbce2af2f")
    _, requests = await house[0].application.ledger.spent(LOCAL_ADMIN.tenant, None, 0, 2**40)
    assert requests


async def test_another_attempt_goes_on_with_the_task(context: Context, provider: MediaProvider) -> None:
    again = replace(context, idempotency_key="task-1")
    provider.cuts = 0
    provider.runway = [{"status": "RUNNING"}]
    provider.lost = 10
    with pytest.raises(NetworkError):
        await filmed(again, model="runway")
    provider.lost = 0
    assert (await filmed(again, model="runway")).cost_micro_usd == 240_000
    assert len(provider.orders()) == 1


async def test_after_a_task_that_failed_another_attempt_orders_anew(context: Context, provider: MediaProvider) -> None:
    again = replace(context, idempotency_key="task-3")
    provider.runway = [{"status": "FAILED", "failure": "oops", "failureCode": "INTERNAL"}]
    with pytest.raises(TaskFailed):
        await filmed(again, model="runway")
    assert (await filmed(again, model="runway")).cost_micro_usd == 240_000
    assert len(provider.orders()) == 2


async def test_what_is_no_film_is_fetched_again_and_paid_once(
    house: tuple[House, MediaProvider], context: Context, provider: MediaProvider
) -> None:
    again = replace(context, idempotency_key="task-2")
    before, _ = await house[0].application.ledger.spent(LOCAL_ADMIN.tenant, None, 0, 2**40)
    provider.film = lambda: b"no film"  # type: ignore[assignment]
    with pytest.raises(ProviderUnavailable, match="no film"):
        await filmed(again, model="runway")
    provider.film = film
    assert (await filmed(again, model="runway")).cost_micro_usd == 240_000
    assert len(provider.orders()) == 1
    after, _ = await house[0].application.ledger.spent(LOCAL_ADMIN.tenant, None, 0, 2**40)
    assert after - before == 240_000


async def test_too_long_too_wordy_too_dear(context: Context, provider: MediaProvider) -> None:
    with pytest.raises(TooLarge) as caught:
        await filmed(context, model="veo", duration=20)
    assert caught.value.extra["nearest"] == 8
    with pytest.raises(TooLarge, match="1000 characters"):
        await filmed(context, model="runway", prompt="x" * 1_200)
    with pytest.raises(BudgetExceeded):
        await filmed(replace(context, budget_micro_usd=100), model="veo")
    with pytest.raises(InvalidInput, match="gen4_turbo films a picture"):
        await filmed(context, model="runway:gen4_turbo")
    assert provider.asked == []


async def test_a_task_without_end_is_given_up_and_cancelled(tmp_path: Path) -> None:
    async with MediaProvider().serving() as provider:
        provider.runway = [{"status": "RUNNING"}] * 10_000
        settings = settings_in(tmp_path, **provider.settings(patienceSeconds=0.2))
        async with opened(settings) as house:
            context = house.application.platform.context(LOCAL_ADMIN)
            with pytest.raises(TimedOut, match="wasn't done") as caught:
                await filmed(context, model="runway")
            assert "media.patienceSeconds" in str(caught.value.remedy)
        assert provider.asked[-1][0] == "DELETE"
        assert forgotten(tmp_path / "artifacts") == []


async def test_a_private_address_is_not_fetched_from(tmp_path: Path) -> None:
    async with MediaProvider().serving() as provider:
        settings = settings_in(tmp_path, **provider.settings(allowedHosts=[]))
        async with opened(settings) as house:
            context = house.application.platform.context(LOCAL_ADMIN)
            with pytest.raises(InvalidInput, match="public address"):
                await filmed(context, model="runway")
        assert "/cdn/film.mp4" not in [path for _, path, _ in provider.asked]


async def test_a_film_that_breaks_off_is_held_on_its_last_frame(context: Context, provider: MediaProvider) -> None:
    provider.film = lambda: film(seconds=0.5)  # type: ignore[assignment]
    frames = shades(context, (await filmed(context, model="runway")).output)
    assert len(frames) == 8
    assert frames[-1] == pytest.approx(frames[4], abs=2)


async def test_ten_bits_are_as_bright_as_eight(context: Context, provider: MediaProvider) -> None:
    seen = []
    for deep in (False, True):
        provider.film = partial(film, deep=deep)  # type: ignore[assignment]
        seen.append(shades(context, (await filmed(context, model="runway")).output))
    assert np.allclose(*seen, atol=3)


async def test_unconnected_and_unknown(tmp_path: Path) -> None:
    async with opened(settings_in(tmp_path)) as house:
        context = house.application.platform.context(LOCAL_ADMIN)
        with pytest.raises(InvalidInput) as caught:
            await filmed(context, model="sora", strict_model=True)
        assert "google_ai" in str(caught.value.remedy)
        with pytest.raises(InvalidInput, match="no model 'dall-e-3'"):
            await filmed(context, model="dall-e-3")
        cheap = {"image_data": b64encode(picture(96, 64)).decode(), "camera": "zoom"}
        output = (await filmed(context, model="runway-gen2", **cheap)).output
        assert output["engine"].startswith("embedded:")
        assert "api_keys" in output["notes"][0]


SIDES = st.integers(64, 7_680).map(lambda side: side // 2 * 2)


@given(st.sampled_from(["veo", "runway"]), SIDES, SIDES, st.integers(1, 64), st.booleans())
async def test_what_is_ordered_is_long_enough_and_offered(
    name: str, width: int, height: int, eighths: int, of_picture: bool
) -> None:
    engine: Any = engines()[name]
    take = engine.filmer.take(engine.filmer.usual, Delivery(Size(width, height), 8, eighths), of_picture)
    assert eighths / 8 <= take.seconds <= 10
    assert take.lines in (720, 1080, 2160) or of_picture
    assert (take.size.width - take.size.height) * (width - height) >= 0 or abs(width / height - 1) < 0.4
