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


def test_the_answers_are_looked_at_by_themselves() -> None:
    sums = read("What is half of it?\nA. 3\nB. 4.5")
    names = read("What is 3 / 2 of 4?\nA. more\nB. less")
    of_question, of_answers = -3, -2
    assert sums.values[of_answers] > sums.values[of_question] == 0
    assert names.values[of_question] > names.values[of_answers] == 0


@given(st.lists(st.sampled_from(["gold", "7", "+", "999", "1000", "tin"]), max_size=9))
def test_it_is_a_share_that_no_order_changes(words: list[str]) -> None:
    hashes = [crc32(word.encode()) for word in words]
    assert 0 <= reckoning(hashes) < 1
    assert reckoning(hashes) == reckoning(sorted(hashes))
    assert (reckoning(hashes) > 0) == bool({"7", "+", "999"} & set(words))
