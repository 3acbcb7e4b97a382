"""A property of a product: what was given, what kind it is, and how it can stand in a sentence."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from imperium.intelligences.fact import Fact, fact
from imperium.intelligences.grammar import is_plural, lower_first, number_word, sentence_case, with_article
from imperium.intelligences.product_content import lexicon
from imperium.intelligences.product_content.lexicon import Kind, Theme
from imperium.intelligences.product_content.quantity import Quantity, pattern, quantity
from imperium.intelligences.product_content.verbs import stem
from imperium.intelligences.words import words as word_list

Form = Literal["value", "adjective", "noun", "material", "verb", "sentence"]
GIVEN_WEIGHT = 6
"""How much a reader cares about a feature that somebody thought worth naming, on the lexicon's scale."""
OTHER_WEIGHT = 3
_FILLER = re.compile(r"(?i)\b(?:up to|to|of|with|a|an|the|rated|max\.?|at)\b|[,:()]")
_SENTENCE = re.compile(r"(?:It|They|You|We|This|These)(?:['’](?:s|re|ll))? .+ .+|.+ .+[.!?]")


@dataclass(frozen=True, slots=True)
class Property:
    """`source` is what was given, word for word; `value` what is said of it; `label` names it where it has a name."""

    source: str
    label: str
    value: str
    form: Form
    kind: Kind | None = None
    quantity: Quantity | None = None

    @property
    def theme(self) -> Theme:
        if self.kind:
            return self.kind.theme
        if self.form == "material":
            return "build"
        return "use" if self.form == "sentence" else "details"

    @property
    def weight(self) -> int:
        if self.kind:
            return self.kind.weight
        return OTHER_WEIGHT if self.form == "value" else GIVEN_WEIGHT

    @property
    def spoken(self) -> str:
        """The value inside a sentence."""
        return self.quantity.spoken if self.quantity else self.value


def from_attribute(name: str, value: str, things: frozenset[str]) -> Property:
    """The property of a named value: `weight` and `640 g`."""
    measured = quantity(value)
    kind = lexicon.named(name, things, _dimension(measured))
    if value.lower() in ("yes", "true"):
        return _of_words(name, things, f"{name}: {value}")
    if kind and kind.is_said("sentence"):
        return Property(f"{name}: {value}", label_of(name), _full_stop(sentence_case(value)), "sentence", kind)
    if kind and kind.is_said("count") and value.isdigit():
        counted = quantity(f"{value} {kind.names[0]}")
        return Property(f"{name}: {value}", label_of(name), number_word(int(value)), "value", kind, counted)
    said = value if (kind is None or kind.is_said("proper")) else lower_first(value)
    return Property(f"{name}: {value}", label_of(name), said, "value", kind, measured)


def from_feature(given: str, things: frozenset[str]) -> Property:
    """The property of a free phrase: `40-hour battery life`, `sapphire crystal`, `tracks sleep`."""
    if _SENTENCE.fullmatch(given):
        return Property(given, "", _full_stop(given), "sentence")
    return _with_quantity(given, things) or _of_words(given, things, given)


def from_material(given: str, things: frozenset[str]) -> Property:
    """The property of a material."""
    words = fact(given, "material").phrase
    return Property(given, "Material", words, "material", lexicon.phrased(words, things))


def label_of(name: str) -> str:
    """A column's name as a person would head it: `battery_life` becomes `Battery life`."""
    return sentence_case(re.sub(r"[\s_]+", " ", name).strip())


def _with_quantity(given: str, things: frozenset[str]) -> Property | None:
    """A phrase that is nothing but a known name and its value."""
    match = pattern().search(given)
    if match is None:
        return None
    rest = _FILLER.sub(" ", given[: match.start()] + " " + given[match.end() :])
    measured = quantity(match[0])
    kind = lexicon.named(rest, things, _dimension(measured))
    return Property(given, label_of(rest.strip()), match[0], "value", kind, measured) if kind else None


def _of_words(given: str, things: frozenset[str], source: str) -> Property:
    shaped = fact(given)
    words = shaped.phrase if shaped.form == "material" else lower_first(shaped.given)
    kind = lexicon.phrased(words, things)
    form: Form = kind.data["phrase"] if kind else _form(shaped, words)
    return Property(source, "", stem_first(words) if form == "verb" else words, form, kind)


def _form(shaped: Fact, words: str) -> Form:
    """How a phrase stands in a sentence: one word as the fact judges it, several by what they begin and end with."""
    first, *rest = words.split()
    if shaped.form in ("material", "verb"):
        return shaped.form
    if not rest:
        is_thing = re.split("-", first)[-1] in _NOUNS_LIKE_ADJECTIVES
        return "noun" if is_thing or not (_PARTICIPLE.match(first) or shaped.form == "adjective") else "adjective"
    made = _PARTICIPLE.match(first) and rest[0] in _PREPOSITIONS
    return "adjective" if made or _DESCRIBES.search(words) else "noun"


def stem_first(words: str) -> str:
    """`tracks sleep` becomes `track sleep`."""
    verb, _, rest = words.partition(" ")
    return f"{stem(verb)} {rest}".strip()


def noun_phrase(words: str) -> str:
    """The words of a feature as a thing that one has: `a flip lid`, `GPS`, `three pockets`, `direct trade`. Only heads
    that are surely counted take an article: `toe guard` without one is short, `a direct trade` is wrong."""
    first, last = words.split()[0].lower(), re.split(r"\s", words)[-1].lower()
    counted = {last, last.rpartition("-")[2]} & word_list("counted_parts")
    plain = first.isdigit() or first in _COUNTERS or is_plural(words)
    return with_article(words) if counted and not plain else words


def _dimension(measured: Quantity | None) -> str | None:
    return measured.unit.dimension if measured else None


def _full_stop(text: str) -> str:
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."


_PREPOSITIONS = frozenset({"on", "in", "by", "from", "with", "for", "to", "at", "without", "against", "of"})
_PARTICIPLE = re.compile(r"(?:[a-z]+-)*[a-z]{2,}(?:ed|made|woven|sewn|ground|spun|cut|built|grown|roast)$")
_DESCRIBES = re.compile(
    r"(?:^(?:easy|safe|suitable|ideal|ready|compatible|free) (?:to|for|of|with|from) .+"
    r"|(?:^|[\s-])(?:safe|free|proof|resistant|friendly|washable|efficient|powered|compatible|ready|certified|sourced|made"
    r"|baked|fermented|roasted|tested|cancelling|canceling|wicking|saving|lasting|drying|stitched|poured|fed|neutral"
    r"|adjustable|removable|replaceable|foldable|reusable|recyclable|repairable|portable|stackable))$"
)
_COUNTERS = frozenset(
    {"two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "no", "all", "unlimited"}
)
_NOUNS_LIKE_ADJECTIVES = frozenset(
    {
        "crystal", "metal", "dial", "pedal", "manual", "signal", "terminal", "journal", "table", "cable", "handle",
        "fabric", "plastic", "music", "mic", "drive", "sleeve", "interval", "portal", "panel", "weight", "size",
        "style", "trial", "renewal", "goal", "seal", "medal", "base", "archive", "logic", "topic", "clinic", "olive",
    }
)  # fmt: skip
