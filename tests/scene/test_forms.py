"""The forms that products are made of: closed, facing outward, of the size that was asked for."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from imperium.scene.forms import (
    above,
    below,
    brilliant,
    capsule,
    cushion,
    deformed,
    lumpy,
    rings,
    sector,
    spline,
    stitches,
    superellipse,
    superellipsoid,
    walled,
)
from imperium.scene.mesh import Mesh
from imperium.scene.shapes import ellipsoid, lathe


def volume(mesh: Mesh) -> float:
    """By the divergence theorem: positive where faces look outward."""
    a, b, c = (mesh.vertices[mesh.faces[:, k]] for k in range(3))
    return float((a * np.cross(b, c)).sum() / 6)


@given(st.floats(2, 6), st.floats(2, 6), st.floats(1, 5), st.floats(0.05, 0.4))
def test_a_cushion_fills_its_outline(width: float, depth: float, height: float, radius: float) -> None:
    solid = cushion(superellipse(width, depth, 4.0), height, radius)
    low, high = solid.bounds
    assert np.allclose(high - low, [width, depth, height], atol=0.02)
    assert 0.7 * width * depth * height < volume(solid) < width * depth * height


def test_a_superellipsoid_of_power_two_is_an_ellipsoid() -> None:
    assert volume(superellipsoid(2, 3, 4, 2, 2)) == pytest.approx(4 / 3 * np.pi * 24, rel=0.01)


def test_a_brilliant_is_closed_and_faces_outward() -> None:
    stone = brilliant(2.0)
    assert volume(stone) > 0
    edges = np.round(stone.vertices[stone.faces], 6)
    seen: dict[tuple[object, ...], int] = {}
    for triangle in edges:
        for start, end in zip(triangle, np.roll(triangle, -1, axis=0), strict=True):
            way = (*start, *end)
            seen[way] = seen.get(way, 0) + 1
    assert all(seen.get((*way[3:], *way[:3]), 0) == count for way, count in seen.items())


def test_a_spline_goes_through_its_points() -> None:
    knots = np.array([(0, 0, 0), (1, 2, 0), (3, 1, 1), (4, 4, 2)], float)
    curve = spline(knots, 31)
    assert np.allclose(curve[::10], knots, atol=1e-6)


def test_a_bent_mesh_keeps_its_normals_outward() -> None:
    bent = deformed(ellipsoid(1, 1, 1), lambda points: points * [3.0, 1.0, 0.5])
    exact = bent.vertices / np.array([9.0, 1.0, 0.25])
    exact /= np.linalg.norm(exact, axis=1, keepdims=True)
    assert ((bent.normals * exact).sum(1) > 0.99).all()


def test_lumps_stay_within_their_depth() -> None:
    ball = ellipsoid(5, 5, 5)
    pushed = np.linalg.norm(lumpy(ball, 2.0, 0.3, seed=3).vertices - ball.vertices, axis=1)
    assert 0 < pushed.max() < 0.3 * 5


def test_a_vessel_is_as_thick_as_asked() -> None:
    outer = np.array([[0.01, 0.0], [3.0, 0.0], [3.0, 5.0], [3.0, 10.0]])
    inner = walled(outer, 0.4, 0.5)
    wall = inner[(inner[:, 1] > 4) & (inner[:, 1] < 6)]
    assert np.ptp(wall[:, 0]) == pytest.approx(0.4, abs=0.01)


def test_a_cut_outline_meets_at_the_cut() -> None:
    outline = np.array([[2.0, 0.0], [3.0, 5.0], [1.0, 10.0]])
    assert np.allclose(above(outline, 4.0)[0], below(outline, 4.0)[-1])


def test_a_slice_of_cake_is_closed_by_its_cuts() -> None:
    piece = sector(5.0, 1.0, 3.0, 10, 80)
    assert volume(piece) == pytest.approx(np.pi * 25 * 2 * 70 / 360, rel=0.05)


def test_rings_meet_without_a_seam() -> None:
    tower = rings(np.stack([np.column_stack([superellipse(2, 2), np.full(96, z)]) for z in (0.0, 1.0, 2.0)]))
    normals = tower.normals.reshape(3, 97, 3)
    assert np.allclose(normals[:, 0], normals[:, -1])


def test_stitches_follow_their_path_in_pieces() -> None:
    path = np.array([[0, 0, 0], [5, 0, 0], [10, 0, 0]], float)
    thread = stitches(path, length=0.6, gap=0.4, radius=0.05)
    one = capsule(path, 0.05)
    assert len(thread.faces) % 2 == 0
    assert len(thread.vertices) > 5 * len(one.vertices)
    assert np.abs(thread.vertices[:, 1:]).max() < 0.06


def test_a_lathe_of_a_walled_vessel_holds_less_than_its_outside() -> None:
    outer = np.array([[0.01, 0.0], [3.0, 0.0], [3.2, 5.0], [3.4, 10.0]])
    assert 0 < volume(lathe(walled(outer, 0.3, 0.4))) < np.pi * 3.4**2 * 10
