"""The estimate against counts taken with OpenAI's o200k vocabulary."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imperium.models.chat import ChatRequest, Image, Message, Text, Tool, user
from imperium.models.tokens import PER_IMAGE, _count, estimate, estimate_request
from support.effort import check_growth

ENGLISH = (
    "The circuit opens after five failures in a row. After sixty seconds one request goes through as a probe; when it "
    "succeeds the circuit closes again, and when it fails the circuit stays open for another minute. "
)
CODE = 'def area(width: float, height: float) -> float:\n    """Square metres."""\n    return width * height\n\n\n'


@pytest.mark.parametrize(
    ("text", "tokens"),
    [(ENGLISH, 42), (CODE, 24), ("", 0), ("hello", 1), ("可再生能源的好处显而易见", 11)],
)
def test_it_is_near_the_real_count(text: str, tokens: int) -> None:
    assert abs(estimate(text) - tokens) <= max(2, 0.2 * tokens)


def test_of_a_long_text_samples_are_counted() -> None:
    text = ENGLISH * 15_000
    assert estimate(text) == pytest.approx(estimate(ENGLISH * 100) * 150, rel=0.03)
    check_growth(lambda length: estimate(text[:length]), len(text), below=0.5)


def test_pictures_tools_and_turns_count() -> None:
    plain = estimate_request(ChatRequest((user("hello"),)))
    picture = Message("user", (Text("hello"), Image("https://example.org/a.png")))
    assert estimate_request(ChatRequest((picture,))) == plain + PER_IMAGE
    assert estimate_request(ChatRequest((user("hello"),), tools=(Tool("weather", "The weather."),))) > plain


@given(st.text(st.characters(max_codepoint=127), max_size=200))
def test_both_ways_of_counting_agree(text: str) -> None:
    """A letter of another alphabet makes it count the general way."""
    assert _count(f"{text} é") == pytest.approx(_count(text) + 0.95)
