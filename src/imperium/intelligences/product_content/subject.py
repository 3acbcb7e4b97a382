"""What copy is about: a product with its properties, and the ways to refer to it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from imperium.intelligences.grammar import (
    is_mass,
    is_pair,
    is_plural,
    plural,
    sentence_case,
    singular,
    with_article,
)
from imperium.intelligences.product import Product
from imperium.intelligences.product_content.naming import called, things, things_known
from imperium.intelligences.product_content.phrasing import Phrasing
from imperium.intelligences.product_content.property import Property, from_attribute, from_feature, from_material

MOST_BEFORE_NOUN = 2
_WORN_IN_PAIRS = frozenset({"shoes", "boots", "sneakers", "trainers", "sandals", "slippers", "socks", "gloves"})
"""A named pair is spoken of as one: `the Trailhound 3 is a trail running shoe`."""
_ORDER_BEFORE_NOUN = ("size", "use", "origin", "power", "build")
"""The order in which English puts what describes a thing: size before quality before material."""


@dataclass(frozen=True)
class Subject:
    """`name` is what it is called, `noun` the kind of thing; `is_work` where its name takes no article."""

    product: Product
    name: str
    noun: str
    properties: tuple[Property, ...]
    is_named: bool
    is_work: bool
    is_many: bool

    @property
    def label(self) -> str:
        """For headings."""
        return self.name or sentence_case(self.noun)

    @cached_property
    def full(self) -> str:
        """Its first mention in a text: `the Halden Field 38`, `this gooseneck kettle`, `Ledgerly`."""
        if not self.is_named:
            return f"{'these' if self.is_many else 'this'} {self.noun}" if self.noun else self.name
        return f"the {self.name}" if self.takes_article else self.name

    @property
    def takes_article(self) -> bool:
        """`the Field 38`, `the Lumen desk lamp`, but `Ledgerly` and `The Bear Who Counted Stars`."""
        if self.is_work or re.match(r"(?i)(?:the|a|an|my|our)\s", self.name):
            return False
        return bool(re.search(r"\d", self.name)) or self.names_its_kind

    @property
    def names_its_kind(self) -> bool:
        """Whether the name says already what kind of thing it is."""
        head = singular(self.noun).split()[-1:] or [""]
        return bool(self.noun) and head[0].lower() == re.split(r"[\s-]", singular(self.name).lower())[-1]

    @property
    def short(self) -> str:
        """A later mention: `the watch`, or `it` where there is no word for its kind."""
        return f"the {self.noun.split()[-1]}" if self.noun else "it"

    @cached_property
    def before_noun(self) -> tuple[Property, ...]:
        """The properties that stand in front of the kind of thing: at most two, none where the name holds the kind."""
        if not self.noun:
            return ()
        fitting = [p for p in self.properties if modifier(p) and modifier(p).lower() not in self.noun.lower()]
        by_weight = sorted(fitting, key=lambda p: -p.weight)
        one_a_theme = list({"measure" if p.quantity else p.theme: p for p in reversed(by_weight)}.values())
        chosen = sorted(one_a_theme, key=lambda p: -p.weight)[:MOST_BEFORE_NOUN]
        return tuple(sorted(chosen, key=lambda p: _place(p.theme)))

    @cached_property
    def kind(self) -> str:
        """The kind of thing with what stands in front of it: `38 mm automatic watch`."""
        return " ".join([*(modifier(p) for p in self.before_noun), self.noun]).strip()

    @cached_property
    def a_kind(self) -> str:
        return self.a_kind_with(self.before_noun)

    def a_kind_with(self, front: Iterable[Property]) -> str:
        """The kind of thing with its article, and only these of the properties in front."""
        kind = " ".join([*(modifier(one) for one in front), self.noun]).strip()
        bare = self.is_many or is_mass(self.noun) or is_plural(self.noun)
        return kind if bare or not kind else with_article(kind)

    @property
    def this_kind(self) -> str:
        """`this 1.2-litre gooseneck kettle`, for what has no name."""
        return f"{'these' if self.is_many or is_plural(self.noun) else 'this'} {self.kind}"

    @cached_property
    def focus(self) -> str:
        """The words by which somebody would look for it: its kind, with one word in front where that is one word."""
        if not self.noun:
            return self.name
        front = () if " " in self.noun or (self.is_named and self.names_its_kind) else self.before_noun[-1:]
        front = () if any(one.quantity for one in front) else front
        return " ".join([*(modifier(p) for p in front), self.noun])

    @cached_property
    def phrasings(self) -> tuple[Phrasing, ...]:
        """The properties with the ways to say them, in the order given."""
        agreement = self.slots()
        return tuple(Phrasing(one, agreement, self.is_many) for one in self.properties)

    def slots(self) -> dict[str, str]:
        """The words of agreement that a line may ask for."""
        many = self.is_many
        own = {
            "its": "their" if many else "its",
            "them": "them" if many else "it",
            "is": "are" if many else "is",
            "has": "have" if many else "has",
            "s": "" if many else "s",
            "noun": self.noun,
        }
        return own | {sentence_case(key): sentence_case(word) for key, word in own.items()}


def subject(product: Product) -> Subject:
    """The subject of a product: named, sorted, its properties each once."""
    name, noun, is_named = called(product)
    noun = singular(noun) if is_named and noun.split()[-1:] and noun.split()[-1] in _WORN_IN_PAIRS else noun
    known_as = things(noun, product)
    found = [
        *(from_attribute(key, value, known_as) for key, value in product.attributes),
        *(
            from_material(f.given, known_as) if f.form == "material" else from_feature(f.given, known_as)
            for f in product.facts
            if not (is_named and _is_in_name(f.given, name, product))
        ),
    ]
    unique = {folded_value(p): p for p in reversed(found)}
    return Subject(
        product=product,
        name=name,
        noun=noun,
        properties=tuple(reversed(unique.values())),
        is_named=is_named,
        is_many=bool(noun) and is_pair(plural(noun)) and not (is_named and plural(noun) != noun),
        is_work=any(things_known()[key] for key in known_as if key in things_known()),
    )


def _is_in_name(words: str, name: str, product: Product) -> bool:
    """Whether the name says it already, and nothing else was given for it."""
    named = product.details.features if product.details else []
    return words.lower() in name.lower() and words not in named


def folded_value(one: Property) -> tuple[str, str]:
    """What makes two properties the same: kind or label, and value."""
    return (one.kind.key if one.kind else one.label.lower(), one.value.lower())


def modifier(one: Property) -> str:
    """A property in front of its noun, where it can stand there: `38 mm`, `automatic`, `stainless steel`."""
    lines = one.kind.lines("pre") if one.kind else ()
    if lines and "," not in one.value and len(one.value.split()) <= 3:
        before = one.quantity.before_noun if one.quantity else one.value
        return lines[0].format(value=one.spoken, before_noun=before)
    if one.kind is None and one.form == "adjective":
        return one.value if len(one.value.split()) == 1 else ""
    return one.value if one.form == "material" and len(one.value.split()) <= 2 else ""


def _place(theme: str) -> int:
    return _ORDER_BEFORE_NOUN.index(theme) if theme in _ORDER_BEFORE_NOUN else 1
