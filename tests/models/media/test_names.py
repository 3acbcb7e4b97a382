"""What a model's name leads to."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imperium.images.engine import engines as image_engines
from imperium.models.media.names import Target, targets_of
from imperium.models.media.prices import PICTURES, SECONDS, TOKENS, MediaPrices
from imperium.platform.errors import InvalidInput
from imperium.platform.media_settings import MediaPrice
from imperium.platform.settings import Settings, load_settings
from imperium.videos.engine import engines as video_engines

ALIASES = {"dall-e-3": ("openai:new",), "sora": ("veo:v", "runway:r"), "imagen": ("gemini:g", "imagen:i")}
PICTURE_ENGINES = ("embedded", "openai", "gemini", "imagen")
DOCUMENTED = ("stable-diffusion", "sdxl", "dall-e-3", "stylegan3", "dreambooth", "runway-gen2", "nerf", "sora")


@pytest.fixture
def shipped(tmp_path: Path) -> Settings:
    return load_settings(None, tmp_path, {})


def test_every_documented_name_leads_somewhere(shipped: Settings) -> None:
    engines = {*image_engines(), *video_engines()}
    for name in DOCUMENTED:
        assert targets_of(name, shipped.media.aliases, engines), name


def test_every_alias_leads_to_engines_that_are_there(shipped: Settings) -> None:
    engines = {*image_engines(), *video_engines()}
    for name, targets in shipped.media.aliases.items():
        assert {Target.parse(target).engine for target in targets} <= engines, name


def test_every_aliased_model_of_a_provider_has_a_price(shipped: Settings) -> None:
    priced = {*TOKENS, *PICTURES, *SECONDS}
    local = ("embedded", "diffusers", "stylegan3")
    for targets in shipped.media.aliases.values():
        assert {target for target in targets if not target.startswith(local)} <= priced


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("dall-e-3", [("openai", "new")]),
        ("DALL·E 3", [("openai", "new")]),
        ("imagen", [("gemini", "g"), ("imagen", "i")]),  # an alias goes before an engine of the same name
        ("gemini", [("gemini", "")]),
        ("new", [("openai", "new")]),
        ("openai:other", [("openai", "other")]),
        ("embedded", [("embedded", "")]),
    ],
)
def test_names(name: str, found: list[tuple[str, str]]) -> None:
    assert targets_of(name, ALIASES, PICTURE_ENGINES) == found


@pytest.mark.parametrize(("name", "nearest"), [("dale-3", "dall-e-3"), ("imagine", "imagen"), ("sora", "")])
def test_unknown_names(name: str, nearest: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        targets_of(name, ALIASES, PICTURE_ENGINES)
    assert nearest in str(caught.value.remedy)


@given(st.text(max_size=300))
def test_any_text_is_known_or_refused(name: str) -> None:
    found = []
    with suppress(InvalidInput):
        found = targets_of(name, ALIASES, PICTURE_ENGINES)
    assert all(target.engine in PICTURE_ENGINES for target in found)


@given(st.sampled_from(sorted({*TOKENS, *PICTURES})), st.integers(1, 10**9), st.integers(0, 10**9))
def test_a_larger_picture_never_costs_less(name: str, pixels: int, more: int) -> None:
    prices = MediaPrices({})
    small, large = prices.picture(name, pixels), prices.picture(name, pixels + more)
    assert small is not None
    assert large is not None
    assert 0 < small <= large


def test_configured_prices_go_first() -> None:
    prices = MediaPrices({"openai:new": MediaPrice(pictureUsd="0.0000011"), "veo:v": MediaPrice(secondUsd="0.25")})
    assert prices.picture("openai:new", 10) == 2  # rounded up
    assert prices.film("veo:v", 8, 720) == 2_000_000
    assert prices.picture("openai:unknown", 10) is None
    assert prices.film("runway:gen4.5", 5, 4320) is None
