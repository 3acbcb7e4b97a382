"""`image_generation`, end to end in a worker process, at small sizes."""

import asyncio
import io
import json
import tempfile
from base64 import b64decode
from pathlib import Path
from typing import Any, get_args

import numpy as np
import pytest
from msgspec.structs import replace
from PIL import Image

from imperium.images.capabilities import CAPABILITIES, ImageInputs
from imperium.images.layer_name import Layer
from imperium.images.rates import Rates
from imperium.images.selection import selected
from imperium.platform.capability import Context
from imperium.platform.errors import InvalidInput, TooLarge
from imperium.platform.preview import Preview
from imperium.scene.resolution import Size

pytestmark = pytest.mark.asyncio(loop_scope="module")
LAYERS = get_args(Layer)
SMALL = {"resolution": "80x96", "samples": 2}
CITY = {"prompt": "A futuristic city", **SMALL}


def left_behind(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def opened(context: Context, artifact: dict[str, str]) -> Image.Image:
    return Image.open(context.artifacts.path(artifact["name"]))


async def test_a_documented_request_gives_a_picture_and_its_light(context: Context) -> None:
    told: list[str] = []
    watched = replace(context, progress=lambda fraction, message, preview=None: told.append(message))
    inputs = {**CITY, "style": "realistic", "hdr": True, "pbr": True, "model": "stable-diffusion"}
    result = await watched.call("image_generation", inputs)
    output = result.output
    assert output["engine"] == result.engine
    assert output["engine"].startswith("embedded:mitsuba-")
    assert output["requested_model"] == "stable-diffusion"
    assert output["unmatched_terms"] == []
    picture = opened(context, output["image"])
    assert picture.size == (80, 96)
    assert np.asarray(picture).std() > 8
    assert [a.media_type for a in result.artifacts] == ["image/png", "image/x-exr", "image/avif", "application/json"]
    assert "pass 1 of 1" in told


async def test_the_same_request_gives_the_same_bytes_and_another_seed_others(context: Context) -> None:
    inputs = {"prompt": "a red sphere in a studio", **SMALL, "resolution": "64x64"}
    names = [(await context.call("image_generation", {**inputs, "seed": s})).output["image"]["name"] for s in (4, 4, 5)]
    assert names[0] == names[1] != names[2]


async def test_a_picture_tells_how_to_make_it_again(context: Context) -> None:
    inputs = {"prompt": "a jar “Verde” in a studio", **SMALL, "resolution": "64x64", "seed": 11}
    first = (await context.call("image_generation", inputs)).output
    parameters = json.loads(opened(context, first["image"]).text["imperium"])  # type: ignore[attr-defined]
    assert parameters["prompt"] == inputs["prompt"]
    assert parameters["seed"] == 11
    assert parameters["engine"] == first["engine"]
    again = {**inputs, "scene": parameters["scene"]}
    second = (await context.call("image_generation", again)).output
    pictures = [np.asarray(opened(context, output["image"])) for output in (first, second)]
    assert np.array_equal(*pictures)


async def test_a_product_is_cut_out_with_smooth_edges(context: Context) -> None:
    asked = {"prompt": "a bottle on a wooden table", "resolution": "64x80", "samples": 4, "transparent": True}
    alpha = np.asarray(opened(context, (await context.call("image_generation", asked)).output["image"]).getchannel("A"))
    assert alpha[0].max() == 0
    assert alpha.max() == 255
    assert 0 < np.mean((alpha > 0) & (alpha < 255)) < 0.2


async def test_layers_tell_the_product_from_where_it_stands(context: Context) -> None:
    asked = {"prompt": "a bottle on a wooden table", "resolution": "64x80", "samples": 1, "layers": list(LAYERS)}
    files = (await context.call("image_generation", asked)).output["files"]
    mask, covered = (np.asarray(opened(context, files[f"layer:{name}"])) for name in ("mask", "alpha"))
    assert mask.shape == (80, 64)
    assert 0.03 < mask.mean() / 255 < 0.6
    assert covered.min() == 255
    assert np.asarray(opened(context, files["layer:albedo"])).std() > 8
    assert files["layer:depth"]["media_type"] == "image/x-exr"


async def test_previews_come_on_the_way(context: Context) -> None:
    seen: list[Preview] = []

    def watch(fraction: float, message: str, preview: Preview | None = None) -> None:
        if preview:
            seen.append(preview)

    await replace(context, progress=watch).call("image_generation", {**CITY, "samples": 8})
    picture = Image.open(io.BytesIO(b64decode(seen[0].base64)))
    assert (seen[0].media_type, picture.size) == ("image/jpeg", (80, 96))


async def test_what_hdr_cannot_add_at_a_size_is_named() -> None:
    selection = selected(("png",), hdr=True, transparent=False, size=Size(7680, 4320))
    assert selection.formats == ("png", "exr")
    assert [left["format"] for left in selection.left_out] == ["avif"]


async def test_estimates_follow_what_pictures_really_take() -> None:
    rates, size = Rates(), Size(1024, 1024)
    before = rates.seconds("llvm_ad_rgb", size, 16)
    for _ in range(12):
        rates.took("llvm_ad_rgb", size, 16, 3 * before)
    assert rates.seconds("llvm_ad_rgb", size, 16) == pytest.approx(3 * before, rel=0.05)
    assert rates.seconds("scalar_rgb", size, 16) == Rates().seconds("scalar_rgb", size, 16)


async def test_darker_is_one_field(context: Context) -> None:
    inputs = {"prompt": "a candle", **SMALL, "resolution": "64x64"}
    bright, dark = [
        np.asarray(
            opened(context, (await context.call("image_generation", {**inputs, "brightness": b})).output["image"])
        )
        for b in (0.0, -1.0)
    ]
    assert dark.mean() < bright.mean() - 15


async def test_clouds_need_no_path_tracer(context: Context) -> None:
    output = (await context.call("image_generation", {"prompt": "clouds at sunset", "resolution": "64x64"})).output
    assert output["setting"] == "skies"


@pytest.mark.parametrize(
    ("change", "field", "kind"),
    [
        ({"resolution": "15361x64"}, "resolution", TooLarge),
        ({"resolution": "999999x999999"}, "resolution", TooLarge),
        ({"resolution": "tiny"}, "resolution", InvalidInput),
        ({"resolution": "16K", "samples": 1024}, "samples", TooLarge),
        ({"resolution": "8K", "format": "avif"}, "format", TooLarge),
        ({"resolution": "16K", "format": ["png", "webp"]}, "format", TooLarge),
        ({"format": "../../etc/passwd"}, "format", InvalidInput),
        ({"format": ["png"] * 9}, "format", InvalidInput),
        ({"format": "jpeg", "transparent": True}, "format", InvalidInput),
        ({"layers": ["albedo", "../x"]}, "layers.1", InvalidInput),
        ({"count": 10**9}, "count", InvalidInput),
        ({"count": 0}, "count", InvalidInput),
        ({"color": "octarine"}, "color", InvalidInput),
        ({"variation": 64}, "variation", InvalidInput),
        ({"promt": "x"}, "promt", InvalidInput),
        ({"prompt": ""}, "prompt", InvalidInput),
        ({"prompt": "x" * 10_001}, "prompt", InvalidInput),
    ],
)
async def test_what_cannot_be_drawn_is_refused_by_field(
    context: Context, change: dict[str, object], field: str, kind: type[Exception]
) -> None:
    with pytest.raises(kind) as caught:
        await context.call("image_generation", {**CITY, **change})
    assert caught.value.field == field  # type: ignore[attr-defined]


async def test_a_scene_with_an_unknown_maker_is_refused(context: Context) -> None:
    scene = {"things": [{"maker": "botle"}]}
    with pytest.raises(Exception, match="no 'botle' among the makers"):
        await context.call("image_generation", {**CITY, "scene": scene})


async def test_cancel_ends_the_work_and_leaves_nothing(context: Context, tmp_path: Path) -> None:
    tempfile.tempdir = str(tmp_path)
    started = asyncio.Event()
    watched = replace(
        context, progress=lambda fraction, message, preview=None: started.set() if "pass" in message else None
    )
    work = asyncio.create_task(watched.call("image_generation", {**CITY, "resolution": "512x640", "samples": 64}))
    try:
        await started.wait()
        work.cancel()
        with pytest.raises(asyncio.CancelledError):
            await work
    finally:
        tempfile.tempdir = None
    assert left_behind(tmp_path) == []
    assert not context.workers._all


async def test_the_estimate_grows_with_the_picture() -> None:
    estimate = CAPABILITIES[0].estimate
    small = estimate(ImageInputs(prompt="x", resolution="256x256", samples=8))
    large = estimate(ImageInputs(prompt="x", resolution="2048x2048", samples=8))
    assert 0 < small.seconds < large.seconds
    assert small.cost_micro_usd == 0
    assert estimate(ImageInputs(prompt="x")).seconds < 25
    assert small.bytes is not None
    assert large.bytes == 64 * small.bytes


async def test_each_file_of_each_picture_is_counted() -> None:
    def bytes_of(**fields: Any) -> int:
        expected = CAPABILITIES[0].estimate(ImageInputs(prompt="x", resolution="256x256", **fields)).bytes
        assert expected is not None
        return expected

    one = bytes_of()
    assert bytes_of(count=3) == 3 * one
    assert bytes_of(format=("png", "tiff")) > one
    assert bytes_of(hdr=True) == bytes_of(format=("png", "exr", "avif"))
