"""A text in the making: what has been told, how the product was last called, which forms were used."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from zlib import crc32

from imperium.intelligences.grammar import join, sentence_case
from imperium.intelligences.product_content.phrasing import Phrasing, Shape, does, open_slots
from imperium.intelligences.product_content.statement import Statement
from imperium.intelligences.product_content.style import StyleGuide
from imperium.intelligences.product_content.subject import Subject
from imperium.intelligences.tone import Tone

_MADE = "made of "
MENTIONS_BY_PRONOUN = 2
"""After so many sentences with a pronoun the product is named again."""


@cache
def frames() -> dict[str, dict[str, list[str]]]:
    """Sentences that state nothing of their own, by name and tone."""
    raw = files("imperium.intelligences").joinpath("knowledge", "frames.toml").read_text("utf-8")
    return tomllib.loads(raw)


@dataclass(slots=True)
class Draft:
    """Deterministic by `seed`. Nothing is told twice; a form is used again only when the others have been, and never
    one that is `avoided`. `forms` tells for each sentence what it was made of. A plain draft names the kind of thing
    without what could stand in front of it."""

    subject: Subject
    tone: Tone
    style: StyleGuide
    seed: int
    told: set[str] = field(default_factory=set)
    used: dict[str, int] = field(default_factory=dict)
    avoided: frozenset[str] = frozenset()
    is_plain: bool = False
    forms: dict[str, tuple[str, ...]] = field(default_factory=dict)
    listed_last: list[str] = field(default_factory=list)
    ranked: list[Phrasing] = field(default_factory=list)
    known: dict[str, str] = field(default_factory=dict)
    pronouns: int = MENTIONS_BY_PRONOUN
    named: bool = False

    def __post_init__(self) -> None:
        tellable = [one for one in self.subject.phrasings if one.is_tellable]
        self.ranked = sorted(
            tellable, key=lambda one: (-self.style.emphasis_on(one.of), -one.of.weight, self._toss(one))
        )
        self.known = self._known()

    @property
    def phrasings(self) -> list[Phrasing]:
        """What is still to tell, the most telling first: what the style guide emphasizes, then by weight."""
        return [one for one in self.ranked if one.of.source not in self.told]

    def _toss(self, one: Phrasing) -> int:
        """The order among equals."""
        return crc32(f"{self.seed}:{one.of.source}".encode())

    def coin(self, question: str, sides: int = 2) -> int:
        """A choice that depends on the seed, the product and the question alone."""
        return crc32(f"{self.seed}:{self.tone}:{self.subject.label}:{question}".encode()) % sides

    def pick(self, options: Sequence[str]) -> str | None:
        """The option that was used least, by seed among those; only what the style guide lets pass."""
        return self._least_used([option for option in options if option not in self.avoided])

    def _least_used(self, options: Sequence[str]) -> str | None:
        fitting = [option for option in options if self.style.allows(option)]
        by_seed = sorted(fitting, key=lambda option: crc32(f"{self.seed}:{self.subject.label}:{option}".encode()))
        return min(by_seed, key=lambda option: self.used.get(option, 0), default=None)

    def shape(self, one: Phrasing, shape: Shape) -> str | None:
        """A way to say a property in that shape."""
        return self.pick(one.all(shape))

    def tell(
        self,
        frame: str,
        about: Iterable[Phrasing] = (),
        sources: Iterable[str] = (),
        *,
        open_to: bool = True,
        **slots: str,
    ) -> Statement | None:
        """A sentence of that frame about properties; None when no form of it can be filled. It names the people only
        where it is `open_to` them."""
        filled = slots | {sentence_case(key): sentence_case(word) for key, word in slots.items()}
        known = {k: word for k, word in self.known.items() if open_to or k.lower() != "people"} | filled
        options = [line for line in frames()[frame][self.tone] if set(open_slots(line)) <= known.keys() | {"It", "it"}]
        line = self.pick(options) or self._least_used(options)
        return self.say(line, about, sources, known) if line else None

    def say(
        self, line: str, about: Iterable[Phrasing], sources: Iterable[str] = (), slots: dict[str, str] | None = None
    ) -> Statement:
        """A sentence, its references filled by what was said before; what it tells counts as told."""
        about = list(about)
        self.used[line] = self.used.get(line, 0) + 1
        text = sentence_case(line.format_map(self.known | (slots or {}) | self._references(line)))
        self.forms[text], self.listed_last = (line, *self.listed_last), []
        given = dict.fromkeys([*(p.of.source for p in about), *sources, *self._people_in(line)])
        self.told |= set(given)
        worked_out = {said: how for p in about for said, how in p.used_slots(text).items()}
        return Statement(text, tuple(given), worked_out)

    def begin_paragraph(self) -> None:
        """The first sentence of a paragraph names what it is about."""
        self.pronouns = MENTIONS_BY_PRONOUN

    def listed(self, phrases: Iterable[Phrasing], shape: Shape) -> str:
        """Several properties in one shape, as a list in a sentence."""
        said = [text for one in phrases if (text := self.shape(one, shape))]
        self.listed_last += said
        if shape == "vp":
            return join(_merged(does(said, many=self.subject.is_many)))
        made = [text for text in said if text.startswith(_MADE)]
        others = [text for text in said if not text.startswith(_MADE)]
        return join([*others, *([_MADE + join([text.removeprefix(_MADE) for text in made])] if made else [])])

    def _people_in(self, line: str) -> list[str]:
        return [f"audience: {self.subject.product.people}"] if "people}" in line else []

    def _references(self, line: str) -> dict[str, str]:
        slots = set(open_slots(line))
        if {"Full", "full", "name"} & slots:
            self.named, self.pronouns = True, 0
            pronoun = "they" if self.subject.is_many else "it"
            return {"It": sentence_case(pronoun), "it": pronoun}
        if not {"It", "it"} & slots:
            return {}
        word = self._mention()
        return {"It": sentence_case(word), "it": word}

    def _mention(self) -> str:
        if not self.named:
            self.named, self.pronouns = True, 0
            return self.style.owned(self.subject.full)
        if self.pronouns >= MENTIONS_BY_PRONOUN:
            self.pronouns = 0
            return self.subject.short
        self.pronouns += 1
        return "they" if self.subject.is_many else "it"

    def _known(self) -> dict[str, str]:
        subject, product = self.subject, self.subject.product
        full = self.style.owned(subject.full)
        own = {
            **subject.slots(),
            "full": full,
            "name": subject.name,
            "is_short": " are" if subject.is_many else "'s",
            "does": "do" if subject.is_many else "does",
        }
        own |= {"people": product.people} if product.people else {}
        own |= {"a_kind": subject.a_kind, "this_kind": subject.this_kind} if subject.a_kind else {}
        return own | {sentence_case(key): sentence_case(word) for key, word in own.items()}


def _merged(phrases: list[str]) -> list[str]:
    """Without a verb that the phrase before has too: `measures 69 cm across and 185 cm in length`."""
    verbs = [phrase.partition(" ")[0] for phrase in phrases]
    return [
        phrase.partition(" ")[2] if place and verbs[place] == verbs[place - 1] else phrase
        for place, phrase in enumerate(phrases)
    ]
