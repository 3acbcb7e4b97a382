import pytest
from hypothesis import given
from hypothesis import strategies as st

from imperium.intelligences.product_content.keyphrases import DocumentFrequencies, candidates, key_phrases
from imperium.intelligences.product_content.readability import grade, syllables
from imperium.intelligences.product_content.stem import stem


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("caresses", "caress"), ("ponies", "poni"), ("agreed", "agre"), ("plastered", "plaster"), ("motoring", "motor"),
        ("conflated", "conflat"), ("hopping", "hop"), ("falling", "fall"), ("filing", "file"), ("happy", "happi"),
        ("sky", "sky"), ("relational", "relat"), ("conditional", "condit"), ("vietnamization", "vietnam"),
        ("triplicate", "triplic"), ("hopefulness", "hope"), ("revival", "reviv"), ("adjustment", "adjust"),
        ("adoption", "adopt"), ("probate", "probat"), ("rate", "rate"), ("controll", "control"), ("roll", "roll"),
    ],
)  # fmt: skip
def test_the_examples_of_the_paper(word: str, expected: str):
    assert stem(word) == expected


def test_a_phrase_ends_at_stop_words_and_marks():
    found = [c.text for c in candidates("The brushed steel case, with a sapphire crystal.") if c.is_whole]
    assert found == ["brushed steel case", "sapphire crystal"]


def test_what_stands_early_often_and_rarely_elsewhere_comes_first():
    elsewhere = DocumentFrequencies.of(["olive oil in a dark bottle", "wine in a dark bottle", "a dark bottle"])
    text = "Cold-pressed olive oil. It is the Picual harvest in a dark bottle. The Picual harvest is early."
    found = [phrase.text for phrase in key_phrases(text, 4, elsewhere)]
    assert found[0] == "Cold-pressed olive oil"
    assert "Picual harvest" in found[:2]
    assert "dark bottle" not in found[:3]


@given(st.text(max_size=200), st.integers(0, 12))
def test_any_text_is_taken(text: str, most: int):
    found = key_phrases(text, most)
    assert len(found) <= most
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)


@given(st.from_regex(r"[a-z]{1,15}", fullmatch=True))
def test_a_stem_is_never_longer_than_its_word_and_an_e(word: str):
    assert 1 <= len(stem(word)) <= len(word) + 1


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("cat", 1),
        ("kettle", 2),
        ("made", 1),
        ("battery", 3),
        ("hours", 1),
        ("stainless", 2),
        ("automatic", 4),
        ("38", 1),
    ],
)
def test_syllables(word: str, count: int):
    assert syllables(word) == count


def test_long_words_and_sentences_are_harder():
    assert grade("The cat sat. The dog ran.") < 2
    assert grade("Interoperability considerations necessitate comprehensive documentation of configuration.") > 16
    assert grade("") == 0.0
