"""Boxes that a picture is drawn in."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from imperium.scene.window import Box, boxes

SIDE = st.integers(1, 90)


@given(SIDE, SIDE, st.integers(1, 40))
def test_boxes_cover_each_pixel_once(width: int, height: int, side: int) -> None:
    seen = np.zeros((height, width), int)
    whole = Box(0, 0, width, height)
    for box in boxes(width, height, side):
        seen[box.inside(whole)] += 1
    assert (seen == 1).all()


@given(SIDE, SIDE, st.integers(1, 40), st.integers(0, 50))
def test_an_apron_ends_where_the_picture_does(width: int, height: int, side: int, apron: int) -> None:
    picture = np.arange(width * height).reshape(height, width)
    whole = Box(0, 0, width, height)
    for box in boxes(width, height, side):
        outer = box.grown(apron, width, height)
        assert outer.left >= 0
        assert outer.left + outer.width <= width
        assert outer.top + outer.height <= height
        assert np.array_equal(picture[outer.inside(whole)][box.inside(outer)], picture[box.inside(whole)])
