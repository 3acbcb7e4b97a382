"""How much alike the answers are that a prompt leaves to choose from."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imperium.models.gain.choices import split
from imperium.models.gain.features import read
from imperium.models.gain.likeness import likeness

WORDS = st.lists(st.sampled_from(["gold", "iron", "zinc", "7", "tin"]), min_size=1, max_size=4, unique=True)


def of(text: str) -> tuple[float, float]:
    return likeness(split(read(text).terms).answers)


@pytest.mark.parametrize("mark", [".", ")", ":"])
def test_it_counts_the_words_that_answers_share(mark: str) -> None:
    shared, nearest = of(f"Which?\nA{mark} gold\nB{mark} gold, iron\nC{mark} zinc\nD{mark} tin")
    assert shared == pytest.approx(1 - 5 / 6)  # gold, comma, iron, zinc and tin are told apart, of six
    assert nearest == pytest.approx(1 / 3)


def test_answers_that_say_the_same_are_wholly_alike() -> None:
    assert of("Which?\nA. gold\nB. gold") == (0.5, 1.0)


@pytest.mark.parametrize(
    "text", ["", "b.", "a. b.", "Is vitamin b. good?", "b. gold\na. gold", "Write a poem.", "可 b. 再"]
)
def test_where_there_is_nothing_to_choose_from_nothing_is_alike(text: str) -> None:
    assert of(text) == (0.0, 0.0)


def test_a_label_that_the_question_mentions_is_no_answer() -> None:
    asked = "\nA. gold\nB. iron\nC. gold\nAnswer:"
    assert of("What about vitamin a.?" + asked) == of("What?" + asked)


@given(st.lists(WORDS, min_size=2, max_size=6))
def test_it_is_that_of_the_sets_of_words(answers: list[list[str]]) -> None:
    labelled = "\n".join(f"{label}) {' '.join(words)}" for label, words in zip("ABCDEF", answers, strict=False))
    shared, nearest = of(f"Which of these?\n{labelled}")
    sets = [set(words) for words in answers]
    pairs = [(one, other) for number, one in enumerate(sets) for other in sets[:number]]
    assert shared == pytest.approx(1 - len(set().union(*sets)) / sum(map(len, sets)))
    assert nearest == pytest.approx(max(len(one & other) / len(one | other) for one, other in pairs))


@given(st.text("ab.):\n x", max_size=60) | st.text(max_size=60))
def test_of_any_text_both_are_shares(text: str) -> None:
    assert all(0 <= share <= 1 for share in of(text))
