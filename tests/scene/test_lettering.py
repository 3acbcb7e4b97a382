"""Letters and drawn paths: outlines with their holes, and what isn't one is refused."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from imperium.platform.errors import InvalidInput
from imperium.scene.lettering import drawn, lettered
from imperium.scene.maker import maker
from imperium.scene.solids import plate


@pytest.mark.parametrize(
    ("word", "regions", "holes"), [("I", 1, 0), ("O", 1, 1), ("B", 1, 2), ("i", 2, 0), ("Hop", 3, 2)]
)
def test_a_word_has_the_counters_of_its_letters(word: str, regions: int, holes: int) -> None:
    found = lettered(word)
    assert (len(found), sum(len(region.holes) for region in found)) == (regions, holes)


def test_letters_follow_each_other_to_the_right() -> None:
    left, right = lettered("HH")
    assert left.outline[:, 0].max() < right.outline[:, 0].min()


def test_a_path_with_a_hole_keeps_its_area_as_a_plate() -> None:
    (region,) = drawn("M0 0 H10 V10 H0 Z M2 2 h4 v4 h-4 z")
    solid = plate(region.outline, 1.0, 0.01, region.holes)
    top = solid.vertices[solid.faces][(solid.vertices[solid.faces][:, :, 2] == 1.0).all(1)]
    a, b = top[:, 1] - top[:, 0], top[:, 2] - top[:, 0]
    assert np.isclose(np.abs(a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0]).sum() / 2, 100 - 16, rtol=0.02)


@pytest.mark.parametrize(
    "path", ["<svg/>", "M0 0", "M 0 0 L", "L1 2 3 4", "M0 0 A0", "javascript:alert(1)", "Z" * 9000]
)
def test_what_is_no_path_is_refused(path: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        drawn(path)
    assert caught.value.field == "scene.things.params.path"


@given(st.text("MLHVCSQTAZmlz0123456789.- ,e+", min_size=3, max_size=60))
@settings(max_examples=150, deadline=None)
def test_any_path_is_drawn_or_refused(path: str) -> None:
    try:
        regions = drawn(path)
    except InvalidInput:
        return
    assert all(len(region.outline) > 2 for region in regions)


def test_the_bars_of_a_chart_are_true_to_their_values() -> None:
    parts = {part.slot: part.mesh for part in maker("bar_chart").make({"values": [10, 40], "labels": ["a", "b"]})}
    heights = [float(np.ptp(parts[slot].vertices[:, 2])) for slot in ("bars", "best")]
    assert np.isclose(heights[1] / heights[0], 4)
