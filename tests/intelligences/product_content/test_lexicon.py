"""Every line of the lexicon, told of a thing, of a pair and of a work: a new entry is tested on the day it appears."""

from string import Formatter

import pytest

from imperium.intelligences.linter import lint
from imperium.intelligences.product import ProductDetails, from_details
from imperium.intelligences.product_content.derivation import derivations
from imperium.intelligences.product_content.draft import frames
from imperium.intelligences.product_content.evidence import Evidence
from imperium.intelligences.product_content.lexicon import THEMES, Kind, kinds
from imperium.intelligences.product_content.phrasing import Phrasing
from imperium.intelligences.product_content.property import Property
from imperium.intelligences.product_content.quantity import quantity, units
from imperium.intelligences.product_content.subject import subject
from imperium.intelligences.tone import TONES

SUBJECTS = [
    subject(from_details(ProductDetails(name="Aluna 4", category="kettle"))),
    subject(from_details(ProductDetails(name="Aria 40", category="headphones"))),
    subject(from_details(ProductDetails(name="Monte Alto", category="olive oil"))),
]
SENTENCES = ("professional", "casual", "technical", "creative", "ask")
OWN_SLOTS = {"value", "before_noun", "a_value", "a_before_noun", "head", *derivations()}
AGREEMENT = {"it", "its", "them", "is", "has", "s", "noun"}
every = pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.key)


def told(kind: Kind, many: bool) -> Phrasing:
    """The kind with a value of its dimension."""
    symbols = sorted({unit.symbol for unit in units().values() if unit.dimension == kind.unit})
    written = f"40 {symbols[0]}" if symbols else kind.names[0] if kind.is_said("phrase") else "brushed steel"
    value = Property("given", "Label", written, "value", kind, quantity(written))
    return Phrasing(value, SUBJECTS[many].slots(), many)


@every
def test_it_can_be_told_in_a_sentence_or_a_list(kind: Kind):
    assert kind.theme in THEMES
    assert 0 <= kind.weight <= 10
    assert kind.unit is None or kind.unit in {unit.dimension for unit in units().values()}
    assert kind.is_said("sentence") or any(kind.lines(shape) for shape in ("np", "vp", "adj", "professional"))


@every
def test_every_slot_can_be_filled(kind: Kind):
    known = {word for slot in OWN_SLOTS | AGREEMENT for word in (slot, slot.capitalize(), slot[:1].upper() + slot[1:])}
    for shape in ("np", "vp", "adj", "pre", "post", "tail", *SENTENCES):
        for line in kind.lines(shape):
            assert {name for _, name, _, _ in Formatter().parse(line) if name} <= known, line


@every
@pytest.mark.parametrize("many", [False, True])
def test_every_line_reads_well(kind: Kind, many: bool):
    pronoun = "they" if many else "it"
    for shape in SENTENCES:
        for line in told(kind, many).all(shape):  # type: ignore[arg-type]
            text = line.format(It=pronoun.capitalize(), it=pronoun)
            text = text[:1].upper() + text[1:]
            assert lint(text, max_characters=160) == [], text
            assert text.endswith((".", "?")), text


@every
def test_lists_hold_no_sentences(kind: Kind):
    for shape in ("np", "vp", "adj", "pre", "post", "tail"):
        assert not [line for line in kind.lines(shape) if line.endswith((".", "?")) or line[:2].istitle()]


def test_no_name_means_two_kinds_of_one_thing():
    seen: dict[tuple[str, str | None, str, bool], str] = {}
    for kind in kinds():
        for name in kind.names:
            for thing in kind.only or {""}:
                key = (name, kind.unit, thing, kind.is_said("phrase"))
                assert key not in seen, (name, seen[key], kind.key)
                seen[key] = kind.key


@pytest.mark.parametrize("tone", TONES)
def test_frames_claim_nothing(tone: str):
    """What isn't a slot in a frame is a word that claims nothing."""
    for about in SUBJECTS:
        for name, by_tone in frames().items():
            for line in by_tone[tone]:
                bare = "".join(text for text, _, _, _ in Formatter().parse(line))
                assert Evidence(about).unsupported(bare) == [], (name, line)
