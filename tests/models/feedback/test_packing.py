"""Features come back as they were put away."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from imperium.models.feedback.packing import pack, unpack
from imperium.models.gain.model import GainModel

MODEL = GainModel()


@given(st.text(max_size=3_000))
def test_there_and_back(text: str) -> None:
    features = MODEL.features(text)
    packed = pack(features)
    again = unpack(packed)
    assert again is not None
    assert np.array_equal(again.ids, features.ids)
    assert np.allclose(again.values, features.values)
    assert again.log_size == pytest.approx(features.log_size, rel=1e-6)
    assert pack(again) == packed


@given(st.binary(max_size=300))
def test_anything_else_is_nothing(content: bytes) -> None:
    assert unpack(content) is None or pack(unpack(content) or MODEL.features("")) == content


def test_a_short_prompt_takes_little_room() -> None:
    assert len(pack(MODEL.features("What are the benefits of renewable energy?"))) < 250
