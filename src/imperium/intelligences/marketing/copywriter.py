"""Writes the copy of a campaign from its message: lines of `data/copy.toml`, filled with what was given, none twice."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from zlib import crc32

from imperium.intelligences.grammar import join, number_word, sentence_case
from imperium.intelligences.marketing.figures import figures
from imperium.intelligences.marketing.message import Message, Point
from imperium.intelligences.tone import Tone
from imperium.intelligences.writer import FORM, Sentence, Writer

_SLOT = re.compile(r"{(\w+)}")
SAYS_MORE = 0.3
"""How much a slot in a line counts beside chance."""
_ENDED = (".", "!", "?", ":", "…", ")")


@dataclass(slots=True)
class Copywriter:
    """At work on one campaign. `used` holds every line and sentence that has been said by any channel; `told` how often
    each point has. `place` shifts the order of points, so that channels don't begin with the same one."""

    message: Message
    tone: Tone
    seed: int = 0
    used: set[str] = field(default_factory=set)
    told: dict[str, int] = field(default_factory=dict)
    angles: set[str] = field(default_factory=set)
    place: int = 0

    def in_tone(self, tone: Tone) -> Copywriter:
        return replace(self, tone=tone)

    @property
    def writer(self) -> Writer:
        """What knows the meaning of words, sharing what has been said."""
        return Writer(self.message.product, self.tone, self.seed, self.used)

    def line(self, form: str, most: int = 240, source: str = FORM, **words: str) -> Sentence | None:
        """A line of a form that hasn't been said, with something in every slot, of at most so many characters."""
        slots = self.message.slots() | words | {sentence_case(k): sentence_case(v) for k, v in words.items()}
        for line in self._lines(form):
            text = _filled(line, slots)
            if text and len(text) <= most and not self.used & {line, text}:
                self.used.add(line)
                return self.say(Sentence(text, source))
        return None

    def say(self, sentence: Sentence) -> Sentence:
        self.used.add(sentence.text)
        return sentence

    def points(self, most: int | None = None) -> list[Point]:
        """The points, those told least first, from this writer's place in the order given."""
        given = self.message.news
        turned = [given[(i + self.place) % len(given)] for i in range(len(given))]
        return sorted(turned, key=lambda point: self.told.get(point.given, 0))[:most]

    def strongest(self) -> list[Point]:
        """The points that were given with a reason, then the others; in each group those told least first."""
        return sorted(self.points(), key=lambda point: not point.why)

    def leading(self, most: int) -> list[Point]:
        """The points in the order given: the most important first."""
        return list(self.message.news[:most])

    def tell(self, *points: Point) -> None:
        for point in points:
            self.told[point.given] = self.told.get(point.given, 0) + 1

    def bare(self, point: Point) -> Sentence:
        """The point alone, as a sentence."""
        return Sentence(_ended(point.what), point.given)

    def reason(self, point: Point, most: int = 240) -> Sentence | None:
        """What it is good for: as given, else what the words mean."""
        if point.why:
            told = Sentence(f"{sentence_case(point.why).rstrip('.')}.", point.given)
            return self.line("explain", most, point.given, why=point.why.rstrip(".")) or told
        if point.fact is None or point.fact.entry is None:
            return None
        known = self.writer.about(point.fact, most)
        return None if known is None else Sentence(_without(known.text, point.what), known.source)

    def listed(self, points: Sequence[Point], mark: str = "• ") -> list[Sentence]:
        """One line a point, with its reason where one was given."""
        return [Sentence(f"{mark}{p.what}{f': {p.why}' if p.why else ''}", p.given) for p in points]

    def row(self, points: Sequence[Point]) -> str:
        """`gooseneck spout, 60-minute hold and brew stopwatch`; with a comma more where one of them has an `and`."""
        names = [point.inside for point in points]
        if len(names) > 1 and any(" and " in name for name in names):
            return f"{', '.join(names[:-1])}, and {names[-1]}"
        return join(names)

    def hook(self, most: int) -> Sentence | None:
        """Something true about life with this kind of thing; only where its kind is known, not merely its family."""
        entry = self.message.entry
        return self.writer.hook(most) if entry is not None and entry.texts("short")[0] != "{noun}" else None

    def life(self, most: int = 160) -> Sentence | None:
        """What a point means, or something true about life with this kind of thing."""
        for point in sorted(self.message.points, key=lambda point: not point.why):
            if f"life:{point.given}" not in self.angles and (reason := self.reason(point, most)) is not None:
                self.angles.add(f"life:{point.given}")
                return reason
        return self.writer.of_use(most) if self.message.entry is not None else None

    def ask(self) -> Sentence | None:
        """A question to the reader about that life."""
        return self.writer.ask()

    def proof(self) -> Sentence | None:
        """Something given that speaks for it, word for word."""
        fresh = (Sentence(_ended(text), text) for text in self.message.proof if _ended(text) not in self.used)
        sentence = next(fresh, None)
        return self.say(sentence) if sentence else None

    def count(self, number: int) -> str:
        return number_word(number)

    def tags(self, most: int) -> list[str]:
        """Hashtags: the name, what it is, its people and its place; none longer than 25 characters."""
        message = self.message
        named = [message.product.name, message.product.brand, message.kind, message.people, message.place]
        own = [_tag(text) for text in named if text]
        known = self.writer.tags(most) if message.entry else []
        unique: dict[str, str] = {}
        for tag in filter(None, [*own, *known]):
            unique.setdefault(tag.lower(), tag)
        return list(unique.values())[:most]

    def _lines(self, form: str) -> list[str]:
        """The lines for the offer, else the general ones, in the voice of the tone; then those that suit everything."""
        table = figures("copy")[form]
        trade = self.message.industry
        own = table.get(f"{trade.who}_{trade.offer}") or table.get(trade.offer, table)
        voice = "plain" if self.tone in ("professional", "technical") else "warm"
        return [*self._ordered(own[voice]), *self._ordered(table.get("every", []))]

    def _ordered(self, lines: list[str]) -> list[str]:
        """Shuffled by the seed, so that lines that say more tend to come first."""
        chance = {line: crc32(f"{self.seed}:{self.message.label}:{line}".encode()) / 2**32 for line in lines}
        return sorted(lines, key=lambda line: chance[line] - SAYS_MORE * len(_SLOT.findall(line)))


def _filled(line: str, slots: dict[str, str]) -> str:
    """The line with its slots filled; empty where a slot has nothing."""
    needed = _SLOT.findall(line)
    return line.format_map(slots).replace("..", ".") if all(slots.get(name) for name in needed) else ""


def _without(text: str, what: str) -> str:
    """The sentence without the point's own words in front of it, which stand there already."""
    start = f"{what}: "
    return sentence_case(text[len(start) :]) if text.lower().startswith(start.lower()) else text


def _ended(text: str) -> str:
    return text if text.endswith(_ENDED) else f"{text}."


def _tag(text: str) -> str:
    """`home baristas` gives HomeBaristas; empty where it is too long to be read."""
    words = re.split(r"[\s\-–/]+", "".join(c if c.isalnum() or c in " -–/" else "" for c in text))
    joined = "".join(word[:1].upper() + word[1:] for word in words if word)
    return joined if 2 < len(joined) <= 25 else ""
