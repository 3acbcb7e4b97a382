"""How much there is to work out."""

from zlib import crc32

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imperium.models.gain.choices import split
from imperium.models.gain.features import read
from imperium.models.gain.reckoning import reckoning


def of(text: str) -> float:
    return reckoning(split(read(text).terms).question)


def test_numbers_and_operators_count_and_words_do_not() -> None:
    assert of("What is 3 + 4 = ?") == pytest.approx((4 / 10) ** 0.5)
    assert of("Who wrote the story of the three bears?") == 0
    assert of("") == 0


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("What is half of it?\nA. 3\nB. 4.5", (False, True, False)),
        ("What is 3 / 2 of 4?\nA. more\nB. less", (True, False, False)),
        ("What is 3 / 2 of 4?\nA. 3\nB. 6", (True, True, True)),
        ("What is half of it?\nA. more\nB. less", (False, False, False)),
    ],
)
def test_question_and_answers_are_looked_at_each_by_itself_and_both(text: str, figures: tuple[bool, ...]) -> None:
    assert tuple(bool(value) for value in read(text).values[-4:-1]) == figures


@given(st.lists(st.sampled_from(["gold", "7", "+", "999", "1000", "tin"]), max_size=9))
def test_it_is_a_share_that_no_order_changes(words: list[str]) -> None:
    hashes = [crc32(word.encode()) for word in words]
    assert 0 <= reckoning(hashes) < 1
    assert reckoning(hashes) == reckoning(sorted(hashes))
    assert (reckoning(hashes) > 0) == bool({"7", "+", "999"} & set(words))
