"""Solids and land: closed where they should be, flat where they should be, and never out of bounds."""

import numpy as np
import pytest

from imperium.scene.mesh import Mesh
from imperium.scene.solids import block, creased, curve, globe, plate, tubes
from imperium.scene.terrain import massif


def volume(mesh: Mesh) -> float:
    """By the divergence theorem; faces without regard to the way they turn would not add up."""
    a, b, c = (mesh.vertices[mesh.faces[:, k]] for k in range(3))
    return float((a * np.cross(b, c)).sum() / 6)


@pytest.mark.parametrize(("outline", "hole", "expected"), [
    ([(0, 0), (4, 0), (4, 3), (0, 3)], None, 12 * 2),
    ([(0, 3), (4, 3), (4, 0), (0, 0)], None, 12 * 2),
    ([(0, 0), (4, 0), (4, 3), (0, 3)], [(1, 1), (2, 1), (2, 2), (1, 2)], 11 * 2),
    ([(0, 0), (4, 0), (4, 1), (1, 1), (1, 3), (0, 3)], None, 6 * 2),
])  # fmt: skip
def test_a_plate_holds_the_volume_of_its_outline(outline: list, hole: list | None, expected: float) -> None:
    holes = [np.array(hole, float)] if hole else []
    assert volume(plate(np.array(outline, float), 2.0, 0.01, holes)) == pytest.approx(expected, rel=0.03)


def test_a_block_measures_what_was_asked_for() -> None:
    assert np.allclose(block(6, 4, 2, 0.2).bounds, [[-3, -2, 0], [3, 2, 2]], atol=1e-6)


def test_a_globe_has_outward_unit_normals() -> None:
    ball = globe(lambda way: 5 + 0 * way[:, 0], 9)
    assert np.allclose(ball.normals, ball.vertices / 5, atol=1e-3)


def test_a_curve_goes_through_its_points() -> None:
    points = np.array([[0, 0], [1, 3], [4, 2], [5, 5]], float)
    assert np.allclose(curve(points, 4), points, atol=1e-6)


def test_tubes_keep_their_radius() -> None:
    path = np.array([[[0, 0, 0], [0, 0, 5], [0, 0, 10]], [[9, 0, 0], [9, 5, 0], [9, 10, 0]]], float)
    mesh = tubes(path, np.full((2, 3), 0.5), 12)
    assert np.allclose(np.linalg.norm(mesh.vertices[: len(mesh.vertices) // 2, :2], axis=1), 0.5)


def test_hard_edges_stay_hard() -> None:
    corner = np.array([[0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1]], float)
    faces = np.array([[0, 2, 1], [0, 1, 3]])
    rough = creased(Mesh(corner, np.full((4, 3), 3**-0.5), np.zeros((4, 2)), faces))
    assert np.allclose(rough.normals[:3], [0, 0, -1])
    assert np.allclose(rough.normals[3:], [0, -1, 0])


@pytest.mark.parametrize("peaks", [0.0, 1.0])
def test_worn_land_stays_between_the_plain_and_the_summit(peaks: float) -> None:
    land = massif(peaks, 5)
    assert land.min() == 0.0
    assert 0.85 < land.max() <= 1.1
    assert max(land[0].max(), land[-1].max(), land[:, 0].max(), land[:, -1].max()) < 0.01
