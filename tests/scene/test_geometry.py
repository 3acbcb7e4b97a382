"""Meshes, framing, camera moves and reprojection."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from imperium.scene.framing import framed
from imperium.scene.lens import lens
from imperium.scene.mesh import facing, rotation
from imperium.scene.motion import camera_at
from imperium.scene.scene import Camera, Move, Scene
from imperium.scene.shapes import lathe, profile, rounded_box


def outward(mesh) -> float:  # type: ignore[no-untyped-def]
    """Share of faces whose winding agrees with their normals."""
    a, b, c = (mesh.vertices[mesh.faces[:, k]] for k in range(3))
    cross = np.cross(b - a, c - a)
    real = np.linalg.norm(cross, axis=1) > 1e-9
    return float((np.einsum("ij,ij->i", cross, mesh.normals[mesh.faces[:, 0]])[real] > 0).mean())


def test_lathe_and_box_face_outwards() -> None:
    assert outward(lathe(profile([(0.01, 0), (3, 0), (3, 9), (0.01, 9)], [0, 0.3, 0.3, 0]))) > 0.99
    assert outward(rounded_box(4, 3, 5, 0.4)) > 0.99


def test_a_box_has_its_size_and_stands_on_the_ground() -> None:
    low, high = rounded_box(4, 3, 5, 0.4).bounds
    assert low == pytest.approx([-2, -1.5, 0], abs=1e-6)
    assert high == pytest.approx([2, 1.5, 5], abs=1e-6)


@given(st.floats(-180, 180), st.tuples(*[st.floats(-1, 1)] * 3).filter(lambda axis: np.linalg.norm(axis) > 0.1))
def test_rotations_keep_lengths(degrees: float, axis: tuple[float, float, float]) -> None:
    turned = rotation(axis, degrees)[:3, :3]
    assert turned @ turned.T == pytest.approx(np.eye(3), abs=1e-9)
    assert facing((0, 0, 0), axis)[:3, 2] == pytest.approx(np.array(axis) / np.linalg.norm(axis))


@settings(deadline=None)
@given(
    size=st.tuples(*[st.floats(1, 80)] * 3),
    aspect=st.floats(0.4, 2.5),
    azimuth=st.floats(-40, 40),
    elevation=st.floats(0, 35),
)
def test_a_framed_subject_is_inside_the_picture(
    size: tuple[float, float, float], aspect: float, azimuth: float, elevation: float
) -> None:
    low, high = np.array([-size[0] / 2, -size[1] / 2, 0]), np.array([size[0] / 2, size[1] / 2, size[2]])
    camera = framed(low, high, aspect, azimuth=azimuth, elevation=elevation, fill=0.6)
    width, height = round(1000 * aspect), 1000
    view = lens(camera, width, height)
    middle = (low + high) / 2 - view[:3]
    across, up, ahead = (float(middle @ view[at : at + 3]) for at in (3, 6, 9))
    assert abs(across) < 0.1 * width / 2 / view[12] * ahead
    assert abs(up) < 0.1 * height / 2 / view[13] * ahead


@pytest.mark.parametrize("kind", ["orbit", "push", "dolly", "crane", "fly"])
def test_a_move_is_smooth_and_passes_the_scenes_own_view(kind: str) -> None:
    scene = Scene(move=Move(kind=kind), camera=Camera(origin=(0, -70, 25), target=(0, 0, 10), focus=68))  # type: ignore[arg-type]
    places = np.array([camera_at(scene, t, 5).origin for t in np.linspace(0, 1, 41)])
    steps = np.linalg.norm(np.diff(places, axis=0), axis=1)
    assert steps.max() < 2.5 * max(steps.min(), 1e-9)
    if kind != "fly":
        assert camera_at(scene, 0.5, 5).origin == pytest.approx(scene.camera.origin, abs=1e-6)
