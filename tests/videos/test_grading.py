"""Light to a screen's signal, and what is counted of it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from imperium.scene.scene import Grade
from imperium.videos.grading import decimated, grading, nits_of
from imperium.videos.hdr.statistics import MARKS, STRIDE, frame_light
from imperium.videos.signal import planes

GRADE = Grade(bloom=0.2, vignette=0.3, exposure=0.3, warmth=0.4, saturation=0.8)


def light(seed: int, height: int = 24, width: int = 40) -> np.ndarray:
    return np.random.default_rng(seed).gamma(0.7, 0.6, (height, width, 3)).astype(np.float32)


@pytest.mark.parametrize("screen", ["sdr", "hdr"])
def test_a_signal_beside_the_light_leaves_it_alone(screen: str) -> None:
    way, given_light = grading(GRADE, screen), light(1)  # type: ignore[arg-type]
    kept = given_light.copy()
    beside = way.signal(given_light, np.empty_like(given_light))
    assert np.array_equal(given_light, kept)
    assert np.array_equal(way.signal(given_light), beside)
    assert given_light is not kept
    assert np.array_equal(given_light, beside)


@given(st.integers(0, 10_000), st.sampled_from(["sdr", "hdr"]), st.sampled_from([np.nan, np.inf, -1.0, 0.0, 1e30]))
def test_any_light_has_a_signal_that_a_screen_takes(seed: int, screen: str, odd: float) -> None:
    some = light(seed, 4, 6)
    some[1, 2, seed % 3] = odd
    signal = grading(GRADE.model_copy(update={"bloom": 0.0}), screen).signal(some)  # type: ignore[arg-type]
    assert np.all((signal >= 0) & (signal <= 1))


def test_a_vignette_darkens_the_corners_only() -> None:
    flat = np.full((33, 33, 3), 0.3, np.float32)
    shown = grading(Grade(bloom=0, vignette=0.5), "sdr").signal(flat.copy())
    plain = grading(Grade(bloom=0, vignette=0), "sdr").signal(flat.copy())
    assert shown[16, 16] == pytest.approx(plain[16, 16], abs=1e-3)
    assert np.all(shown[0, 0] < plain[0, 0] * 0.9)


def test_bloom_spreads_a_lamp_evenly_to_all_sides() -> None:
    dark = np.full((41, 41, 3), 0.01, np.float32)
    dark[20, 20] = 12
    shown = grading(Grade(bloom=0.3, vignette=0), "sdr").signal(dark)[..., 1]
    assert shown[20, 22] > shown[20, 30]
    assert shown == pytest.approx(shown[::-1], abs=2e-3)
    assert shown == pytest.approx(shown.T, abs=2e-3)


@settings(max_examples=20)
@given(st.integers(0, 10_000))
def test_brightness_is_that_of_every_fourth_pixel(seed: int) -> None:
    signal = grading(GRADE, "hdr").signal(light(seed, 32, 48))
    told, largest = frame_light(signal), nits_of(signal[::STRIDE, ::STRIDE].max(-1)) * 10
    assert told.brightest == pytest.approx(nits_of(signal.reshape(-1, 3).max(0)) * 10, abs=0.6)
    assert told.mean == pytest.approx(largest.mean(), rel=2e-3, abs=1)
    marks = np.percentile(largest, MARKS, method="lower"), np.percentile(largest, MARKS, method="higher")
    for found, low, high in zip(told.distribution, *marks, strict=True):
        assert low * 0.998 - 1 <= found <= high * 1.002 + 1


@given(st.integers(0, 10_000), st.sampled_from([(255, np.uint8), (1023, np.uint16)]))
def test_planes_hold_the_signal(seed: int, kind: tuple[int, type]) -> None:
    full, integer = kind
    grey = np.random.default_rng(seed).random((8, 12, 1), np.float32).repeat(3, 2)
    luma, blue, red = np.empty((8, 12), integer), np.empty((4, 6), integer), np.empty((4, 6), integer)
    planes(grey, 0.2126, 0.0722, full, luma, blue, red)
    step = (full + 1) // 256
    assert luma == pytest.approx(grey[..., 0] * 219 * step + 16 * step, abs=1)
    assert np.all(blue == 128 * step)
    assert np.all(red == 128 * step)


def test_a_small_picture_is_not_made_smaller() -> None:
    some = light(3)
    assert decimated(some, 40) is some
    assert decimated(some, 20) == pytest.approx(some.reshape(12, 2, 20, 2, 3).mean((1, 3)), rel=1e-5)
