import pytest

from imperium.intelligences.linter import banned_words, check, lint, overlap, repeated
from imperium.platform.errors import FatalError


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("Meet {product}, today.", "slot"),
        ("Meet [your name here].", "slot"),
        ("Lorem ipsum dolor.", "slot"),
        ("A game-changer for your kitchen.", "banned"),
        ("It is guaranteed.", "banned"),
        ("An bottle for a hour.", "article"),
        ("Two  spaces here.", "punctuation"),
        ("Really ?", "punctuation"),
        ("Yes,, really.", "punctuation"),
        ("word " * 40 + ".", "long-sentence"),
        ("", "empty"),
    ],
)
def test_what_an_editor_strikes_out(text: str, rule: str):
    assert rule in {complaint.rule for complaint in lint(text)}


def test_good_text_passes():
    text = "An hour outside, a USB cable, an 8-hour day. Rain? Fine."
    assert check(text, max_characters=100) == text


def test_the_users_own_words_are_not_banned():
    assert lint("With a lifetime guarantee.", given=["lifetime guarantee"]) == []


def test_limits_are_counted():
    assert [c.rule for c in lint("abcdef.", max_characters=5)] == ["limit"]


def test_a_fault_is_loud():
    with pytest.raises(FatalError) as raised:
        check("Unleash {this}.")
    assert len(raised.value.extra["complaints"]) == 3


def test_repetition_and_overlap():
    first, second = "The first sip after the climb is yours. Go.", "Good day. The first sip after the climb is yours."
    assert [c.excerpt for c in repeated([first, second])] == ["the first sip after the climb is yours."]
    assert overlap(first, second) == 1.0
    assert overlap(first, "Nothing in common here at all, is there.") == 0.0
    assert len(banned_words()) > 70
