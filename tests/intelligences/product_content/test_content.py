"""What every page promises, over products that nobody wrote a line for."""

import re

from hypothesis import HealthCheck, given, settings
from tests.intelligences.products import products, seeds, tones

from imperium.intelligences.brief import parse_brief
from imperium.intelligences.linter import overlap, sentences
from imperium.intelligences.product import Product, ProductDetails, from_brief, from_details
from imperium.intelligences.product_content.content import content
from imperium.intelligences.product_content.format import formats
from imperium.intelligences.tone import TONES, Tone

often = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@given(products, tones, seeds)
@often
def test_everything_given_is_told_and_nothing_else(product: Product, tone: Tone, seed: int):
    made = content(product, "all", tone, seed)
    assert made.coverage.told == made.coverage.given
    assert made.coverage.unsupported == 0
    for statement in made.statements:
        assert statement.sources, statement.text


@given(products, tones, seeds)
@often
def test_the_writer_passes_its_own_linter(product: Product, tone: Tone, seed: int):
    made = content(product, "all", tone, seed)
    assert [finding for one in made.variations for finding in one.findings] == []
    assert len(made.search.title) <= 60
    assert len(made.search.meta_description) <= 155
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", made.search.slug)


@given(products, tones, seeds)
@often
def test_every_format_can_be_rendered_twice_alike(product: Product, tone: Tone, seed: int):
    for known in formats().values():
        assert known.render(content(product, "all", tone, seed)) == known.render(content(product, "all", tone, seed))


def test_tones_differ_in_structure_and_not_in_a_word():
    product = from_brief(parse_brief("Smart Watch Pro (heart rate monitoring, GPS, water resistant)"))
    texts = {one.tone: one.text for one in content(product, "variations", "professional", 1).variations}
    pairs = [(a, b) for a in texts for b in texts if a < b]
    assert max(overlap(texts[a], texts[b]) for a, b in pairs) < 0.4
    assert "•" in texts["technical"]
    assert "•" not in texts["creative"]
    lengths = {tone: len(text) / len(sentences(text)) for tone, text in texts.items()}
    assert lengths["casual"] < lengths["professional"]
    assert set(texts) == set(TONES)


def test_a_second_seed_tells_the_same_in_another_order():
    details = ProductDetails(
        name="Aria 40",
        category="Headphones",
        attributes={"battery life": "40 h", "weight": "254 g", "driver size": "40 mm"},
        features=["USB-C charging", "foldable", "two microphones for calls"],
    )
    texts = {content(from_details(details), "description", "professional", seed).description.text for seed in range(12)}
    assert len(texts) >= 8
    assert len({text.partition(".")[0] for text in texts}) >= 4


def test_what_follows_from_a_figure_says_how():
    details = ProductDetails(name="Ferro", category="Kettles", attributes={"capacity": "1.2 l"})
    made = content(from_details(details), "all", "professional", 1)
    told = [statement for statement in made.statements if statement.derived]
    assert told
    assert told[0].derived == {"four": "1.2 litres ÷ 250 ml, rounded down"}


def test_a_product_without_facts_claims_none():
    made = content(from_details(ProductDetails(name="Zorblax Ondel")), "all", "casual", 3)
    assert made.description.text == "Here's Zorblax Ondel."
    assert made.bullets == ()
