"""A fact: one attribute or feature that was given, how it stands in a sentence, and what it means by definition."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from imperium.intelligences import knowledge
from imperium.intelligences.grammar import is_mass, is_plural, lower_first, sentence_case, with_article
from imperium.intelligences.knowledge import Entry
from imperium.intelligences.noun_phrase import ADJECTIVE, PLAIN_ADJECTIVES
from imperium.intelligences.words import words

Form = Literal["adjective", "noun", "material", "verb"]

_BARE_ENDING = re.compile(r"(?:ing|tion|sion|ity|ance|ence|ness|ment|ship|ics)$")
_ACRONYM = re.compile(r"[A-Z0-9][A-Z0-9-]+$")
_DESCRIBES = re.compile(
    r"(?:^easy to .*|^for .*|^(?:handmade|hand-\w+ed|insulated|organic|vegan|wireless|waterproof|foldable|recycled"
    r"|encrypted|automated|solar)"
    r"|\b(?:safe|free|proof|resistant|friendly|washable|efficient|powered|compatible|ready|certified|sourced"
    r"|made|baked|fermented|roasted|tested|cancelling|canceling|wicking|saving|lasting|charging|stitched|poured|wear(?:ing))"
    r"|(?<!-)\w+-(?:proof|free|resistant|friendly|based|made|walled|lined|coated))$",
    re.IGNORECASE,
)
_MADE = re.compile(r"made\s+(?:of|from|with|out of|in)\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Fact:
    """`given` is what the user wrote; `entry` what the knowledge says about the word, where it knows it."""

    given: str
    form: Form
    entry: Entry | None = None

    @property
    def phrase(self) -> str:
        """The fact as it stands inside a sentence: `water resistant`, `GPS`, `a carbon plate`, `oak`."""
        text = _MADE.sub("", lower_first(self.given)) if self.form == "material" else lower_first(self.given)
        return _with_article_if_counted(text) if self.form == "noun" else text

    @property
    def title(self) -> str:
        """A heading for it: the knowledge's own, or the given words."""
        return self.entry.texts("title")[0] if self.entry else sentence_case(self.given)

    @property
    def source(self) -> str:
        return self.given


def fact(given: str, form: Form | None = None) -> Fact:
    """Recognise a given attribute or feature."""
    text = given.strip().rstrip(".")
    entry = knowledge.attributes().find(text)
    return Fact(text, form or _form(text, entry), entry)


def _form(text: str, entry: Entry | None) -> Form:
    if _MADE.match(text):
        return "material"
    if text.split()[0].lower() in words("feature_verbs") and " " in text:
        return "verb"
    whole = knowledge.attributes().pattern.fullmatch(text) is not None
    return "material" if entry and whole and entry.data["form"] == "material" else _shape(text)


def _shape(text: str) -> Form:
    """Adjective or noun, by the ending of the last word."""
    last = re.split(r"\s", text)[-1]
    describes = last.lower() in PLAIN_ADJECTIVES or ADJECTIVE.match(last) or _DESCRIBES.search(text)
    return "adjective" if describes else "noun"


def _with_article_if_counted(text: str) -> str:
    last = re.split(r"[\s-]", text)[-1]
    bare = (
        is_plural(text)
        or is_mass(text)
        or last.lower() in words("uncountable_features")
        or _BARE_ENDING.search(last.lower())
        or _ACRONYM.match(last)
        or re.match(r"(?:an?|the|one|two|three|four|five|its|no|all)\s", text, re.IGNORECASE)
    )
    return text if bare else with_article(text)
