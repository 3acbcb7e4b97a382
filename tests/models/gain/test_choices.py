"""What a prompt asks is told apart from the answers that it leaves to choose from."""

from zlib import crc32

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imperium.models.gain.choices import MARKS, split
from imperium.models.gain.features import read

WORDS = st.lists(st.sampled_from(["gold", "iron", "zinc", "7", "tin"]), min_size=1, max_size=4)


def hashes(*words: str) -> list[int]:
    return [crc32(word.encode()) for word in words]


@pytest.mark.parametrize("mark", MARKS)
def test_answers_stand_behind_their_labels(mark: str) -> None:
    asked, answers = split(read(f"Which metal?\nA{mark} gold\nB{mark} iron, zinc").terms)
    assert asked == hashes("which", "metal", "?")
    assert answers == [hashes("gold"), hashes("iron", ",", "zinc")]


@given(WORDS, st.lists(WORDS, min_size=2, max_size=6))
def test_question_and_answers_are_what_was_put_together(asked: list[str], answers: list[list[str]]) -> None:
    labelled = "\n".join(f"{label}) {' '.join(words)}" for label, words in zip("ABCDEF", answers, strict=False))
    found = split(read(f"{' '.join(asked)}\n{labelled}").terms)
    assert found == (hashes(*asked), [hashes(*words) for words in answers])


@given(st.text("ab.):\n x", max_size=60) | st.text(max_size=60))
def test_of_any_text_nothing_is_lost_but_labels(text: str) -> None:
    terms = read(text).terms
    words = (len(terms) // 4 + 1) // 2
    asked, answers = split(terms)
    assert len(asked) + sum(map(len, answers)) + 2 * len(answers) == words
    assert len(answers) != 1
