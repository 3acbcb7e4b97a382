"""SDXL end to end, of random weights: the loading, the pipelines and the training are the real ones."""

import asyncio
import io
import json
from base64 import b64decode
from pathlib import Path
from typing import Any, get_args

import numpy as np
import pytest
from PIL import Image

pytest.importorskip("diffusers", reason="weights on this machine are an extra")

from imperium.platform.artifacts import ArtifactStore
from imperium.platform.capability import Context
from imperium.platform.errors import InvalidInput, ResourceError
from imperium.platform.preview import Preview
from imperium.platform.workers import Workers
from imperium.weights.capabilities import FinetuningInputs, finetune
from imperium.weights.request import SchedulerName, WeightsRequest
from imperium.weights.shelf import chosen

pytestmark = pytest.mark.asyncio(loop_scope="module")
SIDE = 64


def photo(colour: tuple[int, int, int], size: tuple[int, int] = (96, 80)) -> bytes:
    content = io.BytesIO()
    picture = Image.new("RGB", size, (210, 205, 200))
    picture.paste(colour, (30, 20, 66, 70))
    picture.save(content, "PNG")
    return content.getvalue()


class Studio:
    """Draws with the weights of the shelf through the worker."""

    def __init__(self, shelf: Path, context: Context, folder: Path) -> None:
        self.shelf, self.context, self.folder = shelf, context, folder
        self.told: list[tuple[float, str]] = []
        self.previews: list[Preview] = []
        self.learns = asyncio.Event()

    def heard(self, fraction: float, message: str, preview: Preview | None = None) -> None:
        self.told.append((fraction, message))
        if "loss" in message:
            self.learns.set()
        if preview:
            self.previews.append(preview)

    async def put(self, content: bytes, extension: str = "png") -> str:
        return (await self.context.artifacts.put_bytes(content, "given", extension)).name

    def job(self, prompt: str, seed: int, width: int, height: int, wish: dict[str, Any]) -> dict[str, Any]:
        wanted = WeightsRequest.model_validate({"steps": 3, **wish})
        control = chosen(self.shelf, wanted.control.model, "controlnet") if wanted.control else None
        return {
            "weights": chosen(self.shelf, None, "sdxl").as_dict(),
            "control": control.as_dict() if control else None,
            "prompt": prompt,
            "width": width,
            "height": height,
            "seed": seed,
            "wish": wanted.model_dump(mode="json"),
            "files": {name: str(self.context.artifacts.path(name)) for name in wanted.artifacts()},
            "target": str(self.folder / "drawn.png"),
        }

    async def draw(
        self, prompt: str = "a bottle", seed: int = 3, size: tuple[int, int] = (SIDE, SIDE), **wish: Any
    ) -> tuple[np.ndarray, dict[str, Any]]:
        job = self.job(prompt, seed, *size, wish)
        told = await self.context.workers.run("imperium.weights.jobs:paint", job, progress=self.heard)
        return np.asarray(Image.open(self.folder / "drawn.png")), told


@pytest.fixture
def studio(shelf: Path, context: Context, tmp_path: Path) -> Studio:
    return Studio(shelf, context, tmp_path)


async def test_the_same_seed_gives_the_same_picture_step_by_step(studio: Studio) -> None:
    first, told = await studio.draw()
    again, _ = await studio.draw()
    other, _ = await studio.draw(seed=4)
    assert first.shape == (SIDE, SIDE, 3)
    assert first.std() > 2
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)
    assert told["scheduler"] == "EulerDiscreteScheduler"
    assert told["unread"] == ""
    fractions = [fraction for fraction, _ in studio.told]
    assert any(message.startswith("step 3 of 3") for _, message in studio.told)
    assert max(fractions) < 1
    assert Image.open(io.BytesIO(b64decode(studio.previews[0].base64))).size == (SIDE, SIDE)


async def test_every_scheduler_draws_and_they_differ(studio: Studio) -> None:
    drawn = {name: await studio.draw(scheduler=name, steps=4) for name in get_args(SchedulerName)}
    assert all(picture.std() > 2 for picture, _ in drawn.values())
    assert len({picture.tobytes() for picture, _ in drawn.values()}) >= len(drawn) - 1
    assert drawn["unipc"][1]["scheduler"] == "UniPCMultistepScheduler"


async def test_sizes_off_the_grid_are_cut_to_what_was_asked(studio: Studio) -> None:
    picture, _ = await studio.draw(size=(61, 75))
    assert picture.shape == (75, 61, 3)


async def test_what_a_long_prompt_says_last_is_told_as_unread(studio: Studio) -> None:
    _, told = await studio.draw("a bottle " * 12 + "with a yellow cap")
    assert told["unread"].endswith("yellow cap")


async def test_guidance_and_what_is_not_to_be_seen_change_the_picture(studio: Studio) -> None:
    plain, _ = await studio.draw()
    for wish in ({"guidance": 9.0}, {"negative_prompt": "glass"}):
        assert not np.array_equal(plain, (await studio.draw(**wish))[0])


async def test_tiles_change_little(studio: Studio) -> None:
    whole, _ = await studio.draw(size=(128, 128))
    tiled, _ = await studio.draw(size=(128, 128), tiling=True)
    assert np.abs(whole.astype(int) - tiled).mean() < 12


async def test_a_picture_to_begin_with_is_kept_the_more_the_less_strength(studio: Studio) -> None:
    name = await studio.put(photo((180, 40, 30), (SIDE, SIDE)))
    near, far = [(await studio.draw(image=name, strength=s, steps=8))[0] for s in (0.15, 1.0)]
    assert not np.array_equal(near, far)
    # what the decoder makes of the picture itself, about
    still = (await studio.draw(image=name, strength=0.01, steps=8))[0].astype(int)
    assert np.abs(still - near).mean() < np.abs(still - far).mean()


async def test_outside_a_mask_the_picture_stays_as_it_was(studio: Studio) -> None:
    given = photo((180, 40, 30), (SIDE, SIDE))
    mask = Image.new("L", (SIDE, SIDE))
    mask.paste(255, (16, 16, 48, 48))
    content = io.BytesIO()
    mask.save(content, "PNG")
    picture, _ = await studio.draw(image=await studio.put(given), mask=await studio.put(content.getvalue()), steps=4)
    before, inside = np.asarray(Image.open(io.BytesIO(given))), np.asarray(mask) > 0
    assert np.array_equal(picture[~inside], before[~inside])
    assert not np.array_equal(picture[inside], before[inside])


async def test_weights_made_for_masks_draw_within_one_alone(studio: Studio, tmp_path: Path) -> None:
    from tests.weights.tiny_sdxl import build

    build(tmp_path / "masks", tmp_path / "scratch", "filler", channels=9)
    studio.shelf = tmp_path / "masks"
    with pytest.raises(InvalidInput) as refused:
        await studio.draw()
    assert refused.value.field == "weights.mask"
    given = await studio.put(photo((180, 40, 30), (SIDE, SIDE)))
    white = await studio.put(photo((255, 255, 255), (SIDE, SIDE)))
    picture, _ = await studio.draw(image=given, mask=white, steps=4)
    assert picture.shape == (SIDE, SIDE, 3)


async def test_a_controlnet_is_followed(studio: Studio) -> None:
    edges = await studio.put(photo((255, 255, 255), (SIDE, SIDE)))
    base, _ = await studio.draw()
    off, on = [
        (await studio.draw(control={"model": "edges", "image": edges, "scale": scale}))[0] for scale in (0.0, 1.0)
    ]
    assert np.abs(off.astype(int) - base).max() <= 1
    assert not np.array_equal(on, base)


async def test_what_is_no_picture_is_refused_by_its_field(studio: Studio) -> None:
    name = await studio.put(b"\x89PNG\r\n\x1a\nnothing")
    with pytest.raises(InvalidInput) as refused:
        await studio.draw(image=name)
    assert refused.value.field == "weights.image"


async def test_a_subject_is_learned_and_drawn_by_its_token(studio: Studio, shelf: Path) -> None:
    photos = [await studio.put(photo(colour)) for colour in ((30, 120, 60), (34, 110, 66), (28, 126, 70))]
    asked = {"photos": photos, "token": "sks", "subject": "bottle", "steps": 30, "rank": 4, "resolution": SIDE}
    inputs, idle = (
        FinetuningInputs.model_validate({**asked, "learning_rate": rate, "prior_pictures": 1}) for rate in (1e-2, 1e-7)
    )
    output = (await finetune(inputs, _heard(studio), shelf)).output
    unlearned = (await finetune(idle, studio.context, shelf)).output
    assert output["prompt"] == "a photo of sks bottle"
    assert [step for step, _ in output["curve"]] == list(range(1, 31))
    assert output["loss"] < unlearned["loss"]  # on the same photos with the same noise
    assert any("loss" in message for _, message in studio.told)
    name = output["lora"]["name"]
    assert _note(studio.context.artifacts, name) == {"base": "tiny", "prompt": output["prompt"], "steps": 30, "rank": 4}
    base, _ = await studio.draw(output["prompt"])
    none, some = [
        (await studio.draw(output["prompt"], loras=[{"artifact": name, "scale": scale}]))[0] for scale in (0, 1)
    ]
    assert np.array_equal(none, base)
    assert not np.array_equal(some, base)


async def test_a_lora_of_something_else_is_refused(studio: Studio) -> None:
    from safetensors.numpy import save

    for content in (save({"unet.elsewhere.lora_A.weight": np.zeros((2, 2), np.float32)}), b"nothing"):
        name = await studio.put(content, "safetensors")
        with pytest.raises(InvalidInput) as refused:
            await studio.draw(loras=[{"artifact": name}])
        assert refused.value.field == "weights.loras.0.artifact"


async def test_who_leaves_ends_the_training(studio: Studio, shelf: Path) -> None:
    inputs = FinetuningInputs(
        photos=(await studio.put(photo((1, 2, 3))),), token="sks", subject="bottle", steps=5_000, resolution=SIDE
    )
    task = asyncio.create_task(finetune(inputs, _heard(studio), shelf))
    await studio.learns.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert studio.context.workers.slots.held == 0


async def test_weights_larger_than_a_worker_are_refused_before(studio: Studio) -> None:
    small = Workers(slots=1, memory_mb=1400)
    try:
        with pytest.raises(ResourceError, match="a worker may use 1400 MiB"):
            await small.run("imperium.weights.jobs:paint", studio.job("a", 1, SIDE, SIDE, {}))
    finally:
        await small.close()


def _heard(studio: Studio) -> Context:
    from msgspec.structs import replace

    return replace(studio.context, progress=studio.heard)


def _note(store: ArtifactStore, name: str) -> dict[str, Any]:
    from safetensors import safe_open

    with safe_open(store.path(name), "np") as file:
        return json.loads(file.metadata()["imperium"])
