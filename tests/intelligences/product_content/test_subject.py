from typing import Any

import pytest

from imperium.intelligences.product import ProductDetails, from_details
from imperium.intelligences.product_content.subject import Subject, subject


def of(name: str, **more: Any) -> Subject:
    return subject(from_details(ProductDetails(name=name, **more)))


@pytest.mark.parametrize(
    ("details", "full", "a_kind"),
    [
        ({"name": "Halden Field 38", "category": "Watches"}, "the Halden Field 38", "a watch"),
        ({"name": "Lumen desk lamp", "brand": "Norrsken"}, "the Norrsken Lumen desk lamp", "a desk lamp"),
        ({"name": "Trailhound 3", "category": "Trail running shoes"}, "the Trailhound 3", "a trail running shoe"),
        ({"name": "Aria 40", "category": "Headphones"}, "the Aria 40", "headphones"),
        ({"name": "Bamboo toothbrush"}, "this toothbrush", "a bamboo toothbrush"),
        ({"name": "Ledgerly Team", "category": "Software plan"}, "Ledgerly Team", "a software plan"),
        ({"name": "The Bear", "category": "Children's books"}, "The Bear", "a children's book"),
        ({"name": "D18", "category": "Tools > Cordless drills"}, "the D18", "a cordless drill"),
        ({"name": "Smart Watch Pro", "category": "Wearables"}, "Smart Watch Pro", "a watch"),
        ({"name": "Zorblax Ondel"}, "Zorblax Ondel", ""),
    ],
    ids=lambda value: value["name"] if isinstance(value, dict) else "",
)
def test_what_it_is_called(details: dict[str, Any], full: str, a_kind: str):
    found = of(**details)
    assert (found.full, found.a_kind) == (full, a_kind)


def test_english_puts_size_before_quality_before_material():
    watch = of("Halden", category="Watches", attributes={"movement": "automatic", "case diameter": "38 mm"})
    assert watch.a_kind == "a 38 mm automatic watch"
    assert watch.focus == "automatic watch"


def test_a_property_is_of_the_kind_that_fits_the_thing_and_its_unit():
    oil = of("Monte Alto", category="Olive oil", attributes={"volume": "500 ml"})
    kettle = of("Ferro", category="Kettles", attributes={"volume": "1.2 l"})
    pack = of("Ostler", category="Backpacks", attributes={"volume": "26 l"})
    assert [one.properties[0].kind.key for one in (oil, kettle, pack)] == [
        "bottle_size",
        "capacity",
        "storage_capacity",
    ]


@pytest.mark.parametrize(
    ("feature", "form"),
    [
        ("sapphire crystal", "noun"),
        ("auto shut-off", "noun"),
        ("LED work light", "noun"),
        ("printed on recycled paper", "adjective"),
        ("unfiltered", "adjective"),
        ("quick-drying", "adjective"),
        ("exports to CSV", "verb"),
        ("40-hour battery life", "value"),
        ("water resistant to 100 m", "value"),
        ("It folds flat.", "sentence"),
    ],
)
def test_how_a_feature_stands_in_a_sentence(feature: str, form: str):
    assert of("Aluna", category="watch", features=[feature]).properties[0].form == form


def test_what_is_given_twice_is_told_once():
    found = of(
        "Aluna", category="watch", attributes={"water resistance": "100 m"}, features=["water resistant to 100 m"]
    )
    assert len(found.properties) == 1
