"""What every generator promises, over products that nobody wrote a line for."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from tests.intelligences.products import products, seeds, tones

from imperium.intelligences import knowledge
from imperium.intelligences.brief import parse_brief
from imperium.intelligences.grammar import plural
from imperium.intelligences.linter import lint, overlap, repeated, sentences
from imperium.intelligences.marketing.channel import channels, written
from imperium.intelligences.product import Product, from_brief
from imperium.intelligences.product_content.content import content
from imperium.intelligences.tone import Tone

often = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
KNOWLEDGE = " ".join(
    text
    for shelf in (knowledge.attributes(), knowledge.categories(), knowledge.audiences(), knowledge.forms())
    for entry in shelf.entries.values()
    for value in entry.data.values()
    for text in ([value] if isinstance(value, str) else value)
)
ALL = dict.fromkeys(channels(), 2)


def texts_of(product: Product, tone: Tone | None, seed: int) -> list[str]:
    return [asset.text for asset in written(product, ALL, tone, seed)]


@given(products, tones, seeds)
@often
def test_every_channel_passes_the_editor(product: Product, tone: Tone, seed: int):
    assets = written(product, ALL, tone, seed)
    assert {asset.channel for asset in assets} == set(ALL)
    for asset in assets:
        assert lint(asset.text, max_characters=channels()[asset.channel].most, given=product.given) == []


@given(products, tones, seeds)
@often
def test_networks_get_what_fits_them(product: Product, tone: Tone, seed: int):
    for asset in written(product, ALL, tone, seed):
        if asset.channel == "instagram":
            assert len(asset.text) <= 2200
            assert len(asset.parts["hashtags"]) <= 30
            assert len(asset.parts["hook"]) <= 125
        if asset.channel == "x":
            assert all(len(post) <= 280 for post in asset.parts.get("posts", [asset.text]))
        if asset.channel == "email":
            assert len(asset.parts["subject"]) <= 50
            assert len(asset.parts["preheader"]) <= 90
        if asset.channel == "web":
            assert len(asset.parts["meta_title"]) <= 60
            assert len(asset.parts["meta_description"]) <= 155
        if asset.channel == "search":
            assert 3 <= len(asset.parts["headlines"]) <= 15
            assert 2 <= len(asset.parts["descriptions"]) <= 4
            assert max(map(len, asset.parts["headlines"])) <= 30
            assert max(map(len, asset.parts["descriptions"])) <= 90
        if asset.channel in ("video", "tiktok"):
            shots = asset.parts["shots"]
            assert sum(shot["seconds"] for shot in shots) == asset.parts["duration_seconds"]


@given(products, tones, seeds)
@often
def test_no_sentence_is_said_twice_in_a_campaign(product: Product, tone: Tone, seed: int):
    social = [a.text for a in written(product, ALL, tone, seed) if channels()[a.channel].group == "social"]
    spoken = [re.sub(r"(?m)^On screen.*$|^.*s: .*$|#\w+|^Caption: ", "", text) for text in social]
    assert repeated(spoken) == []


@given(products, tones, seeds)
@often
def test_every_number_and_name_was_given_or_is_known(product: Product, tone: Tone, seed: int):
    said = " ".join(re.sub(r"(?m)\d+–\d+ s:| \d/\d$|#\w+", "", text) for text in texts_of(product, tone, seed))
    allowed = f"{' '.join(product.given)} {KNOWLEDGE} {product.label} {plural(product.noun)}"
    allowed = f"{allowed} {product.slots()['price']}".lower()
    for number in re.findall(r"\d+", said):
        assert number in allowed, number
    inside = re.findall(r"(?<=[a-z,] )([A-Z][\w-]+)", said)
    for word in inside:
        assert word.lower() in allowed or word in ("Headlines", "Descriptions"), word


@given(products, tones, seeds)
@often
def test_content_names_every_fact_and_says_where_it_comes_from(product: Product, tone: Tone, seed: int):
    made = content(product, "all", tone, seed)
    parts = made["content"]
    for fact in product.facts:
        assert any(fact.given.lower() in bullet.lower() for bullet in parts["bullets"])
    assert {source["attribute"] for source in made["sources"]} >= {fact.given for fact in product.facts}
    assert set(parts["variations"]) == {"professional", "casual", "technical", "creative"}
    assert len(parts["seo"]["title"]) <= 60
    assert len(parts["seo"]["meta_description"]) <= 155
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", parts["seo"]["slug"])
    told = [s for text in parts["variations"].values() for s in sentences(text)]
    assert all(told)


@given(products, seeds)
@often
def test_the_same_seed_writes_the_same(product: Product, seed: int):
    assert texts_of(product, None, seed) == texts_of(product, None, seed)


@pytest.mark.parametrize(
    "objective",
    [
        "eco-friendly reusable insulated water bottles for hikers",
        "Smart Watch Pro (heart rate monitoring, GPS, water resistant) for runners",
        "B2B invoicing app with automatic reminders, bank sync and reports for freelancers",
    ],
)
def test_channels_are_written_apart(objective: str):
    product = from_brief(parse_brief(objective))
    posts = [re.sub(r"#\w+", "", text).replace(product.a_kind, "it") for text in texts_of(product, None, 7)]
    shares = [overlap(a, b) for i, a in enumerate(posts) for b in posts[i + 1 :]]
    assert sum(shares) / len(shares) < 0.03
    assert max(shares) < 0.5


def test_tones_differ_in_structure_and_not_in_a_word():
    product = from_brief(parse_brief("Smart Watch Pro (heart rate monitoring, GPS, water resistant)"))
    texts = content(product, "variations", "professional", 1)["content"]["variations"]
    pairs = [(a, b) for a in texts for b in texts if a < b]
    assert max(overlap(texts[a], texts[b]) for a, b in pairs) < 0.4
    assert "•" in texts["technical"]
    assert "•" not in texts["creative"]
    lengths = {tone: len(text) / len(sentences(text)) for tone, text in texts.items()}
    assert lengths["casual"] < lengths["professional"]


def test_two_seeds_write_different_posts():
    product = from_brief(parse_brief("eco-friendly water bottles for hikers"))
    assert texts_of(product, None, 1) != texts_of(product, None, 2)
