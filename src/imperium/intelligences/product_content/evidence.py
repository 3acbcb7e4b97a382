"""The fact check: every word and every figure of a text was given, follows from what was given, or claims nothing.

What counts as evidence is the given text, what the lexicon says of the properties that were given, the figures that
were worked out from them, and a list of words that claim nothing (`knowledge/neutral.toml`). It judges the embedded
writer and a model's proposal alike.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, cached_property
from importlib.resources import files

from imperium.intelligences.linter import sentences
from imperium.intelligences.product_content import lexicon
from imperium.intelligences.product_content.derivation import derived
from imperium.intelligences.product_content.lexicon import THEMES, Kind
from imperium.intelligences.product_content.property import Property
from imperium.intelligences.product_content.quantity import NUMBER, Quantity, quantities
from imperium.intelligences.product_content.stem import stem
from imperium.intelligences.product_content.subject import Subject

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_NUMBER = re.compile(rf"(?<![\w.])(?:{NUMBER})")
_SHAPES = ("np", "vp", "adj", "pre", "post", "tail", "ask", "professional", "casual", "technical", "creative")
_SLOT = re.compile(r"\{\w+\}")


@dataclass(frozen=True, slots=True)
class Unsupported:
    """A word or figure that nothing given supports, and the sentence in which it stands."""

    sentence: str
    claim: str


@dataclass(frozen=True)
class Evidence:
    """What may be said about one subject. `price` is the price as it is said."""

    subject: Subject
    price: str | None = None

    def unsupported(self, text: str) -> list[Unsupported]:
        """Every claim of a text without support, in its order."""
        return [Unsupported(sentence, claim) for sentence in sentences(text) for claim in self._claims(sentence)]

    def _claims(self, sentence: str) -> Iterator[str]:
        yield from (word for word in _words(sentence) if not self._is_known(word))
        yield from (str(number) for number in _numbers(sentence) if number not in self._numbers)
        yield from (q.spoken for q in quantities(sentence) if _size(q) not in self._quantities)

    def _is_known(self, word: str) -> bool:
        return word.lower() in _neutral() or stem(word) in self._stems

    @cached_property
    def _texts(self) -> tuple[str, ...]:
        """Everything that was given, said, or follows."""
        product = self.subject.product
        given = (*product.given, self.subject.label, self.subject.noun, product.people or "", self.price or "")
        said = (text for one in self.subject.properties for text in _of_property(one))
        return (*given, *product.benefits, *said)

    @cached_property
    def _stems(self) -> frozenset[str]:
        own = frozenset(stem(word) for text in self._texts for word in _words(text))
        return own.union(*(_stems_of(one.kind.key) for one in self.subject.properties if one.kind))

    @cached_property
    def _numbers(self) -> frozenset[Decimal]:
        return frozenset(number for text in self._texts for number in _numbers(text))

    @cached_property
    def _quantities(self) -> frozenset[tuple[str, Decimal]]:
        return frozenset(_size(q) for text in self._texts for q in quantities(text))


def _of_property(one: Property) -> Iterator[str]:
    yield from (one.source, one.label, one.value, one.spoken)
    if one.quantity:
        yield " ".join([*(one.quantity.unit.said or ()), one.quantity.unit.symbol, one.quantity.before_noun])
    yield from (found.said for found in derived(one.quantity).values())
    yield from (_figures_of(one.kind.key) if one.kind else ())


@cache
def _stems_of(kind: str) -> frozenset[str]:
    """The stems of all that the lexicon says of a kind of property."""
    return frozenset(stem(word) for text in _of_kind(lexicon.by_key()[kind]) for word in _words(text))


@cache
def _figures_of(kind: str) -> tuple[str, ...]:
    """What the lexicon says of a kind with figures of its own: 250 ml cups."""
    return tuple(text for text in _of_kind(lexicon.by_key()[kind]) if _NUMBER.search(text))


def _of_kind(kind: Kind) -> Iterable[str]:
    return (_SLOT.sub(" ", line) for shape in _SHAPES for line in kind.lines(shape))


def _words(text: str) -> list[str]:
    return [re.sub(r"['’]s$", "", word) for word in _WORD.findall(text)]


def _numbers(text: str) -> list[Decimal]:
    return [Decimal(found.replace(",", "")) for found in _NUMBER.findall(text)]


def _size(one: Quantity) -> tuple[str, Decimal]:
    return one.unit.dimension, one.amount


@cache
def _neutral() -> frozenset[str]:
    raw = tomllib.loads(files("imperium.intelligences").joinpath("knowledge", "neutral.toml").read_text("utf-8"))
    headings = (word.lower() for heading in THEMES.values() for word in _words(heading))
    return frozenset(word for words in raw.values() for word in words) | frozenset(headings)


def sources_in(sentence: str, subject: Subject) -> tuple[str, ...]:
    """The given properties that a sentence speaks of, by the words and figures of their values and names."""
    words = {stem(word) for word in _words(sentence) if word.lower() not in _neutral()}
    numbers = set(_numbers(sentence))
    found = [one.source for one in subject.properties if words & _own_stems(one) or numbers & set(_numbers(one.source))]
    named = [f"name: {subject.label}"] if words & {stem(word) for word in _words(subject.label)} else []
    given = [text for text in subject.product.benefits if words & {stem(word) for word in _words(text)}]
    return (*named, *found, *given)


def _own_stems(one: Property) -> set[str]:
    lines = _of_kind(one.kind) if one.kind else ()
    texts = (one.source, one.label, one.spoken, *(line for line in lines))
    return {stem(word) for text in texts for word in _words(text) if word.lower() not in _neutral()}
