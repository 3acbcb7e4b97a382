"""The gallery: each picture that is listed is there, small, and on the page with its prompt and seed."""

import tomllib
from pathlib import Path

import pytest
from PIL import Image

FOLDER = Path(__file__).parents[2] / "docs/gallery"
LISTED = tomllib.loads((FOLDER / "pictures.toml").read_text("utf-8"))
DRAWN = sorted(path.stem for path in FOLDER.glob("*.webp"))


@pytest.mark.parametrize("name", DRAWN)
def test_a_picture_is_listed_and_small(name: str) -> None:
    picture = FOLDER / f"{name}.webp"
    assert name in LISTED
    assert picture.stat().st_size <= 120_000
    with Image.open(picture) as opened:
        assert max(opened.size) == 640


def test_the_page_shows_every_picture_with_prompt_and_seed() -> None:
    page = (FOLDER / "README.md").read_text("utf-8")
    for name in DRAWN:
        assert f"]({name}.webp)" in page
        assert LISTED[name]["prompt"] in page
    assert page.count("\nseed ") == len(DRAWN)
