"""Surfaces drawn as triangles, and light carried between views, against what can be worked out by hand."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from imperium.scene.lens import NEAR, lens, rays
from imperium.scene.raster import drawn, screen
from imperium.scene.raster_model import Model, model_of
from imperium.scene.reprojection import Views, frame, layers_of, view_of
from imperium.scene.scene import Camera, Haze, Rig, Scene, Thing

SIZE = (48, 32)
SCENE = Scene(things=(Thing(maker="orb", at=(0, 0, 0)), Thing(maker="wall", at=(0, 60, 0))), rig=Rig(kind="sun"))
FRONT = Camera(origin=(0, -70, 25), target=(0, 0, 8))


@pytest.fixture(scope="module")
def model() -> Model:
    return model_of(SCENE)


def floor(camera: Camera, corners: list[tuple[float, float, float]]) -> tuple[np.ndarray, np.ndarray]:
    """Numbers and inverse depths of two triangles."""
    vertices = np.array(corners, np.float32)
    faces = np.array([[0, 1, 2], [0, 2, 3]], np.int32)
    places, ranges = screen(vertices, faces, lens(camera, *SIZE), *SIZE)
    numbers, inverse = np.empty(SIZE[::-1], np.int32), np.empty(SIZE[::-1], np.float32)
    drawn(places, faces, ranges, NEAR, 0, numbers, inverse)
    return numbers, inverse


def seen(model: Model, views: Views, camera: Camera, moment: float, size: tuple[int, int], **how: Haze) -> np.ndarray:
    light = np.empty((size[1], size[0], 3), np.float32)
    frame(model, views, camera, moment, light, **how)
    return light


@settings(max_examples=40, deadline=None)
@given(st.floats(-80, 80), st.floats(-80, -20), st.floats(4, 60))
def test_a_floor_round_the_eye_is_drawn_up_to_the_horizon(x: float, y: float, z: float) -> None:
    camera = Camera(origin=(x, y, z), target=(0, 0, 2), fov=60)
    numbers, inverse = floor(camera, [(-4e3, -4e3, 0), (4e3, -4e3, 0), (4e3, 4e3, 0), (-4e3, 4e3, 0)])
    view = lens(camera, *SIZE)
    towards = rays(view, *SIZE)
    depth = np.where(towards[..., 2] < -1e-3, -view[2] / np.minimum(towards[..., 2], -1e-3), np.inf)
    hit = view[:3] + towards * np.minimum(depth, 1e5)[..., None]
    sure = (np.abs(hit[..., :2]).max(-1) < 3.5e3) & (depth < 3e3)
    assert np.all(numbers[sure] >= 0)
    assert np.all(numbers[towards[..., 2] > 1e-3] < 0)
    assert inverse[sure] == pytest.approx(1 / depth[sure], rel=1e-3)


def test_what_is_behind_the_eye_is_not_drawn() -> None:
    numbers, _ = floor(FRONT, [(-50, -200, 0), (50, -200, 0), (50, -200, 60), (-50, -200, 60)])
    assert np.all(numbers < 0)


def test_a_traced_view_comes_back_as_it_was(model: Model) -> None:
    shown = layers_of(model, FRONT, *SIZE)
    light = np.full((*SIZE[::-1], 3), 0.5, np.float32) * shown.colour + shown.glow
    views = Views([view_of(FRONT, 0.0, light, shown), view_of(FRONT, 1.0, light, shown)])
    assert seen(model, views, FRONT, 0.5, SIZE) == pytest.approx(light, abs=0.02)


def test_light_stays_on_its_surface_when_the_camera_moves(model: Model) -> None:
    """Each part is given its own light; from elsewhere it still has it, textures and size aside."""
    shown = layers_of(model, FRONT, *SIZE)
    part = (shown.tag >> 1)[..., None]
    views = Views([view_of(FRONT, 0.0, (0.2 + 0.3 * (part + 1)) * shown.colour + shown.glow, shown)])
    beside = FRONT.model_copy(update={"origin": (9.0, -69.0, 24.0)})
    large = 96, 64
    found, wanted = seen(model, views, beside, 0.0, large), layers_of(model, beside, *large)
    inner = (wanted.tag & 1 == 0) & (wanted.tag >= 0)
    expected = (0.2 + 0.3 * ((wanted.tag >> 1) + 1))[..., None] * wanted.colour + wanted.glow
    error = np.abs(found - expected).max(-1)[inner]
    assert np.quantile(error, 0.97) < 0.05


def test_haze_swallows_what_is_far(model: Model) -> None:
    shown = layers_of(model, FRONT, *SIZE)
    views = Views([view_of(FRONT, 0.0, shown.colour, shown)])
    thick = Haze(colour="#ffffff", distance=1.0)
    assert seen(model, views, FRONT, 0.0, SIZE, haze=thick)[shown.inverse > 0] == pytest.approx(1.0, abs=1e-3)
