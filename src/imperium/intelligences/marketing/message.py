"""The message of a campaign: what it is about, in the words that copy needs, all of it given by a person."""

from __future__ import annotations

import re
from dataclasses import dataclass

from imperium.intelligences.fact import Fact
from imperium.intelligences.grammar import (
    is_mass,
    is_pair,
    is_plural,
    lower_first,
    sentence_case,
    singular,
    with_article,
)
from imperium.intelligences.knowledge import Entry
from imperium.intelligences.marketing.industry import Industry, industry
from imperium.intelligences.product import Product
from imperium.kit.money import format_usd

_REASON = re.compile(r"\s*(?::|\s[–—-]\s|;|,?\s+so(?:\s+that)?|,?\s+which means(?:\s+that)?)\s+(?=\S)", re.IGNORECASE)
_GOAL = re.compile(
    r"\b(?:to|should)\s+(?P<what>(?:find|win|get|gain|raise|reach|recruit|sell|attract|sign up|fill|book|double|grow"
    r"|increase|bring in|generate)\s+(?:[^,.;:\n]|[.,](?=\d)){3,80}?)"
    r"(?=\s+(?:for|with|via|through|using|in|over|within|by|on)\b|[,.;:\n]|$)",
    re.IGNORECASE,
)
_DEPARTMENT = re.compile(r"[&/,]|\band\b")


@dataclass(frozen=True, slots=True)
class Point:
    """One thing to say: `what` it is, `why` it is good where that was given, and the words that it was `given` in."""

    what: str
    why: str
    given: str
    fact: Fact | None = None

    @property
    def inside(self) -> str:
        """As it stands inside a sentence."""
        return lower_first(self.what)


@dataclass(frozen=True, slots=True)
class Message:
    """`kind` is what it is without article, `own_kind` the part of it that the category named; whatever wasn't given is
    empty. `price` is as it is written."""

    product: Product
    industry: Industry
    kind: str
    points: tuple[Point, ...]
    place: str = ""
    offer: str = ""
    proof: tuple[str, ...] = ()
    price: str = ""
    act: str = ""
    goal: str = ""
    own_kind: str = ""

    @property
    def name(self) -> str:
        return self.product.name or self.kind

    @property
    def label(self) -> str:
        """What to call it in a heading."""
        return self.product.name or sentence_case(self.kind)

    @property
    def the_name(self) -> str:
        """`the Smart Watch Pro`, `Basecamp`, `our oak table`: a thing's name of several words takes an article."""
        name = self.product.name
        if name is None:
            return f"our {self.kind}"
        thing = self.industry.offer == "goods" and " " in name and not is_plural(name) and not name.startswith("The ")
        return f"the {name}" if thing else name

    @property
    def a_kind(self) -> str:
        """What it is, with its article; empty where its name says as much."""
        if not self.kind or self.product.name is None or self.kind.lower() in self.product.name.lower():
            return ""
        return self.kind if is_plural(self.kind) or is_mass(self.kind) else with_article(self.kind)

    @property
    def people(self) -> str:
        """Who it is for; empty for a cause, which isn't for those who give."""
        return "" if self.industry.offer == "cause" else self.product.people or ""

    @property
    def definition(self) -> str:
        """`The Smart Watch Pro is a watch for runners.` Empty where its name says as much."""
        if not self.a_kind:
            return ""
        people, place = (f" for {self.people}" if self.people else ""), (f" in {self.place}" if self.place else "")
        verb = "are" if is_plural(self.kind) else "is"
        return f"{sentence_case(self.the_name)} {verb} {self.a_kind}{people}{place}."

    @property
    def entry(self) -> Entry | None:
        """What is known about this kind of goods: of this very kind, not of the family that it belongs to."""
        found = self.product.category
        named = self.own_kind.lower() if self.own_kind else ""
        fits = found is not None and (not named or named in found.match) and self.industry.offer == "goods"
        return found if fits else None

    @property
    def news(self) -> tuple[Point, ...]:
        """The points that the name of the thing doesn't tell already: an oak table is made of oak."""
        if self.product.name is not None:
            return self.points
        return tuple(point for point in self.points if point.why or point.what.lower() not in self.kind.lower())

    @property
    def given(self) -> tuple[str, ...]:
        """Everything that a person wrote: their own words are never struck out."""
        more = (self.place, self.offer, self.price, self.act, *self.proof)
        return (*self.product.given, *(text for text in more if text))

    @property
    def act_on_it(self) -> str:
        """The call to action: as given, else that of this kind of goods, else that of the trade."""
        known = self.entry.texts("act") if self.entry and self.industry.offer == "goods" else ()
        return self.act or (known[0].format_map(self.product.slots()) if known else self.industry.act)

    def slots(self) -> dict[str, str]:
        """The words that a line may ask for."""
        own = {
            "name": self.name,
            "the_name": self.the_name,
            "kind": self.kind,
            "a_kind": self.a_kind,
            "people": self.product.people or "",
            "place": self.place,
            "price": self.price,
            "offer": lower_first(self.offer.rstrip(".")),
            "act": self.act_on_it,
        }
        return own | {sentence_case(key): sentence_case(word) for key, word in own.items()}


def message(
    product: Product,
    *,
    category: str = "",
    place: str = "",
    offer: str = "",
    proof: tuple[str, ...] = (),
    price: str = "",
    act: str = "",
    goal: str = "",
    kind_of_business: str = "",
    objective: str = "",
) -> Message:
    """The message about a product. `kind_of_business` names the industry, else category, name and objective do."""
    texts = (kind_of_business, category, product.noun, product.name or "", objective)
    branch = industry(texts, product.people or "")
    shown = price or (format_usd(product.price_micro_usd) if product.price_micro_usd is not None else "")
    return Message(
        product,
        branch,
        _kind(product, category),
        points(product),
        place,
        offer,
        proof,
        shown.removesuffix(".00"),
        act.rstrip("."),
        goal or _goal(objective),
        _own_kind(category),
    )


def _goal(objective: str) -> str:
    """What the objective says that the campaign is to do: `find 200 new monthly donors`."""
    match = _GOAL.search(objective)
    return sentence_case(match["what"].strip(" .,;")) if match else ""


def points(product: Product) -> tuple[Point, ...]:
    """Features and benefits in the order given, each once."""
    from_facts = [_point(fact.given, fact) for fact in product.facts if fact.given.lower() != product.noun.lower()]
    from_benefits = [_point(benefit) for benefit in product.benefits]
    return tuple({point.what.lower(): point for point in reversed([*from_facts, *from_benefits])}.values())[::-1]


def _point(given: str, fact: Fact | None = None) -> Point:
    """`Gooseneck spout: you pour where you look` is a point with its reason."""
    parts = _REASON.split(given.strip().rstrip("."), maxsplit=1)
    what, why = (parts[0], parts[1]) if len(parts) == 2 and parts[0] else (given.strip().rstrip("."), "")
    return Point(sentence_case(what), why, given, fact)


def _kind(product: Product, category: str) -> str:
    """The category where it names a kind of thing, with what describes the product in front of it."""
    described = product.kind.removesuffix(product.noun) if product.noun and product.kind.endswith(product.noun) else ""
    own = _own_kind(category)
    return f"{described}{own}" if own else product.kind


def _own_kind(category: str) -> str:
    """`Electric kettle` is a kind of thing, so are `Trail running shoes`; `Wearables` and `Home & Kitchen` aren't."""
    words = category.strip()
    if not words or _DEPARTMENT.search(words) or len(words.split()) > 5 or (is_plural(words) and not is_pair(words)):
        return ""
    return lower_first(singular(words))
