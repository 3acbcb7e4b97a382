"""What the copy of every channel promises, over products that nobody wrote a line for."""

import re
from importlib import import_module
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.intelligences.products import products, seeds, tones

from imperium.intelligences import knowledge
from imperium.intelligences.grammar import plural
from imperium.intelligences.linter import lint, repeated, sentences
from imperium.intelligences.marketing import limits
from imperium.intelligences.marketing.channel import channels, written
from imperium.intelligences.marketing.copywriter import Copywriter
from imperium.intelligences.marketing.figures import figures
from imperium.intelligences.marketing.industry import industries
from imperium.intelligences.marketing.message import Message, message
from imperium.intelligences.product import ProductDetails, from_details
from imperium.intelligences.tone import Tone

often = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
KNOWN = " ".join(
    text
    for shelf in (knowledge.attributes(), knowledge.categories(), knowledge.audiences(), knowledge.forms())
    for entry in shelf.entries.values()
    for value in entry.data.values()
    for text in ([value] if isinstance(value, str) else value)
)
OURS = " ".join(str(table) for name in ("copy", "pictures", "industries") for table in figures(name).values())
ALL = dict.fromkeys(channels(), 2)
REASONS = ["", ": you notice it every day", ", so you can forget about it"]


@st.composite
def messages(draw: st.DrawFn) -> Message:
    more = {
        "place": draw(st.sampled_from(["", "Portland"])),
        "offer": draw(st.sampled_from(["", "free shipping until Friday"])),
        "proof": draw(st.sampled_from([(), ("“I use it every day.” Anna, nurse",)])),
        "kind_of_business": draw(st.sampled_from(["", *industries()])),
    }
    return message(draw(products), **more)


def texts_of(about: Message, tone: Tone | None, seed: int) -> list[str]:
    return [asset.text for asset in written(about, ALL, tone, seed)]


@given(messages(), tones, seeds)
@often
def test_every_channel_passes_the_editor(about: Message, tone: Tone, seed: int):
    assets = written(about, ALL, tone, seed)
    assert {asset.channel for asset in assets} == set(ALL)
    for asset in assets:
        assert lint(asset.text, max_characters=channels()[asset.channel].most, given=about.given) == []


@given(messages(), tones, seeds)
@often
def test_networks_get_what_fits_them(about: Message, tone: Tone, seed: int):
    for asset in written(about, ALL, tone, seed):
        CHECKS.get(asset.channel, lambda asset: None)(asset)


def _instagram(asset: Any) -> None:
    assert len(asset.text) <= 2200
    assert len(asset.parts["hashtags"]) <= 5
    assert len(asset.parts["hook"]) <= 125


def _x(asset: Any) -> None:
    assert all(limits.counted("x", post) <= 280 for post in asset.parts.get("posts", [asset.text]))


def _email(asset: Any) -> None:
    assert len(asset.parts["subject"]) <= 50
    assert len(asset.parts["preheader"]) <= 90


def _web(asset: Any) -> None:
    assert len(asset.parts["meta_title"]) <= 60
    assert len(asset.parts["meta_description"]) <= 155


def _search(asset: Any) -> None:
    assert 3 <= len(asset.parts["headlines"]) <= 15
    assert 2 <= len(asset.parts["descriptions"]) <= 4
    assert max(map(len, asset.parts["headlines"])) <= 30
    assert max(map(len, asset.parts["descriptions"])) <= 90
    assert len(asset.parts["paths"]) <= 2
    assert all(len(path) <= 15 for path in asset.parts["paths"])


def _film(asset: Any) -> None:
    assert sum(shot["seconds"] for shot in asset.parts["shots"]) == asset.parts["duration_seconds"]
    assert len(asset.parts.get("title", "")) <= 100
    assert limits.counted("tiktok", asset.parts.get("caption", "")) <= 2200


CHECKS = {
    "instagram": _instagram,
    "x": _x,
    "email": _email,
    "web": _web,
    "search": _search,
    "video": _film,
    "tiktok": _film,
}


@given(messages(), tones, seeds)
@often
def test_no_sentence_of_ours_is_said_twice_in_a_campaign(about: Message, tone: Tone, seed: int):
    """What was given may stand in several posts: that is what a campaign is for."""
    social = [a.text for a in written(about, ALL, tone, seed) if channels()[a.channel].group == "social"]
    spoken = [re.sub(r"(?m)^On screen.*$|^.*s: .*$|#\w+|^Caption: |^Voice: |^\d\. |^[–•] .*$", "", t) for t in social]
    own = {sentence.lower().rstrip(".") for text in about.given for sentence in sentences(text)}
    own |= {point.what.lower() for point in about.points} | {text.lower().rstrip(".") for text in about.given}
    own |= {point.why.lower() for point in about.points}
    assert [c for c in repeated(spoken) if c.excerpt.lower().rstrip(".") not in own] == []


@given(messages(), tones, seeds)
@often
def test_every_number_and_name_was_given_or_is_known(about: Message, tone: Tone, seed: int):
    said = "\n".join(re.sub(r"(?m)\d+–\d+ s:| \d/\d$|^\d\. |#\w+", "", text) for text in texts_of(about, tone, seed))
    allowed = f"{' '.join(about.given)} {KNOWN} {OURS} {about.label} {plural(about.kind)} {about.price}".lower()
    for number in re.findall(r"\d+", said):
        assert number in allowed, number
    for word in re.findall(r"(?<=[a-z,] )([A-Z][\w-]+)", said):
        assert word.lower() in allowed or word in ("Headlines", "Descriptions"), word


@given(messages(), seeds)
@often
def test_the_same_seed_writes_the_same(about: Message, seed: int):
    assert texts_of(about, None, seed) == texts_of(about, None, seed)


KETTLE = from_details(
    ProductDetails(
        name="Stagg EKG",
        category="Electric kettle",
        features=["Gooseneck spout: you pour where you look", "60-minute hold", "Brew stopwatch", "0.9 litres"],
        price=165,
        audience="home baristas",
    )
)


def test_two_seeds_write_different_posts():
    about = message(KETTLE, category="Electric kettle")
    assert texts_of(about, None, 1) != texts_of(about, None, 2)


def test_a_reason_that_was_given_is_told_and_traced():
    about = message(KETTLE, category="Electric kettle")
    assets = {asset.channel: asset for asset in reversed(written(about, ALL, None, 1))}
    assert "You pour where you look." in assets["web"].text
    assert "• Gooseneck spout: you pour where you look" in assets["email"].text
    told = {s.text.removeprefix("• "): s.source for s in assets["email"].sentences}
    assert told["Gooseneck spout: you pour where you look"] == "Gooseneck spout: you pour where you look"


def test_a_price_an_offer_and_a_place_are_told_where_they_were_given():
    about = message(KETTLE, category="Electric kettle", offer="10% off until Sunday", place="Leeds")
    text = " ".join(texts_of(about, None, 3))
    assert "$165" in text
    assert "10% off until Sunday" in text
    bare = " ".join(texts_of(message(from_details(ProductDetails(name="Stagg EKG"))), None, 3))
    assert "$" not in bare
    assert "off" not in bare.split()


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("plain", 5),
        ("see https://example.org/a/very/long/path now", 31),
        ("日本", 4),
        ("“quoted” – it’s", 15),
        ("é", 1),
    ],
)
def test_x_counts_by_weight(text: str, length: int):
    assert limits.counted("x", text) == length


def test_every_form_can_be_said_for_every_kind_of_offer():
    for industry in industries().values():
        about = message(KETTLE, kind_of_business=industry.label, place="Leeds", offer="two for one")
        for form in figures("copy"):
            for tone in ("professional", "casual"):
                line = Copywriter(about, tone, 0).line(  # type: ignore[arg-type]
                    form, 400, one="brew stopwatch", two="0.9 litres", why="you see the seconds", count="three"
                )
                assert line is not None, (form, industry.key)
                assert lint(line.text.rstrip(":"), given=about.given) == []


def test_every_channel_declares_a_limit_from_the_dated_table():
    for name in channels():
        module = import_module(f"imperium.intelligences.marketing.channels.{name}")
        assert name in figures("limits")
        assert figures("limits")[name]["source"]
        assert module.__doc__
