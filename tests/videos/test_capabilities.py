"""`video_generation`, end to end in a worker process, at small sizes."""

import asyncio
import json
import tempfile
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest
from msgspec.structs import replace
from PIL import Image

from imperium.platform.capability import Context
from imperium.platform.errors import InvalidInput, TooLarge
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
    watched = replace(context, progress=lambda fraction, message: told.append(message))
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
        ({"resolution": "8K"}, "resolution", TooLarge),
        ({"resolution": "1920x1080", "duration": 60}, "duration", TooLarge),
        ({"duration": 0.5}, "duration", InvalidInput),
        ({"fps": 120}, "fps", InvalidInput),
        ({"camera": "teleport"}, "camera", InvalidInput),
    ],
)
async def test_what_cannot_be_filmed_is_refused_by_field(
    context: Context, change: dict[str, object], field: str, kind: type[Exception]
) -> None:
    with pytest.raises(kind) as caught:
        await context.call("video_generation", {"prompt": "a mug", **SMALL, **change})
    assert caught.value.field == field  # type: ignore[attr-defined]


async def test_cancel_ends_the_work_and_leaves_nothing(context: Context, tmp_path: Path) -> None:
    tempfile.tempdir = str(tmp_path)
    started = asyncio.Event()
    watched = replace(context, progress=lambda fraction, message: started.set() if "view" in message else None)
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
