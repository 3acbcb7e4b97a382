"""What is known about a product, from typed details or from a brief, with the words to speak about it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Annotated, Any

from pydantic import Field, StringConstraints, field_validator

from imperium.intelligences import knowledge
from imperium.intelligences.brief import Brief
from imperium.intelligences.fact import Fact, fact
from imperium.intelligences.grammar import (
    is_mass,
    is_pair,
    join,
    lower_first,
    plural,
    sentence_case,
    singular,
    with_article,
)
from imperium.intelligences.knowledge import Entry
from imperium.intelligences.noun_phrase import bare, is_name, split
from imperium.intelligences.strict import Strict
from imperium.kit.money import format_usd, usd_to_micro

Short = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
Phrase = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Link = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000, pattern=r"^https?://[^\s\"<>]+$")]
Value = Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000)] | bool | int | float | list[Short]
_BEFORE_NOUN = re.compile(r"[^\s]+|[^\s]+ (?:resistant|proof|free)")
_BRACKETS = str.maketrans("{}[]<>", "()()()")


class ProductDetails(Strict):
    """The facts about a product. What isn't here is not said."""

    name: Short
    category: Short | None = None
    brand: Short | None = None
    features: list[Phrase] = Field(default_factory=list, max_length=50)
    benefits: list[Phrase] = Field(default_factory=list, max_length=50)
    materials: list[Short] = Field(default_factory=list, max_length=20)
    audience: Short | None = None
    price: float | None = Field(default=None, ge=0, le=1_000_000_000, description="in `currency`")
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")] = Field(default="USD", description="ISO 4217")
    attributes: dict[Short, Value] = Field(default_factory=dict, max_length=100, description="{weight: 640 g}")
    sku: Short | None = None
    gtin: Annotated[str, StringConstraints(pattern=r"^(?:\d{8}|\d{12,14})$")] | None = None
    url: Link | None = None
    image: Link | None = None

    @field_validator("name", "category", "brand", "audience", "features", "benefits", "materials")
    @classmethod
    def _plain(cls, value: Any) -> Any:
        """Brackets become round ones and white space single: in copy they would read as an unfilled slot."""
        if isinstance(value, list):
            return [plain(item) for item in value]
        return plain(value) if isinstance(value, str) else value

    @field_validator("attributes")
    @classmethod
    def _named_and_plain(cls, value: dict[str, Value]) -> dict[str, Value]:
        return {plain(name): as_words(one) for name, one in value.items() if as_words(one)}


def plain(text: str) -> str:
    """One line without control characters; brackets are round, and ` > ` between shelves is a slash."""
    shelved = text.replace(" > ", " / ").translate(_BRACKETS)
    return re.sub(r"\s+", " ", "".join(c if c.isprintable() else " " for c in shelved)).strip()


def as_words(value: Value) -> str:
    """An attribute's value as a person would write it: `yes`, `0.5`, `black, sand and olive`."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return join([plain(item) for item in value])
    return plain(value) if isinstance(value, str) else f"{value:,.10g}" if abs(value) >= 10_000 else f"{value:.10g}"


@dataclass(frozen=True, slots=True)
class Product:
    """A product as copy speaks about it. `name` is a proper name or None; `noun` the kind of thing; `called` and
    `shelf` are the name and the category as they were given, `details` what else was."""

    name: str | None
    noun: str
    facts: tuple[Fact, ...] = ()
    benefits: tuple[str, ...] = ()
    category: Entry | None = None
    brand: str | None = None
    people: str | None = None
    audiences: tuple[Entry, ...] = ()
    price_micro_usd: int | None = None
    given: tuple[str, ...] = field(default=())
    attributes: tuple[tuple[str, str], ...] = ()
    called: str | None = None
    shelf: str | None = None
    details: ProductDetails | None = None

    @property
    def is_many(self) -> bool:
        return self.name is None and is_pair(plural(self.noun))

    @property
    def kind(self) -> str:
        """The thing with its adjectives, without article: `eco-friendly water bottle`, `running shoes`."""
        adjectives = [f.phrase for f in self.facts if f.form == "adjective" and _BEFORE_NOUN.fullmatch(f.phrase)][:2]
        of = [f.phrase for f in self.facts if f.form == "material" and len(f.phrase.split()) <= 2][:1]
        noun = plural(self.noun) if is_pair(plural(self.noun)) else self.noun
        return " ".join([*([", ".join(adjectives)] if adjectives else []), *of, noun]) if noun else ""

    @property
    def a_kind(self) -> str:
        bare_noun = not self.noun or is_pair(plural(self.noun)) or is_mass(self.noun)
        return self.kind if bare_noun else with_article(self.kind)

    @property
    def label(self) -> str:
        """What to call it in a heading: its name, or its kind."""
        return self.name or sentence_case(self.kind)

    @property
    def intro(self) -> str:
        """`Smart Watch Pro, a water resistant watch` or `an eco-friendly water bottle`."""
        if self.name is None:
            return self.a_kind
        return f"{self.name}, {self.a_kind}" if self.kind_is_news else self.name

    @property
    def kind_is_news(self) -> bool:
        """Whether saying what kind of thing it is adds to its name."""
        return bool(self.noun) and self.kind.lower() not in (self.name or "").lower()

    def summary(self) -> str:
        """One sentence that says what it is, with the features as given."""
        rest = [f.phrase for f in self.facts if f.form == "noun"][:3]
        with_rest = f" with {join(rest)}" if rest else ""
        people = f" for {self.people}" if self.people else ""
        return f"{self.a_kind}{with_rest}{people}" if self.noun else join(rest)

    def slots(self) -> dict[str, str]:
        """The words that a line may ask for; `It` is `it` at the start of a sentence."""
        many = self.is_many
        noun = plural(self.noun) if many else self.noun
        short = self.category.texts("short")[0].replace("{noun}", noun) if self.category else noun
        own = {
            "product": self.name or f"{'these' if many else 'this'} {noun}",
            "intro": self.intro,
            "a_kind": self.a_kind or self.name or "",
            "kind": self.kind or self.name or "",
            "noun": noun or self.name or "",
            "thing": short or self.name or "",
            "the_thing": f"the {short}" if short else self.label,
            "it": "they" if many else "it",
            "them": "them" if many else "it",
            "its": "their" if many else "its",
            "is": "are" if many else "is",
            "has": "have" if many else "has",
            "does": "do" if many else "does",
            "s": "" if many else "s",
            "people": self.people or "",
            "price": format_usd(self.price_micro_usd).removesuffix(".00") if self.price_micro_usd is not None else "",
        }
        return own | {sentence_case(key): sentence_case(word) for key, word in own.items()}


def from_details(details: ProductDetails, people: tuple[str, ...] = ()) -> Product:
    """The product of typed details. `people` are further groups of the audience."""
    adjectives, noun = ((), "") if is_name(details.name) else split(bare(details.name) or details.name)
    category = _category(details.name, details.category, noun)
    facts = _facts([*adjectives, *details.features], details.materials, category)
    groups = tuple(dict.fromkeys([*([details.audience] if details.audience else []), *people]))
    return Product(
        name=None if noun and details.brand is None else details.name if not noun else details.brand,
        noun=lower_first(singular(noun)) or _noun_of(category, details.name, details.category),
        facts=facts,
        benefits=tuple(details.benefits),
        category=category,
        brand=details.brand,
        people=_people(groups),
        audiences=_audiences(groups),
        price_micro_usd=None if details.price is None or details.currency != "USD" else usd_to_micro(details.price),
        given=_given(details, groups),
        attributes=tuple((name, str(value)) for name, value in details.attributes.items()),
        called=details.name,
        shelf=details.category,
        details=details,
    )


def from_brief(brief: Brief, people: tuple[str, ...] = ()) -> Product:
    """The product of a free-text objective."""
    named = is_name(brief.noun)
    name = brief.noun if named else brief.brand
    noun = "" if named else brief.noun
    category = _category(name or "", None, noun)
    groups = tuple(dict.fromkeys([*people, *brief.audience, *brief.interests]))
    return Product(
        name=plain(name) if name else None,
        noun=plain(lower_first(noun)) or _noun_of(category, name or "", None),
        facts=_facts([plain(a) for a in (*brief.attributes, *brief.features)], [], category),
        category=category,
        brand=brief.brand,
        people=_people(groups),
        audiences=_audiences(groups),
        price_micro_usd=brief.price_micro_usd,
        given=(plain(brief.text),),
    )


def _given(details: ProductDetails, groups: tuple[str, ...]) -> tuple[str, ...]:
    """Everything the user wrote about it."""
    texts = [details.name, details.category, details.brand, *details.features, *details.benefits, *details.materials]
    named = [text for name, value in details.attributes.items() for text in (name, str(value))]
    return tuple(text for text in (*texts, *named, *groups) if text)


def _facts(words: list[str], materials: list[str], category: Entry | None) -> tuple[Fact, ...]:
    """The facts, each once. A meaning explains the first fact that has it; the next of its kind is named plainly."""
    facts = [*(fact(word) for word in words), *(fact(material, "material") for material in materials)]
    unique = list({f.given.lower(): f for f in facts}.values())
    explained: set[str] = set()
    told = []
    for one in unique:
        known = one.entry is not None and one.entry.key not in explained and _fits(one.entry, category)
        explained |= {one.entry.key} if one.entry else set()
        told.append(one if known else Fact(one.given, one.form))
    return tuple(told)


def _fits(meaning: Entry, category: Entry | None) -> bool:
    """Whether a meaning holds for a kind of product: an insulated bottle isn't an insulated jacket."""
    only = meaning.texts("only")
    return not only or (category is not None and category.key in only)


def _category(name: str, category: str | None, noun: str) -> Entry | None:
    shelf = knowledge.categories()
    by_words = shelf.find(noun) or shelf.find(name) or shelf.find(category or "")
    if by_words or not category:
        return by_words
    wanted = category.lower()
    return next((e for e in shelf.entries.values() if e.data["shelf"].lower() == wanted), None)


def _noun_of(category: Entry | None, name: str, given: str | None) -> str:
    """What to call a named product: the word in its own name or category, or what its kind is called for short."""
    if category is None:
        return ""
    short = category.texts("short")[0]
    if short != "{noun}":
        return short
    found = [m[0] for text in (given or "", name) for m in knowledge.categories().pattern.finditer(text)]
    return lower_first(singular(found[-1])) if found else ""


def _people(groups: tuple[str, ...]) -> str | None:
    named = [plain(group) for group in groups if group]
    return join([_as_people(group) for group in named[:3]]) or None


def _as_people(group: str) -> str:
    """`hikers` stay hikers; an interest such as `fitness` becomes the people who have it."""
    entry = knowledge.audiences().find(group)
    if entry and plural(group) != group and group.lower() in entry.match:
        return plural(group) if _is_person(group) else entry.texts("people")[0]
    return lower_first(group)


def _is_person(word: str) -> bool:
    return bool(re.search(r"(?:er|or|ist|ant|ent|al|ee|ive|ian|parent|dad|mum|mom|man|woman|adult)$", word.lower()))


def _audiences(groups: tuple[str, ...]) -> tuple[Entry, ...]:
    found = [entry for group in groups for entry in knowledge.audiences().find_all(group)[-1:]]
    return tuple({entry.key: entry for entry in found}.values())
