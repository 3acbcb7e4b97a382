"""Errors of pictures, as the comparison of renderers counts them."""

import numpy as np
import pytest
from benchmarks.media_error import display_error, look_error, relative_error, seconds_for

REFERENCE = np.random.default_rng(3).uniform(0.02, 0.4, (24, 20, 3))


@pytest.mark.parametrize("error", [display_error, relative_error, look_error])
def test_a_picture_is_no_way_from_itself(error) -> None:
    assert error(REFERENCE, REFERENCE) == 0


@pytest.mark.parametrize("error", [display_error, relative_error])
def test_more_noise_is_a_larger_error_at_every_exposure(error) -> None:
    noise = np.random.default_rng(4).normal(0, 0.01, REFERENCE.shape)
    little, much = error(REFERENCE + noise, REFERENCE), error(REFERENCE + 3 * noise, REFERENCE)
    assert 0 < little < much
    assert error(5 * (REFERENCE + noise), 5 * REFERENCE) == pytest.approx(little)


def test_looks_are_compared_at_an_exposure_of_their_own() -> None:
    assert look_error(REFERENCE, 7 * REFERENCE) == pytest.approx(0)
    assert look_error(REFERENCE, REFERENCE[::-1]) > 10


def test_seconds_follow_the_square_of_the_error() -> None:
    assert seconds_for(1.5, [8.0, 4.0, 2.0], [1.0, 4.0, 16.0]) == pytest.approx(16 * (2 / 1.5) ** 2)
