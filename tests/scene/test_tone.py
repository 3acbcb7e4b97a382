"""The display transform."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from imperium.scene.scene import Grade, Haze
from imperium.scene.tone import curve, display, hazed


@given(st.floats(0, 60), st.floats(0, 60))
def test_more_light_is_never_darker(first: float, second: float) -> None:
    low, high = sorted([first, second])
    shown = curve(np.array([[[low] * 3, [high] * 3]], np.float32))
    assert shown[0, 0, 0] <= shown[0, 1, 0] + 1e-6
    assert 0 <= shown.min() <= shown.max() <= 1


def test_grey_stays_grey_and_black_stays_black() -> None:
    shown = curve(np.array([[[0.0] * 3, [0.18] * 3, [20.0] * 3]], np.float32))[0]
    assert np.ptp(shown, axis=-1).max() < 1e-3
    assert shown[0, 0] < 0.02
    assert 0.35 < shown[1, 0] < 0.5
    assert shown[2, 0] > 0.97


def test_a_brighter_grade_is_brighter() -> None:
    light = np.full((8, 8, 3), 0.2, np.float32)
    assert display(light, Grade(exposure=1)).mean() > display(light, Grade()).mean() + 10


def test_far_things_take_the_colour_of_the_air() -> None:
    light = np.zeros((1, 1, 3), np.float32)
    near = hazed(light, np.array([[1.0]], np.float32), Haze(colour="#ffffff", distance=100))
    far = hazed(light, np.array([[1000.0]], np.float32), Haze(colour="#ffffff", distance=100))
    assert near.max() < 0.02
    assert far.min() > 0.99
