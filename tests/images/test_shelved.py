"""What is said of weights that aren't there; without any library for running them."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from imperium.images import shelved
from imperium.images.engine import engines
from imperium.platform.auth.principal import LOCAL_ADMIN
from imperium.platform.capability import Context
from imperium.platform.errors import InvalidInput
from imperium.scene.resolution import Size
from support.house import House, opened, settings_in

pytestmark = pytest.mark.asyncio(loop_scope="module")
ASKED = {"prompt": "a red ball", "resolution": "64x64", "samples": 1, "model": "sdxl"}


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    shelf = tmp_path_factory.mktemp("shelf")
    settings = settings_in(tmp_path_factory.mktemp("house"), media={"weightsFolder": str(shelf)})
    async with opened(settings) as house:
        yield house


@pytest.fixture
def context(house: House) -> Context:
    return house.application.platform.context(LOCAL_ADMIN)


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelved, "missing_packages", lambda: ["torch", "diffusers"])


async def drawn(context: Context, **asked: Any) -> dict[str, Any]:
    return dict((await context.call("image_generation", {**ASKED, **asked})).output)


async def test_what_cannot_be_drawn_with_weights_is_drawn_here_and_says_so(context: Context, bare: None) -> None:
    output = await drawn(context)
    assert output["engine"].startswith("embedded:")
    assert "imperium[weights]" in output["notes"][0]
    assert "torch, diffusers" in output["notes"][0]


async def test_an_empty_shelf_is_named(context: Context, house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelved, "missing_packages", list)
    folder = house.application.settings.media.weights_folder
    assert f"put weights of SDXL into {folder}" in (await drawn(context))["notes"][0]


async def test_a_request_to_weights_is_never_drawn_by_something_else(context: Context, bare: None) -> None:
    for asked in ({"weights": {"steps": 5}}, {"strict_model": True}):
        with pytest.raises(InvalidInput, match="sdxl"):
            await drawn(context, **asked)


async def test_more_than_sdxl_draws_well_is_drawn_smaller_and_in_shape() -> None:
    native: Any = engines()["diffusers"]
    assert native.native(None, Size(1024, 1024)) == Size(1024, 1024)
    wide = native.native(None, Size(3840, 2160))
    assert (wide.width % 64, wide.height % 64) == (0, 0)
    assert 0.8e6 < wide.pixels < 1.3e6
    assert wide.aspect == pytest.approx(16 / 9, rel=0.05)


async def test_it_is_foreseen_by_size() -> None:
    engine: Any = engines()["diffusers"]
    small, usual, huge = (engine.estimate(Size(side, side), 1).seconds for side in (512, 1024, 4096))
    assert small < usual == huge


async def test_without_a_folder_both_steps_are_told(tmp_path: Path, bare: None) -> None:
    said = str(engines()["stylegan3"].missing("", None, LOCAL_ADMIN))
    assert "imperium[weights]" in said
    assert "weightsFolder" in said
