"""A writer at work on one product: takes lines from what is known, never one twice, and says where each is from.

A line comes from a given fact, from the meaning of its word, from the category, from the audience, or it is a mere form
(an introduction, a question, a call) that states nothing. When the material is used up the writer falls silent
instead of repeating itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, TypeVar
from zlib import crc32

from imperium.intelligences import knowledge
from imperium.intelligences.fact import Fact
from imperium.intelligences.grammar import lower_first, number_word, sentence_case
from imperium.intelligences.knowledge import Entry
from imperium.intelligences.product import Product
from imperium.intelligences.tone import Tone

Channel = Literal["instagram", "facebook", "x", "linkedin", "tiktok", "email", "web", "search", "video"]
Item = TypeVar("Item")
FORM = "form"
_REGISTERS: dict[Tone, tuple[str, ...]] = {
    "professional": ("plain", "short", "lines"),
    "casual": ("casual", "lines", "short", "plain"),
    "technical": ("technical", "plain", "short"),
    "creative": ("creative", "lines", "casual", "short"),
}


@dataclass(frozen=True, slots=True)
class Sentence:
    """What is said, and the attribute, category or audience it rests on; `form` where it states nothing."""

    text: str
    source: str = FORM


@dataclass(slots=True)
class Writer:
    """Deterministic by seed. `tone` chooses registers; every method gives None when it has nothing new to say.

    `place` from 0 to 1 says where in the shuffled material it begins (at 1 it goes backwards from the end), so that
    writers who don't know of each other take different lines first.
    """

    product: Product
    tone: Tone
    seed: int = 0
    used: set[str] = field(default_factory=set)
    place: float = 0.0
    slots: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.slots = self.slots or self.product.slots()

    def in_tone(self, tone: Tone) -> Writer:
        """A writer of another tone that shares what has been said."""
        return replace(self, tone=tone)

    def hook(self, most: int = 200) -> Sentence | None:
        """A true sentence about the life around the product; which kind comes first depends on the tone."""
        needs = [*self._of_category("needs"), *self._of_facts("need")]
        scenes, people = self._of_category("scenes"), self._of_people("lines")
        order: dict[Tone, list[list[Sentence]]] = {
            "professional": [people, needs],
            "casual": [[*needs, *scenes], people],
            "technical": [needs],
            "creative": [scenes, people, needs],
        }
        return self._first(order[self.tone], most)

    def opening(self) -> Sentence | None:
        """A first line that states nothing, for products about which nothing is known."""
        return self._take(self._forms("opening"))

    def turn(self) -> Sentence | None:
        """The sentence that brings the product in."""
        return self._take(self._forms("turn"))

    def about(self, fact: Fact, most: int = 240) -> Sentence | None:
        """What a fact means, in the writer's register; where the knowledge is silent, the fact plainly named."""
        known = [[Sentence(line, fact.source)] for line in self._meanings(fact)]
        return self._first(known or [self._named(fact)[:3], self._named(fact)], most)

    def meaning(self, fact: Fact) -> str:
        """The first thing the knowledge says about a fact in this tone, bare; empty where it says nothing."""
        texts = fact.entry.texts(_REGISTERS[self.tone][0]) if fact.entry else ()
        return self._fill(texts[0]) if texts else ""

    def facts(self) -> list[Fact]:
        """The product's facts, the ones that have been spoken of least first, in a seeded order."""
        facts = self._ordered(self.product.facts, lambda fact: fact.given)
        return sorted(facts, key=lambda fact: sum(line in self.used for line in self._lines_of(fact)))

    def benefit(self) -> Sentence | None:
        """A benefit as the user gave it."""
        return self._take([Sentence(_full_stop(sentence_case(b)), b) for b in self.product.benefits])

    def something(self, most: int = 240) -> Sentence | None:
        """The next thing worth saying: a benefit, a fact not spoken of yet, the category, another word on a fact."""
        return (
            self.benefit() or self._unheard(most) or self.of_use(most) or self._any_fact(most) or self._last_word(most)
        )

    def ask(self) -> Sentence | None:
        """A question to the reader."""
        return self._first([[*self._of_category("asks"), *self._of_people("asks")], self._lines("ask", "lines")], 200)

    def invite(self, channel: Channel) -> Sentence | None:
        """What to do next, in the words of the channel."""
        return self._take(self._lines("invite", channel))

    def act(self) -> str:
        """The call to action of a button, without full stop."""
        entry = self.product.category
        return self._fill(entry.texts("act")[0] if entry else "See {the_thing}")

    def listing(self, count: int) -> Sentence | None:
        """The line above a list of so many points."""
        words = {"Count": sentence_case(number_word(count))}
        return self._take([Sentence(self._fill(line, words)) for line in _form("headline_list").texts("lines")])

    def in_practice(self) -> Sentence | None:
        return self._take(self._lines("in_practice", "lines"))

    def tags(self, most: int) -> list[str]:
        """Hashtags without the mark: the product, its facts, its category, its people."""
        entries = [*(f.entry for f in self.product.facts if f.entry), self.product.category, *self.product.audiences]
        own = [_tag(name) for name in (self.product.brand, self.product.name, self.product.noun) if name]
        shared = [tag for row in _in_turns([list(e.texts("tags")) for e in entries if e]) for tag in row]
        by_folded = {tag.lower(): tag for tag in reversed([t for t in [*own, *shared] if t])}
        return list(reversed(by_folded.values()))[:most]

    def where(self, most: int = 240) -> Sentence | None:
        """Three moments in which it is used, as one sentence; said once."""
        entry = next((e for e in (*self.product.audiences, self.product.category) if e), None)
        moments = entry.texts("moments")[:3] if entry else ()
        if entry is None or len(moments) < 3:
            return None
        words = {"m1": moments[0], "M1": sentence_case(moments[0]), "m2": moments[1], "m3": moments[2]}
        lines = [Sentence(self._fill(t, words), entry.key) for t in _form("where").texts(self.tone)]
        return self._once(lines, most)

    def questions(self) -> list[tuple[Sentence, Sentence]]:
        """Questions and answers that follow from the facts."""
        found = []
        for fact in self.product.facts:
            if fact.entry and fact.entry.texts("ask"):
                ask, answer = fact.entry.texts("ask")[0], fact.entry.texts("answer")[0]
                found.append((Sentence(self._fill(ask), fact.source), Sentence(self._fill(answer), fact.source)))
        return [pair for pair in found if pair[0].text not in self.used]

    def of_use(self, most: int = 240) -> Sentence | None:
        """Something true about life with this kind of thing."""
        return self._take(self._of_category("lines"), most)

    def price(self) -> Sentence | None:
        """The price, where one was given."""
        if self.product.price_micro_usd is None:
            return None
        return self._take([Sentence(s.text, "price") for s in self._forms("price")])

    def purpose(self) -> Sentence | None:
        """What it is for."""
        return self._take(self._purposes())

    def closing(self) -> Sentence | None:
        """A last word: for whom it is, or what to do next."""
        people = self._forms("for_people") if self.product.people else []
        return self._take([s for s in people if s.text not in self.used]) or self._take([Sentence(f"{self.act()}.")])

    def _unheard(self, most: int) -> Sentence | None:
        """A word on a fact of which this writer hasn't spoken in this piece of work."""
        unheard = [f for f in self.facts() if not any(line in self.used for line in self._lines_of(f))]
        return next((said for fact in unheard if (said := self.about(fact, most))), None)

    def _any_fact(self, most: int) -> Sentence | None:
        """Another word on a fact that the knowledge explains; the others are named once and left alone."""
        known = [fact for fact in self.facts() if fact.entry]
        return next((said for fact in known if (said := self.about(fact, most))), None)

    def _last_word(self, most: int) -> Sentence | None:
        """What it is for, where it is used and for whom, once each."""
        people = self._forms("for_people") if self.product.people else []
        return self._once(self._purposes(), most) or self.where(most) or self._once(people, most)

    def _once(self, lines: list[Sentence], most: int) -> Sentence | None:
        """One of several ways to say the same thing, unless one of them has been used."""
        return None if self.used & {line.text for line in lines} else self._take(lines, most)

    def say(self, sentence: Sentence) -> Sentence:
        """Mark a sentence as said."""
        self.used.add(sentence.text)
        return sentence

    def _named(self, fact: Fact) -> list[Sentence]:
        extra = {"phrase": fact.phrase, "Phrase": sentence_case(fact.phrase), "given": fact.given}
        tones: list[Tone] = [self.tone, "professional", "casual"]
        lines = (t for tone in tones for t in _form(fact.form).texts(tone))
        return [Sentence(self._fill(line, extra), fact.source) for line in dict.fromkeys(lines)]

    def _lines_of(self, fact: Fact) -> list[str]:
        return self._meanings(fact) or [sentence.text for sentence in self._named(fact)]

    def _meanings(self, fact: Fact) -> list[str]:
        """What the knowledge says about the fact, the tone's own register first."""
        if fact.entry is None:
            return []
        return [
            self._leading_with(fact, self._fill(text)) for r in _REGISTERS[self.tone] for text in fact.entry.texts(r)
        ]

    def _leading_with(self, fact: Fact, line: str) -> str:
        """The line, with the fact's own words before it where neither the line nor the product's kind has them."""
        words = [
            word for word in re.findall(r"\w{3,}", fact.given.lower()) if word not in ("and", "for", "the", "with")
        ]
        heard = f"{line} {self.product.kind}".lower()
        if not words or (all(word in heard for word in words)) or fact.given.lower() in heard:
            return line
        return f"{sentence_case(fact.given)}: {lower_first(line)}"

    def _purposes(self) -> list[Sentence]:
        entry = self.product.category
        if entry is None:
            return []
        use = {"use": self._fill(entry.texts("use")[0])}
        return [Sentence(self._fill(t, use), f"category: {entry.key}") for t in _form("purpose").texts(self.tone)]

    def _of_category(self, register: str) -> list[Sentence]:
        entry = self.product.category
        return [Sentence(self._fill(t), f"category: {entry.key}") for t in entry.texts(register)] if entry else []

    def _of_people(self, register: str) -> list[Sentence]:
        return [
            Sentence(self._fill(t), f"audience: {e.key}") for e in self.product.audiences for t in e.texts(register)
        ]

    def _of_facts(self, register: str) -> list[Sentence]:
        return [
            Sentence(self._fill(t), f.source) for f in self.product.facts if f.entry for t in f.entry.texts(register)
        ]

    def _forms(self, name: str) -> list[Sentence]:
        return self._lines(name, self.tone)

    def _lines(self, name: str, register: str) -> list[Sentence]:
        act = {"Act": self.act()}
        return [Sentence(self._fill(t, act)) for t in _form(name).texts(register)]

    def _first(self, pools: Iterable[list[Sentence]], most: int) -> Sentence | None:
        for pool in pools:
            if (sentence := self._take(pool, most)) is not None:
                return sentence
        return None

    def _take(self, pool: list[Sentence], most: int = 240) -> Sentence | None:
        ordered = self._ordered(pool, lambda sentence: sentence.text)
        fresh = (s for s in ordered if s.text not in self.used and len(s.text) <= most)
        return next((self.say(sentence) for sentence in fresh), None)

    def _ordered(self, items: Sequence[Item], text: Callable[[Item], str]) -> list[Item]:
        """The items as the seed shuffles them, beginning at the writer's place."""
        shuffled = sorted(items, key=lambda item: crc32(f"{self.seed}:{self.product.label}:{text(item)}".encode()))
        if self.place >= 1.0:
            return shuffled[::-1]
        start = int(self.place * len(shuffled))
        return shuffled[start:] + shuffled[:start]

    def _fill(self, line: str, extra: dict[str, str] | None = None) -> str:
        if "{" not in line:
            return line
        return line.format_map(self.slots | extra if extra else self.slots)


def _form(name: str) -> Entry:
    return knowledge.forms().entries[name]


def _tag(text: str) -> str:
    """A hashtag in capitals at word starts: `Smart Watch Pro` gives SmartWatchPro; empty when too long to read."""
    words = "".join(c if c.isalnum() else " " for c in text).split()
    joined = "".join(word[:1].upper() + word[1:] for word in words)
    return joined if len(joined) <= 30 else ""


def _full_stop(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _in_turns(rows: list[list[str]]) -> Iterator[list[str]]:
    """First of each row, then the second of each, and so on."""
    for index in range(max(map(len, rows), default=0)):
        yield [row[index] for row in rows if index < len(row)]
