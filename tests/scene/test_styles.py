"""Every style: pixels of any light, the same each time, tile by tile as in one piece."""

import numpy as np
import pytest

from imperium.platform.errors import NotFound
from imperium.scene.direction import style_named, styled
from imperium.scene.grammar import compose
from imperium.scene.scene import Grade
from imperium.scene.style import REACH, developed, styles
from imperium.scene.tone import Picture
from imperium.scene.trace import Guides
from imperium.scene.window import Window

DRAWN = ("toon", "line", "watercolour", "pixel")
HEIGHT, WIDTH = 96, 128


def exposed() -> tuple[Picture, Guides]:
    """A lit ball before a wall."""
    y, x = np.mgrid[-1 : 1 : HEIGHT * 1j, -1.3 : 1.3 : WIDTH * 1j].astype(np.float32)
    z = np.sqrt(np.clip(0.5 - x * x - y * y, 0, 1))
    ball = (z > 0)[..., None]
    normal = np.where(ball, np.stack([x, -z, -y], -1) / np.sqrt(0.5), np.array([0.0, -1.0, 0.0])).astype(np.float32)
    albedo = np.where(ball, np.array([0.7, 0.1, 0.08]), np.array([0.5, 0.55, 0.6])).astype(np.float32)
    depth = np.where(ball[..., 0], 60 - 20 * z, 90).astype(np.float32)
    lit = np.clip(normal @ np.array([-0.5, -0.6, 0.6], np.float32), 0.05, 1)[..., None]
    return (albedo * lit * 1.6).astype(np.float32), Guides(albedo, normal, depth)


@pytest.mark.parametrize("name", sorted(styles()))
def test_a_style_gives_the_same_pixels_each_time(name: str) -> None:
    light, guides = exposed()
    first = developed(name, light, guides, Grade())
    assert first.shape == (HEIGHT, WIDTH, 3)
    assert first.dtype == np.uint8
    assert np.ptp(first) > 60
    assert np.array_equal(first, developed(name, light, guides, Grade()))


@pytest.mark.parametrize("name", sorted(styles()))
def test_clouds_have_no_guides_and_are_drawn_too(name: str) -> None:
    light, _ = exposed()
    assert developed(name, light, None, Grade()).shape == (HEIGHT, WIDTH, 3)


@pytest.mark.parametrize("name", DRAWN)
def test_a_drawn_style_looks_different_from_a_photograph(name: str) -> None:
    light, guides = exposed()
    drawn, photographed = (developed(style, light, guides, Grade()).astype(int) for style in (name, "realistic"))
    assert np.abs(drawn - photographed).mean() > 8


@pytest.mark.parametrize("name", DRAWN)
def test_a_tile_with_its_apron_is_the_whole_pictures_tile(name: str) -> None:
    light, guides = exposed()
    grade = Grade(bloom=0.0, vignette=0.0)
    whole = developed(name, light, guides, grade)
    left = WIDTH // 2
    window = Window(WIDTH, HEIGHT, left - REACH - 4, 0)
    part = np.s_[:, window.left :]
    tile = developed(
        name, light[part], Guides(*(g[part] for g in (guides.albedo, guides.normal, guides.depth))), grade, window
    )
    kept = tile[:, left - window.left :].astype(int)
    assert np.abs(kept - whole[:, left:].astype(int)).mean() < 1.0


def test_lines_are_where_the_ball_ends() -> None:
    light, guides = exposed()
    drawn = developed("toon", light, guides, Grade()).mean(-1)
    across = drawn[HEIGHT // 2]
    edge = int(np.flatnonzero(guides.depth[HEIGHT // 2] < 80)[0])
    assert across[edge - 2 : edge + 3].min() < across[edge - 14] - 40


def test_an_unknown_style_is_answered_with_the_nearest() -> None:
    light, guides = exposed()
    with pytest.raises(NotFound) as caught:
        developed("watercolor", light, guides, Grade())
    assert "watercolour" in str(caught.value.remedy)


@pytest.mark.parametrize(
    ("words", "name", "exact"),
    [
        ("Watercolour", "watercolour", True),
        ("a comic book", "toon", True),
        ("hand-drawn", "line", True),
        ("8-bit", "pixel", True),
        ("oil painting", "watercolour", False),
        ("cinematik", "cinematic", False),
        ("\u2603 \u0000", "realistic", False),
    ],
)
def test_a_style_may_be_asked_for_in_words(words: str, name: str, exact: bool) -> None:
    assert style_named(words) == (name, exact)


def test_a_style_that_nobody_draws_is_reported() -> None:
    composition = compose("a mug on a desk", 4, style="cubism")
    assert composition.scene.style == "watercolour"
    assert [(item.term, item.drawn) for item in composition.unmatched] == [("cubism", "the watercolour style")]


def test_a_drawn_picture_is_sharp_all_over() -> None:
    scene = compose("a mug on a desk", 4).scene
    assert scene.camera.aperture > 0
    assert styled(scene, "line").camera.aperture == 0
    assert styled(scene, "cinematic").camera.aperture == scene.camera.aperture
