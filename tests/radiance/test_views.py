import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from imperium.radiance.views import Lens, dome, pose_of, rays_of, seen_box

places = st.tuples(*[st.floats(-50, 50)] * 3).map(lambda p: np.array(p, np.float32))


@given(places, places)
@example(np.array([0, 49.25, 0], np.float32), np.array([0, 49.3125, 2], np.float32))
def test_a_camera_looks_where_it_is_told_and_stands_upright(origin, target):
    if np.linalg.norm(target - origin) < 0.1:
        return
    pose = pose_of(origin, target)
    assert np.allclose(pose[:3, :3] @ pose[:3, :3].T, np.eye(3), atol=1e-4)
    ahead = (target - origin) / np.linalg.norm(target - origin)
    assert np.allclose(-pose[:3, 2], ahead, atol=1e-4)
    assert pose[2, 1] >= -1e-4, "up is up"


def test_the_middle_of_a_picture_looks_straight_ahead():
    lens = Lens.of_fov(65, 33, 50)
    origins, directions = rays_of(pose_of(np.array([0, -5, 0]), np.zeros(3)), lens.directions())
    middle = 16 * 65 + 32
    assert np.allclose(directions[middle], [0, 1, 0], atol=1e-5)
    assert np.allclose(origins, [0, -5, 0])
    edge = directions[16 * 65]
    assert np.degrees(np.arccos(edge @ directions[middle])) == pytest.approx(25, abs=0.6)


@given(st.floats(-0.2, 0.2), st.floats(-0.05, 0.05), st.floats(-0.01, 0.01), st.floats(-0.01, 0.01))
def test_distortion_is_taken_back(k1, k2, p1, p2):
    lens = Lens(41, 41, (40.0, 40.0), (20.5, 20.5), (k1, k2, p1, p2))
    rays = lens.directions()
    x, y = rays[..., 0] / -rays[..., 2], -rays[..., 1] / -rays[..., 2]
    square = x * x + y * y
    radial = 1 + k1 * square + k2 * square * square
    bent = np.stack(
        [
            x * radial + 2 * p1 * x * y + p2 * (square + 2 * x * x),
            y * radial + p1 * (square + 2 * y * y) + 2 * p2 * x * y,
        ],
        -1,
    )
    pixels = bent * 40 + 20.5
    expected = np.stack(np.meshgrid(np.arange(41) + 0.5, np.arange(41) + 0.5), -1)
    assert np.abs(pixels - expected).max() < 0.2


def test_what_cameras_look_at_is_found():
    target = np.array([3.0, -2.0, 1.0], np.float32)
    poses = np.stack([pose_of(place, target) for place in dome(20, target, 7.0)])
    centre, half = seen_box(poses)
    assert np.allclose(centre, target, atol=1e-3)
    assert half == pytest.approx(7.0, abs=1e-3)
