"""`image_generation` with weights on this machine, of random numbers, end to end."""

import io
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import pytest_asyncio
from PIL import Image

pytest.importorskip("diffusers", reason="weights on this machine are an extra")

from tests.weights.test_unpickling import SIZES
from tests.weights.tiny_sdxl import build

from imperium.images.provenance import TRAINED, credentials
from imperium.images.reading import read_request
from imperium.platform.auth.principal import LOCAL_ADMIN
from imperium.platform.capability import Context
from imperium.platform.errors import InvalidInput, NotFound
from support.house import House, opened, settings_in

pytestmark = pytest.mark.asyncio(loop_scope="module")
ASKED = {"prompt": "a red door", "resolution": "64x64", "model": "sdxl", "weights": {"steps": 3}}


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    shelf = tmp_path_factory.mktemp("weights")
    build(shelf, tmp_path_factory.mktemp("scratch"))
    _generator(shelf / "faces")
    settings = settings_in(tmp_path_factory.mktemp("house"), media={"weightsFolder": str(shelf)})
    async with opened(settings) as house:
        yield house


def _generator(folder: Path) -> None:
    import torch
    from safetensors.torch import save_file

    from imperium.weights.stylegan3.generator import Generator
    from imperium.weights.stylegan3.plan import Config

    torch.manual_seed(3)
    made = Generator(Config(32, **SIZES))
    folder.mkdir()
    save_file({name: value.contiguous() for name, value in made.state_dict().items()}, folder / "generator.safetensors")
    (folder / "generator.json").write_text(json.dumps({"img_resolution": 32, **SIZES}))


@pytest.fixture
def context(house: House) -> Context:
    return house.application.platform.context(LOCAL_ADMIN)


async def drawn(context: Context, **asked: Any) -> dict[str, Any]:
    return dict((await context.call("image_generation", {**ASKED, **asked})).output)


def pixels(context: Context, output: dict[str, Any], kind: str = "png") -> np.ndarray:
    return np.asarray(Image.open(context.artifacts.path(output["files"][kind]["name"])))


async def test_a_documented_name_leads_to_the_weights_that_are_there(context: Context) -> None:
    output = await drawn(context, model="stable-diffusion")
    assert output["engine"] == output["model"] == "diffusers:tiny"
    assert output["requested_model"] == "stable-diffusion"
    assert output["details"]["scheduler"] == "EulerDiscreteScheduler"
    assert output["details"]["steps"] == 3
    assert output["cost_micro_usd"] == 0
    assert pixels(context, output).shape == (64, 64, 3)
    signed = credentials(context.artifacts.path(output["image"]["name"]), "image/png")
    assert signed is not None
    assert TRAINED in str(signed)


async def test_what_a_file_tells_makes_it_again(context: Context) -> None:
    output = await drawn(context, seed=7, weights={"steps": 2, "scheduler": "dpmpp_2m", "guidance": 3.5})
    told = read_request(context.artifacts.path(output["image"]["name"]))
    assert told["model"] == "diffusers:tiny"
    assert told["seed"] == 7
    assert (told["weights"]["steps"], told["weights"]["scheduler"]) == (2, "dpmpp_2m")
    written = json.loads(Image.open(context.artifacts.path(output["image"]["name"])).text["imperium"])
    assert written["engine"] == "diffusers:tiny"
    assert written["drawn_with"]["scheduler"] == "DPMSolverMultistepScheduler"
    again = (await context.call("image_generation", told)).output
    assert np.array_equal(pixels(context, output), pixels(context, again))


async def test_several_pictures_count_their_seeds_up(context: Context) -> None:
    output = await drawn(context, count=2, seed=1)
    assert [one["seed"] for one in output["images"]] == [1, 2]
    single = await drawn(context, seed=2)
    second = context.artifacts.path(output["images"][1]["image"]["name"])
    assert np.array_equal(np.asarray(Image.open(second)), pixels(context, single))


async def test_a_picture_is_changed_within_a_mask(context: Context) -> None:
    given, mask = (Image.new("RGB", (64, 64), "teal"), Image.new("RGB", (64, 64)))
    mask.paste("white", (0, 0, 64, 32))
    names = []
    for picture in (given, mask):
        content = io.BytesIO()
        picture.save(content, "PNG")
        names.append((await context.artifacts.put_bytes(content.getvalue(), "given", "png")).name)
    output = await drawn(context, weights={"steps": 3, "image": names[0], "mask": names[1]}, format=["png", "jpeg"])
    assert (pixels(context, output)[32:] == pixels(context, output)[63, 63]).all()
    assert pixels(context, output)[:32].std() > 1
    assert pixels(context, output, "jpeg").shape == (64, 64, 3)
    with pytest.raises(NotFound):
        await drawn(context, weights={"image": f"{'0' * 64}.png"})


async def test_a_generator_draws_from_the_seed_and_says_so(context: Context) -> None:
    first, again, other = [await drawn(context, model="stylegan3:faces", seed=s, weights=None) for s in (1, 1, 2)]
    assert first["engine"] == "stylegan3:faces"
    assert first["native"] == {"width": 32, "height": 32}
    assert first["upscaled"]
    assert first["details"]["unread"] == "a red door"
    assert np.array_equal(pixels(context, first), pixels(context, again))
    assert not np.array_equal(pixels(context, first), pixels(context, other))
    with pytest.raises(InvalidInput) as refused:
        await drawn(context, model="stylegan3", weights={"negative_prompt": "dull"})
    assert refused.value.field == "weights.negative_prompt"


async def test_weights_that_are_not_there_are_refused_where_they_are_meant(context: Context) -> None:
    with pytest.raises(InvalidInput) as refused:
        await drawn(context, model="diffusers:juggernaut")
    assert "juggernaut" in refused.value.detail
    assert "tiny" in str(refused.value.remedy)
    with pytest.raises(InvalidInput):
        await drawn(context, model=None)
    with pytest.raises(InvalidInput) as refused:
        await drawn(context, model="mitsuba")
    assert refused.value.field == "weights"


async def test_what_was_taught_is_drawn_by_its_name(context: Context) -> None:
    content = io.BytesIO()
    Image.new("RGB", (72, 90), (40, 120, 70)).save(content, "JPEG")
    photo = await context.artifacts.put_bytes(content.getvalue(), "photo", "jpg")
    asked = {"photos": [photo.name], "token": "sks", "subject": "bottle", "steps": 4, "resolution": 64}
    result = await context.call("image_finetuning", {**asked, "learning_rate": 0.05})
    assert result.engine == "diffusers:tiny"
    assert [artifact.media_type for artifact in result.artifacts] == ["application/octet-stream"]
    lora = result.output["lora"]["name"]
    base = await drawn(context, prompt=result.output["prompt"], seed=1)
    none, some = [
        await drawn(
            context,
            prompt=result.output["prompt"],
            seed=1,
            weights={"steps": 3, "loras": [{"artifact": lora, "scale": scale}]},
        )
        for scale in (0, 1.5)
    ]
    assert np.array_equal(pixels(context, base), pixels(context, none))
    assert not np.array_equal(pixels(context, base), pixels(context, some))
    told = read_request(context.artifacts.path(some["image"]["name"]))
    assert told["weights"]["loras"] == [{"artifact": lora, "scale": 1.5}]
