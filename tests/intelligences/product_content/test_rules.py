from dataclasses import replace
from typing import Any

import pytest

from imperium.intelligences.product import ProductDetails, from_details
from imperium.intelligences.product_content.content import content, writer_of
from imperium.intelligences.product_content.rule import judge, rules
from imperium.intelligences.product_content.style import StyleGuide, shipped
from imperium.intelligences.product_content.uniqueness import Shelf
from imperium.intelligences.tone import TONES

DETAILS = ProductDetails(
    name="Aria 40",
    category="Headphones",
    attributes={"battery life": "40 h", "weight": "254 g"},
    features=["foldable", "USB-C charging", "two microphones for calls"],
    audience="commuters",
)
GOOD = "The Aria 40 are foldable headphones. They run for 40 hours on a charge."


def found(description: str, **changes: Any) -> set[str]:
    writer = writer_of(from_details(DETAILS), 1)
    page = replace(writer.page("professional"), description=description)
    search = {name: value for name, value in changes.items() if name in ("title", "meta_description")}
    others = {name: value for name, value in changes.items() if name not in search}
    return {finding.rule for finding in judge(replace(page, search=replace(page.search, **search), **others))}


def test_a_good_text_has_no_finding():
    assert found(GOOD) == set()


@pytest.mark.parametrize(
    ("rule", "description"),
    [
        ("editor", f"{GOOD} They are a game-changer."),
        ("editor", f"{GOOD} {{People}}, look."),
        ("facts", f"{GOOD} They are waterproof."),
        ("facts", f"{GOOD} They run for 41 hours."),
        ("facts", f"{GOOD} They weigh 254 kg."),
        ("facts", f"{GOOD} No battery is included."),
        ("sentence_length", f"{GOOD} They {'and they ' * 20}go."),
        ("length", f"{GOOD} {'They go. ' * 80}"),
        ("keyword_density", f"{GOOD} {'Foldable headphones. ' * 4}"),
        ("keyword_placement", "The Aria 40 run for 40 hours on a charge."),
        (
            "reading_grade",
            "Microphones and USB-C charging, battery and microphones foldable, commuters and microphones; " * 4,
        ),
    ],
)
def test_what_each_rule_finds(rule: str, description: str):
    assert rule in found(description)


def test_the_limits_of_search_engines():
    assert "title" in found(GOOD, title="Aria 40: Foldable Headphones" + " for Calls" * 8)
    assert "meta_description" in found(GOOD, meta_description="Foldable headphones. " * 9)


def test_a_text_too_near_another_is_found_and_told_by_name():
    text = "The Aria 40 are foldable headphones with two microphones for calls. They run for 40 hours on a charge."
    shelf = Shelf()
    shelf.add("Aria 30", text)
    assert "uniqueness" in found(f"{text} They weigh 254 g and come with USB-C charging.", shelf=shelf)
    assert "uniqueness" not in found(GOOD, shelf=Shelf())


def test_a_banned_word_is_a_finding_even_when_it_was_given():
    style = shipped()["professional"].model_copy(update={"banned_words": ["foldable"]})
    assert "banned_words" in found(GOOD, style=style)


def test_every_rule_has_been_seen():
    seen = {"editor", "facts", "sentence_length", "length", "keyword_density", "keyword_placement", "reading_grade"}
    assert set(rules()) == seen | {"title", "meta_description", "uniqueness", "banned_words"}


def test_a_style_guide_is_followed():
    style = StyleGuide(banned_words=["charge", "comes"], max_words=45, voice="we", emphasis=["weight"])
    for tone in TONES:
        text = content(from_details(DETAILS), "description", tone, 2, style).description.text
        assert "charge " not in text.replace("charge.", "charge ")
        assert len(text.split()) <= 45
    pro = content(from_details(DETAILS), "description", "professional", 2, style).description.text
    assert "our Aria 40" in pro or "Our Aria 40" in pro


@pytest.mark.parametrize("tone", ["professional", "technical"])
def test_a_voice_that_addresses_nobody(tone: Any):
    for seed in range(20):
        text = content(from_details(DETAILS), "description", tone, seed).description.text.lower()
        assert not {"you", "your"} & set(text.replace(".", " ").replace(",", " ").split())
