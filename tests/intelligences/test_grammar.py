import pytest
from hypothesis import given
from hypothesis import strategies as st

from imperium.intelligences.grammar import (
    article,
    is_plural,
    join,
    lower_first,
    plural,
    singular,
    title_case,
)


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("hour", "an"), ("USB cable", "a"), ("eco-friendly bottle", "an"), ("European oak", "a"), ("LED lamp", "an"),
        ("B2B app", "a"), ("8-hour battery", "an"), ("18-inch wheel", "an"), ("80 l pack", "an"), ("180 g bar", "a"),
        ("unusual idea", "an"), ("one-piece suit", "a"), ("GPS watch", "a"), ("honest meal", "an"),
        ("unique idea", "a"),
    ],
)  # fmt: skip
def test_the_article_follows_the_sound(phrase: str, expected: str):
    assert article(phrase) == expected


@pytest.mark.parametrize(
    ("one", "many"),
    [
        ("water bottle", "water bottles"), ("watch", "watches"), ("battery", "batteries"), ("knife", "knives"),
        ("running shoe", "running shoes"), ("Smart Watch", "Smart Watches"), ("loaf", "loaves"), ("toy", "toys"),
        ("dress", "dresses"), ("box", "boxes"), ("e-bike", "e-bikes"),
    ],
)  # fmt: skip
def test_number(one: str, many: str):
    assert plural(one) == many
    assert singular(many) == one
    assert is_plural(many)
    assert not is_plural(one)


@pytest.mark.parametrize("stuff", ["sourdough bread", "coffee", "headphones", "skincare", "sunglasses"])
def test_stuff_and_pairs_keep_their_form(stuff: str):
    assert plural(stuff) == stuff


def test_small_forms():
    assert join(["a", "b", "c"]) == "a, b and c"
    assert lower_first("Water resistant") == "water resistant"
    assert lower_first("GPS") == "GPS"
    assert lower_first("A carbon plate") == "a carbon plate"
    assert title_case("eco-friendly water bottle for hikers") == "Eco-Friendly Water Bottle for Hikers"
    assert title_case("iPhone case with GPS") == "iPhone Case with GPS"


@given(st.text(max_size=40))
def test_any_phrase_is_taken(phrase: str):
    assert article(phrase) in ("a", "an")
    plural(phrase)
    singular(phrase)
    title_case(phrase)
