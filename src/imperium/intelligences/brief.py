"""A brief: what a free-text objective says about product, people, channels, money, tone and pieces of work.

    parse_brief("Three Instagram posts for eco-friendly water bottles for hikers, $25,000").product_plural
    'eco-friendly water bottles'

The reader takes out one kind of statement after another, the surest first, and leaves a mark in its place, so that what
remains for the product is what no other reader claimed. Text is data: nothing in it is ever executed or followed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from itertools import chain
from typing import TypeVar

from imperium.intelligences import amounts, cues, deliverables, knowledge
from imperium.intelligences.deliverables import Deliverable
from imperium.intelligences.grammar import plural, singular
from imperium.intelligences.noun_phrase import bare, counted, is_attribute, is_audience, is_name, maker_of, split
from imperium.intelligences.tone import TONES, Tone

T = TypeVar("T")
MAX_CHARACTERS = 10_000


@dataclass(frozen=True, slots=True)
class Brief:
    """What an objective says. Whatever it doesn't say is empty or None; nothing is guessed.

    `product` is as written without article and owner; `product_singular` and `product_plural` hold the attributes too,
    `noun` is the thing alone. `brand` is a quoted or given name. Money is in micro-USD, `days` and `ages` as stated.
    """

    text: str
    product: str = ""
    product_singular: str = ""
    product_plural: str = ""
    noun: str = ""
    attributes: tuple[str, ...] = ()
    features: tuple[str, ...] = ()
    audience: tuple[str, ...] = ()
    ages: tuple[int, int] | None = None
    interests: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    price_micro_usd: int | None = None
    budget_micro_usd: int | None = None
    days: int | None = None
    tone: Tone | None = None
    deliverables: tuple[Deliverable, ...] = ()
    brand: str | None = None

    def asks_for(self, kind: str) -> int:
        """How many pieces of a kind the objective names; 0 when it names none."""
        return sum(item.count for item in self.deliverables if item.kind == kind)


def parse_brief(text: str) -> Brief:
    """Read an objective. Never raises: what isn't understood is left out. Reads the first 10,000 characters."""
    page = _Page(_clean(text))
    code = deliverables.code(page.rest)
    brand = _brand(page)
    price = page.take_first(amounts.PRICE, amounts.price)
    budget = page.take_first(amounts.MONEY, amounts.money)
    tone = page.take_first(cues.TONE, _tone)
    span = page.take_first(amounts.SPAN, amounts.days)
    ages = page.take_first(cues.AGE, lambda m: (int(m["from"]), int(m["to"])))
    pieces = page.take_all(deliverables.DELIVERABLE, deliverables.of_match)
    asked = [piece for piece in pieces if not piece.details.get("channel_only")]
    interests = page.take_first(cues.INTEREST, lambda m: _people(m["what"])) or ()
    named_people = page.take_first(cues.AUDIENCE_CUE, lambda m: _people(m["people"])) or ()
    mentioned = page.take_all(cues.CHANNEL_MENTION, lambda m: deliverables.channels_in(m[0]))
    thing, start, end = _find_thing(page.rest)
    if apposition := cues.APPOSITION.match(page.rest, end) if is_name(thing) else None:
        brand, thing, end = brand or thing, bare(apposition["thing"]), apposition.end()
    maker, thing = maker_of(thing, at_start=not page.rest[:start].strip())
    brand = brand or maker
    attributes, noun = split(thing)
    return Brief(
        text=text,
        product=thing or brand or "",
        product_singular=counted(attributes, noun, singular) or brand or "",
        product_plural=counted(attributes, noun, plural) or brand or "",
        noun=noun if is_name(noun) else singular(noun),
        attributes=attributes,
        features=_features(page.rest, end) if thing else (),
        audience=named_people or _implied_audience(page.rest, start, end),
        ages=ages,
        interests=interests,
        channels=_channels(mentioned, pieces),
        price_micro_usd=price,
        budget_micro_usd=budget,
        days=span,
        tone=tone,
        deliverables=deliverables.merged([*asked, *code]),
        brand=brand,
    )


class _Page:
    """The text, with a mark where a reader has taken something."""

    def __init__(self, text: str) -> None:
        self.rest = text

    def take_all(self, pattern: re.Pattern[str], read: Callable[[re.Match[str]], T]) -> list[T]:
        found: list[T] = []

        def take(match: re.Match[str]) -> str:
            found.append(read(match))
            return f" {cues.MARK} "

        self.rest = pattern.sub(take, self.rest)
        return found

    def take_first(
        self, pattern: re.Pattern[str], read: Callable[[re.Match[str]], T], mark: str = cues.MARK
    ) -> T | None:
        match = pattern.search(self.rest)
        if match is None:
            return None
        self.rest = f"{self.rest[: match.start()]} {mark} {self.rest[match.end() :]}"
        return read(match)


def _clean(text: str) -> str:
    """One line of composed characters, without control characters; dashes between words become stops."""
    text = unicodedata.normalize("NFC", text[:MAX_CHARACTERS])
    text = "".join(c if c == "\n" or unicodedata.category(c)[0] != "C" else " " for c in text)
    text = re.sub(r"[ \t]+[-–—]+[ \t]+", "; ", text)
    return re.sub(r"[^\S\n]+", " ", text).strip()


def _brand(page: _Page) -> str | None:
    quoted = page.take_first(cues.QUOTED, lambda m: (m["double"] or m["single"]).strip(), cues.NAME_MARK)
    called = page.take_first(cues.CALLED, lambda m: m["name"], cues.NAME_MARK)
    maker = page.take_first(cues.BRAND, lambda m: m["name"], cues.NAME_MARK)
    return quoted or called or maker or None


def _tone(match: re.Match[str]) -> Tone:
    return next(tone for tone in TONES if match[tone] or match[f"after_{tone}"])


def _people(text: str) -> tuple[str, ...]:
    """The groups in a list of people, without articles."""
    text = cues.AUDIENCE_END.sub("", text.strip())
    groups = (bare(part) for part in re.split(r",\s*(?:and\s+)?|\s+(?:and|&|or)\s+", text))
    return tuple(dict.fromkeys(group for group in groups if group))


def _find_thing(rest: str) -> tuple[str, int, int]:
    """The product phrase with where it stands; the surest kind of mention wins."""
    sure = list(cues.SURE_CUE.finditer(rest))
    opening = [m for m in (cues.OPENING.match(rest),) if m]
    named = [m for m in opening if not rest[m.end() :].lstrip().startswith(cues.MARK) or is_name(bare(m["thing"]))]
    titled = [m for m in opening if cues.ABOUT.match(rest, m.end()) and _is_kind(bare(m["thing"]))]
    for match in chain(titled, sure, named, cues.LOOSE_CUE.finditer(rest), opening):
        thing = bare(match["thing"])
        if thing and not is_audience(thing) and not cues.NOT_A_THING.match(thing):
            thing, end = _past_commas(rest, thing, match.end("thing"))
            return thing, match.start("thing"), end
    return "", 0, 0


def _is_kind(thing: str) -> bool:
    """Whether it ends in a known kind of product: `online course`, not `tell me`."""
    found = list(knowledge.categories().pattern.finditer(thing))
    return bool(found) and found[-1].end() == len(thing)


def _past_commas(rest: str, thing: str, end: int) -> tuple[str, int]:
    """`light, foldable bags`: as long as the phrase only describes, the thing comes after the comma."""
    while (
        is_attribute(thing.rpartition(", ")[2]) and (more := cues.AFTER_COMMA.match(rest, end)) and bare(more["thing"])
    ):
        thing, end = f"{thing}, {bare(more['thing'])}", more.end()
    return thing, end


def _features(rest: str, end: int) -> tuple[str, ...]:
    """What the text says the product has, is, does or is made of, right after its name."""
    listed = ""
    if parentheses := cues.PARENTHESES.match(rest[end:]):
        listed = parentheses["list"]
    elif cue := cues.FEATURES_CUE.match(rest, end):
        stop = cues.FEATURE_END.search(rest, cue.end())
        listed = rest[cue.end() : stop.start() if stop else len(rest)]
    elif that := cues.THAT.match(rest, end):
        listed = that["does"]
    elif after := cues.AFTERTHOUGHT.match(rest, end):
        listed = after["list"] if all(map(is_attribute, _listed(after["list"]))) else ""
    parts = _listed(listed)
    made = cues.MADE.search(rest)
    if made and not any("made" in part for part in parts):
        parts.append(f"made from {made['of'].strip()}")
    return tuple(dict.fromkeys(parts))


def _listed(text: str) -> list[str]:
    """The members of `a, b and c`, without articles."""
    parts = (bare(part) for part in re.split(r",\s*(?:and\s+)?|\s+(?:and|&)\s+|[\x00\x01]", text))
    return [part for part in parts if part]


def _implied_audience(rest: str, start: int, end: int) -> tuple[str, ...]:
    """Who stands after a `for` that doesn't lead to the product; after a `to` only people that are known."""
    for match in cues.FOR.finditer(rest):
        people = match["people"].strip()
        if start <= match.start("people") < end or cues.OCCASION.match(people):
            continue
        groups = _people(people)
        if groups and (match[0][:3].lower() == "for" or all(is_audience(group) for group in groups)):
            return groups
    return ()


def _channels(mentioned: list[tuple[str, ...]], pieces: list[Deliverable]) -> tuple[str, ...]:
    """Channels named on their own, then those that the pieces of work belong to."""
    of_pieces = [piece.details.get("channels") or cues.CHANNELS_OF.get(piece.kind, ()) for piece in pieces]
    return tuple(dict.fromkeys(chain(*mentioned, *of_pieces)))
