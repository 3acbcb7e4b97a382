"""`video_generation`, end to end in a worker process, at small sizes."""

import asyncio
import io
import json
import tempfile
from base64 import b64encode
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest
from msgspec.structs import replace
from PIL import Image

from imperium.platform.capability import Context
from imperium.platform.errors import InvalidInput, NotFound, TooLarge
from imperium.videos.capabilities import CAPABILITIES, VideoInputs

pytestmark = pytest.mark.asyncio(loop_scope="module")
SMALL = {"resolution": "96x64", "duration": 1, "fps": 8}


def left_behind(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def frames(context: Context, artifact: dict[str, str]) -> list[np.ndarray]:
    with av.open(str(context.artifacts.path(artifact["name"]))) as container:
        return [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]


async def test_a_product_is_filmed(context: Context) -> None:
    told: list[str] = []
    watched = replace(context, progress=lambda fraction, message, preview=None: told.append(message))
    output = (await watched.call("video_generation", {"prompt": "a water bottle", "brand": "Verde", **SMALL})).output
    assert (output["frames"], output["fps"], output["duration"]) == (8, 8, 1.0)
    path = context.artifacts.path(output["video"]["name"])
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        assert stream.codec_context.name == "h264"
        assert stream.codec_context.pix_fmt == "yuv420p"
        assert float(stream.duration * stream.time_base) == pytest.approx(1.0)
    content = path.read_bytes()
    assert content.index(b"moov") < content.index(b"mdat")
    pictures = frames(context, output["video"])
    assert len(pictures) == 8
    assert pictures[0].shape == (64, 96, 3)
    assert np.abs(pictures[0].astype(int) - pictures[-1]).mean() > 1
    with Image.open(context.artifacts.path(output["poster"]["name"])) as poster:
        assert json.loads(poster.text["imperium"])["brand"] == "Verde"  # type: ignore[attr-defined]
    assert "frame 8 of 8" in told


async def test_neighbouring_frames_differ_little(context: Context) -> None:
    output = (await context.call("video_generation", {"prompt": "a candle", **SMALL, "fps": 16})).output
    pictures = [picture.astype(float) for picture in frames(context, output["video"])]
    steps = [np.abs(a - b).mean() for a, b in pairwise(pictures)]
    assert max(steps) < 6
    assert max(steps) < 4 * (np.median(steps) + 0.3)


async def test_the_documented_flight_through_clouds(context: Context) -> None:
    inputs = {"prompt": "Flying through clouds", "use_nerf": False, "style": "cinematic", **SMALL}
    output = (await context.call("video_generation", inputs)).output
    assert output["engine"] == "embedded:clouds"
    assert output["nerf_used"] is False
    assert output["unmatched_terms"] == []
    pictures = frames(context, output["video"])
    assert len(pictures) == 8
    assert pictures[0].std() > 5


@pytest.mark.parametrize(
    ("change", "field", "kind"),
    [
        ({"resolution": "16K"}, "resolution", TooLarge),
        ({"resolution": "8K", "fps": 120}, "fps", TooLarge),
        ({"resolution": "8K", "fps": 60, "duration": 60}, "duration", TooLarge),
        ({"resolution": "4K", "quality": "cinematic", "duration": 60}, "duration", TooLarge),
        ({"duration": 1e9}, "duration", InvalidInput),
        ({"duration": 0.5}, "duration", InvalidInput),
        ({"fps": 240}, "fps", InvalidInput),
        ({"camera": "teleport"}, "camera", InvalidInput),
        ({"codec": "av1", "hdr": "hdr10plus"}, None, InvalidInput),
        ({"image": "../../etc/passwd"}, "image", InvalidInput),
        ({"image": "0" * 64 + ".png"}, "name", NotFound),
        ({"image_data": "bm8gcGljdHVyZQ=="}, "image_data", InvalidInput),
    ],
)
async def test_what_cannot_be_filmed_is_refused_by_field(
    context: Context, change: dict[str, object], field: str | None, kind: type[Exception]
) -> None:
    with pytest.raises(kind) as caught:
        await context.call("video_generation", {"prompt": "a mug", **SMALL, **change})
    assert caught.value.field == field  # type: ignore[attr-defined]


async def test_cancel_ends_the_work_and_leaves_nothing(context: Context, tmp_path: Path) -> None:
    tempfile.tempdir = str(tmp_path)
    started = asyncio.Event()
    watched = replace(
        context, progress=lambda fraction, message, preview=None: started.set() if "view" in message else None
    )
    work = asyncio.create_task(watched.call("video_generation", {"prompt": "a mug", "duration": 20}))
    try:
        await started.wait()
        work.cancel()
        with pytest.raises(asyncio.CancelledError):
            await work
    finally:
        tempfile.tempdir = None
    assert left_behind(tmp_path) == []
    assert not context.workers._all


async def test_the_estimate_grows_with_the_length() -> None:
    estimate = CAPABILITIES[0].estimate
    short, long = (estimate(VideoInputs(prompt="x", duration=d)).seconds for d in (2, 10))
    assert 0 < short < long
    assert estimate(VideoInputs(prompt="x")).seconds < 60


async def test_the_documented_request_is_taken_on_with_its_estimate() -> None:
    inputs = VideoInputs(
        prompt="Flying through clouds", duration=5, resolution="8K", fps=60, use_nerf=True, style="cinematic"
    )
    expected = CAPABILITIES[0].estimate(inputs)
    assert expected.seconds > 60
    assert expected.bytes is not None
    assert expected.bytes > 10_000_000


async def test_too_much_is_refused_with_the_nearest_possible() -> None:
    with pytest.raises(TooLarge) as caught:
        CAPABILITIES[0].estimate(VideoInputs(prompt="x", resolution="8K", fps=120))
    assert caught.value.extra["nearest"] == 60


async def test_a_picture_is_moved_over(context: Context) -> None:
    pixels = np.random.default_rng(1).integers(0, 255, (6, 8, 3), np.uint8)
    upload = io.BytesIO()
    Image.fromarray(pixels).resize((160, 120), Image.Resampling.BICUBIC).save(upload, "PNG")
    stored = await context.artifacts.put_bytes(upload.getvalue(), "photo", "png")
    for change in ({"image": stored.name}, {"image_data": b64encode(upload.getvalue()).decode(), "camera": "zoom"}):
        output = (await context.call("video_generation", {"prompt": "my photo", **SMALL, **change})).output
        assert output["motion"] == ("2.5d" if "image" in change else "2d")
        assert output["scene"] is None
        pictures = frames(context, output["video"])
        assert len(pictures) == 8
        assert np.abs(pictures[0].astype(int) - pictures[-1]).mean() > 1
