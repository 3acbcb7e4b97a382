"""The ways in which one property can stand in a sentence about its product."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from string import Formatter
from typing import Literal

from imperium.intelligences.grammar import lower_first, sentence_case, with_article
from imperium.intelligences.product_content.derivation import derived
from imperium.intelligences.product_content.property import Property, noun_phrase
from imperium.intelligences.product_content.verbs import agreeing

Shape = Literal["np", "vp", "adj", "post", "tail", "ask", "professional", "casual", "technical", "creative"]
REFERENCES = frozenset({"It", "it"})
"""Left open until the sentence is placed: what they become depends on what was said before."""
LONGEST_VALUE = 12
"""Words; what is longer is told in the specifications only, unless it is a sentence of its own."""


class _Open(dict[str, str]):
    """Fills what it knows and leaves the rest open."""

    def __missing__(self, key: str) -> str:
        return f"{{{key}}}"


@dataclass(frozen=True, eq=False)
class Phrasing:
    """One property about one product, equal to itself alone. `agreement` are the subject's slots, `many` whether it is
    spoken of as they."""

    of: Property
    agreement: dict[str, str]
    many: bool

    @property
    def is_tellable(self) -> bool:
        """Whether prose can tell it: not an absence, and not a paragraph of its own."""
        of = self.of
        return of.form == "sentence" or (of.value.lower() != "no" and len(of.value.split()) <= LONGEST_VALUE)

    @cached_property
    def _said(self) -> dict[Shape, tuple[str, ...]]:
        return {}

    @cached_property
    def derived(self) -> dict[str, str]:
        """Figures that follow from the value and how, by slot."""
        return {slot: found.how for slot, found in derived(self.of.quantity).items()}

    def all(self, shape: Shape) -> tuple[str, ...]:
        """Every way to say it in that shape; references stay open."""
        if shape not in self._said:
            self._said[shape] = self._every(shape)
        return self._said[shape]

    def _every(self, shape: Shape) -> tuple[str, ...]:
        lines = self.of.kind.lines(shape) if self.of.kind else ()
        found = tuple(filled for line in lines if (filled := self._filled(line)) is not None)
        return found or tuple(self._plain(shape))

    def used_slots(self, text: str) -> dict[str, str]:
        """How the worked-out figures that stand in a text were worked out."""
        said = {slot: found.said for slot, found in derived(self.of.quantity).items()}
        return {said[slot]: how for slot, how in self.derived.items() if said[slot].lower() in text.lower()}

    def _filled(self, line: str) -> str | None:
        filled = line.format_map(_Open(self._slots))
        return filled if set(open_slots(filled)) <= REFERENCES else None

    @cached_property
    def _slots(self) -> dict[str, str]:
        of = self.of
        before = of.quantity.before_noun if of.quantity else of.value
        own = {
            "value": of.spoken,
            "before_noun": before,
            "a_value": with_article(of.spoken),
            "a_before_noun": with_article(before),
            "head": lower_first(of.label).removesuffix(" material"),
            **{slot: found.said for slot, found in derived(of.quantity).items()},
        }
        return self.agreement | own | {sentence_case(key): sentence_case(word) for key, word in own.items()}

    def _plain(self, shape: Shape) -> Iterable[str]:
        """What grammar alone can say, where the lexicon is silent."""
        of = self.of
        if shape == "np" and of.form == "noun":
            yield noun_phrase(of.value)
        if shape == "vp" and of.form == "verb":
            yield of.value
        if shape == "adj" and of.form == "adjective":
            yield of.value
        if shape == "adj" and of.form == "material":
            yield f"made of {of.value}"


def does(phrases: Iterable[str], *, many: bool) -> list[str]:
    """Verb phrases, agreeing with their subject."""
    return [agreeing(phrase, many=many) for phrase in phrases]


def open_slots(line: str) -> list[str]:
    """The slots of a line that are still to fill."""
    return [name for _, name, _, _ in Formatter().parse(line) if name is not None]


def words_in(text: str) -> int:
    return len(re.findall(r"[\w'’-]+", text))
