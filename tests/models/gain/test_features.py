import struct

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from imperium.models.gain.features import (
    _ASCII_TERM,
    _TYPICAL,
    BUCKETS,
    FORM,
    WAVES,
    Features,
    Sizes,
    _ascii_terms,
    _waves,
)


def test_the_waves_are_those_that_were_drawn() -> None:
    """What was learned and shipped stands on them. RandomState's numbers are the same in every numpy."""
    random = np.random.RandomState(8)
    drawn = random.normal(size=(WAVES, len(_TYPICAL))) / len(_TYPICAL) ** 0.5
    frequencies, phases = _waves()
    assert np.array_equal(frequencies, drawn.astype(np.float32))
    assert np.array_equal(phases, random.uniform(0, 2 * np.pi, WAVES).astype(np.float32))


@given(st.text(st.sampled_from("abz09_.,!?'- \t\n\x00\x1c\x7f"), max_size=30))
def test_splitting_finds_what_the_pattern_does(text: str) -> None:
    assert _ascii_terms(text.encode()) == _ASCII_TERM.findall(text.encode())


@given(st.lists(st.integers(0, 2**32 - 1), max_size=60))
def test_each_bucket_stands_once_and_in_order(terms: list[int]) -> None:
    features = Features(struct.pack(f"<{len(terms)}I", *terms), Sizes(*[0] * 9))
    found = features.ids[: -WAVES - FORM - 1].tolist()
    assert found == sorted({term % BUCKETS for term in terms})
