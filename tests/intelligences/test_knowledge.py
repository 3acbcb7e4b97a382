import pytest

from imperium.intelligences import knowledge
from imperium.intelligences.knowledge import Entry
from imperium.intelligences.linter import lint
from imperium.intelligences.product import ProductDetails, from_details

SHELVES = {
    "attributes": knowledge.attributes(),
    "categories": knowledge.categories(),
    "audiences": knowledge.audiences(),
    "forms": knowledge.forms(),
}
ENTRIES = [
    pytest.param(entry, id=f"{name}.{key}") for name, shelf in SHELVES.items() for key, entry in shelf.entries.items()
]
SUBJECTS = [
    from_details(ProductDetails(name="Aluna", category="smart watch", features=["GPS"], audience="runners")),
    from_details(ProductDetails(name="running shoes", features=["waterproof"])),
    from_details(ProductDetails(name="sourdough bread")),
]
EXTRA = {
    "phrase": "a carbon plate",
    "Phrase": "A carbon plate",
    "given": "Carbon plate",
    "Act": "See it",
    "Count": "Three",
    "m1": "at home",
    "M1": "At home",
    "m2": "on the way",
    "m3": "at night",
}


@pytest.mark.parametrize("entry", ENTRIES)
def test_every_line_reads_well_for_one_thing_for_many_and_for_stuff(entry: Entry):
    for register in entry.data.keys() - {"only", "form", "networks"}:
        for line in entry.texts(register):
            for subject in SUBJECTS:
                text = line.format_map(
                    subject.slots()
                    | EXTRA
                    | {"use": "do it", "people": "runners", "People": "Runners", "price": "$9", "Price": "$9"}
                )
                assert lint(text.rstrip(":"), max_characters=200) == [], (register, text)


@pytest.mark.parametrize("entry", SHELVES["attributes"].entries.values(), ids=lambda e: e.key)
def test_an_attribute_can_be_told_in_every_register(entry: Entry):
    for register in ("title", "short", "plain", "casual", "technical", "creative"):
        assert len(entry.texts(register)) >= 1
    assert len(entry.texts("short")[0]) <= 60
    assert len(entry.texts("title")[0]) <= 40
    assert bool(entry.texts("ask")) == bool(entry.texts("answer"))


def test_phrases_are_found_by_the_longest_and_the_last():
    assert knowledge.categories().find("a video doorbell").key == "doorbell"
    assert knowledge.categories().find("Smart Watch Pro").key == "smart_watch"
    assert knowledge.attributes().find("Heart-rate tracking, day and night").key == "heart_rate"
    assert knowledge.audiences().find("young professionals").key == "professionals"
    assert knowledge.attributes().find("greenhouse") is None


def test_no_phrase_means_two_things():
    for shelf in SHELVES.values():
        phrases = [phrase.lower() for entry in shelf.entries.values() for phrase in entry.match]
        assert len(phrases) == len(set(phrases))


def test_a_meaning_that_needs_its_kind_names_known_kinds():
    kinds = set(SHELVES["categories"].entries)
    assert all(set(entry.texts("only")) <= kinds for entry in SHELVES["attributes"].entries.values())


def test_an_insulated_jacket_is_no_insulated_bottle():
    jacket, bottle = (from_details(ProductDetails(name=f"insulated {thing}")) for thing in ("jacket", "bottle"))
    assert jacket.facts[0].entry is None
    assert bottle.facts[0].entry is not None
