"""A picture drawn in tiles is the picture drawn at once."""

from dataclasses import replace

import numpy as np
import pytest

from imperium.scene import render
from imperium.scene.part_lens import PartLens
from imperium.scene.render import Frame, Studio
from imperium.scene.scene import Camera, Clouds, Finish, Rig, Scene, Thing
from imperium.scene.stage import sensor
from imperium.scene.tone import Picture, display, framed, glowing, halo
from imperium.scene.trace import Looks, distances, traced
from imperium.scene.trace import drawn as shone
from imperium.scene.variant import compiles, use_variant, working_variant
from imperium.scene.window import Box, Window

SCENE = Scene(
    things=(
        Thing(maker="slab", params={"width": 200, "depth": 200}, finishes={"top": Finish(kind="wood")}),
        Thing(maker="orb", params={"radius": 9}),
    ),
    rig=Rig(kind="softboxes"),
    camera=Camera(origin=(0, -70, 30), target=(0, 0, 8)),
)
FRAME = Frame(160, 112, 16, 3)
SIDE = 48


def drawn(scene: Scene, frame: Frame) -> Picture:
    light = np.zeros((frame.height, frame.width, 3), np.float32)
    told = lambda fraction, message, preview=None: None  # noqa: E731
    for piece in Studio(scene, frame).pieces(told, lambda light: None):
        rows, columns = piece.core.inside(replace(piece.outer, left=0, top=0, width=frame.width, height=frame.height))
        light[rows, columns] = piece.kept(piece.light)
    return light


def test_a_part_of_a_lens_sees_what_its_crop_does() -> None:
    variant = working_variant()
    if not compiles(variant.name):
        pytest.skip("no LLVM that works is installed: only the scalar variant draws here")
    mitsuba = use_variant(variant.name, variant.llvm)
    try:
        world, box = Looks(SCENE, 160, 112), Box(40, 24, 64, 48)
        crop = mitsuba.load_dict(sensor(SCENE.camera, 160, 112, box=box, alpha=True))
        part = PartLens(mitsuba.load_dict(sensor(SCENE.camera, 160, 112)), 160, 112, box, alpha=True)
        untold = lambda fraction, message, preview=None: None  # noqa: E731
        by_crop, by_part = (traced(world.lit, lens, 16, 5, untold, cut_out=True) for lens in (crop, part))
        assert by_part == pytest.approx(by_crop, abs=0.02)
        assert np.abs(by_part - by_crop).mean() < 1e-3
        assert shone(world.albedo, part, 16) == pytest.approx(shone(world.albedo, crop, 16), abs=1e-4)
        assert distances(world.lit, part) == pytest.approx(distances(world.lit, crop), rel=1e-3)
    finally:
        use_variant("scalar_rgb", None)


@pytest.fixture
def tiled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(render, "WHOLE_PIXELS", 0)
    monkeypatch.setattr(render, "TILE", SIDE)
    monkeypatch.setattr(render, "APRON", 16)


def seams(frame: Frame) -> np.ndarray:
    on = np.zeros((frame.height, frame.width), bool)
    for at in range(SIDE, frame.width, SIDE):
        on[:, at - 1 : at + 1] = True
    for at in range(SIDE, frame.height, SIDE):
        on[at - 1 : at + 1] = True
    return on


def test_no_seam_shows(request: pytest.FixtureRequest) -> None:
    use_variant("scalar_rgb", None)
    whole = framed(drawn(SCENE, FRAME), SCENE.grade)
    request.getfixturevalue("tiled")
    tiles = framed(drawn(SCENE, FRAME), SCENE.grade)
    difference, on = np.abs(whole - tiles).mean(-1), seams(FRAME)
    assert difference.mean() < 0.02
    assert difference[on].mean() < 1.4 * difference[~on].mean()
    across = np.abs(np.diff(tiles, axis=1)).mean((0, 2))
    at_seams = across[SIDE - 1 :: SIDE]
    assert at_seams.mean() < 1.5 * np.median(across) + 0.01


def test_clouds_are_the_same_in_tiles(request: pytest.FixtureRequest) -> None:
    scene = Scene(clouds=Clouds(seed=4), camera=Camera(origin=(0, 0, 0), target=(0, 1, 0), fov=60))
    frame = Frame(192, 128, 1, 0)
    whole = drawn(scene, frame)
    request.getfixturevalue("tiled")
    assert np.abs(framed(drawn(scene, frame), scene.grade) - framed(whole, scene.grade)).mean() < 0.004


def test_bloom_vignette_and_dither_know_their_place() -> None:
    rng = np.random.default_rng(1)
    light = rng.random((96, 128, 3)).astype(np.float32) * 3
    grade = SCENE.grade.model_copy(update={"bloom": 0.3, "vignette": 0.5})
    whole = display(light, grade).astype(int)
    glow = halo(light)
    plain = grade.model_copy(update={"bloom": 0.0})
    window = Window(128, 96, 40, 24)
    part = light[24:72, 40:104]
    tile = display(glowing(part, glow, 0.3, window), plain, window).astype(int)
    assert np.abs(tile - whole[24:72, 40:104]).max() <= 1


def test_the_same_seed_gives_the_same_light_and_another_tile_another_noise() -> None:
    use_variant("scalar_rgb", None)
    small = replace(FRAME, width=64, height=64, samples=2)
    first, second, other = (drawn(SCENE, replace(small, seed=seed)) for seed in (1, 1, 2))
    assert np.array_equal(first, second)
    assert not np.array_equal(first, other)
