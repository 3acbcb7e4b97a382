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

from imperium.intelligences import amounts, deliverables, knowledge
from imperium.intelligences.deliverables import Deliverable
from imperium.intelligences.grammar import plural, singular
from imperium.intelligences.noun_phrase import bare, counted, is_attribute, is_audience, is_name, maker_of, split

T = TypeVar("T")

MARK = "\x00"
NAME_MARK = "\x01"
MAX_CHARACTERS = 10_000
_TONES = {
    "professional": "professional|formal|serious|business-?like|corporate|polished",
    "casual": "casual|friendly|relaxed|informal|conversational|warm|laid-?back|down-to-earth",
    "technical": "technical|factual|precise|detailed|matter-of-fact|engineering",
    "creative": "creative|playful|poetic|witty|fun|humorous|funny|inspiring|inspirational|bold|whimsical|imaginative",
}
_TONE_WORDS = "|".join(f"(?P<{tone}>{words})" for tone, words in _TONES.items())
_TONE = re.compile(
    rf"(?:(?:in|with|using)\s+)?(?:(?:an?|the)\s+)?(?:(?:{_TONE_WORDS})(?:(?:\s+and|,)\s+[\w-]+)?\s+(?:tone"
    rf"|voice|style|register)"
    rf"(?:\s+of\s+voice)?\b|(?:tone|voice|style)(?:\s+of\s+voice)?\s*(?::|=|is|should be)\s*"
    rf"(?:{_TONE_WORDS.replace('(?P<', '(?P<after_')})\b)",
    re.IGNORECASE,
)
_NAME = r"[A-Z0-9][\w&'’+-]*(?:\s+(?:of|the|and|&|[A-Z0-9][\w&'’+-]*)(?=\s+[A-Z0-9])|\s+[A-Z0-9][\w&'’+-]*){0,5}"
_QUOTED = re.compile(
    r"(?:,?\s*(?:called|named|titled|branded(?: as)?)\s+)?(?:[\"“](?P<double>[^\"“”\n]{1,80})[\"”]"
    r"|(?<!\w)['‘](?P<single>[^'‘’\n]{1,80})['’](?!\w))",
    re.IGNORECASE,
)
_CALLED = re.compile(rf"(?:,?\s*\b(?i:called|named|branded(?: as)?)\s+)(?P<name>{_NAME})")
_BRAND = re.compile(
    rf"(?:,?\s*\b(?i:by|from)\s+(?:(?i:the\s+brand|our\s+brand)\s+)?"
    rf"|\b(?i:brand(?:\s+name)?)\s*:\s*)(?P<name>{_NAME})"
)
_WORDS = r"[^\x00\x01.,;:!?()\n]"
_STOP = (
    r"(?:including|include|includes|with|without|for|to|aimed|aiming|targeting|targeted|on|in|about|using"
    r"|via|through|across"
    r"|that|which|who|whose|where|when|called|named|from|at|by|under|within|over|plus|budget|as|featuring"
    r"|designed|made"
    r"|intended|geared|tailored|so|but|because|please|has|have|is|are|was|should|must|will|can|whose|launching|and"
    r"\s+(?:a|an|the|some|my|our|then|also|create|make|write|generate|produce|design|send|post|include|plan|\d+"
    rf"|{'|'.join(c for c in amounts.COUNTS if len(c) > 2)}))"
)
_PHRASE = rf"(?:(?!\b{_STOP}\b){_WORDS}|(?<=\d)[.,](?=\d)){{1,120}}"
_LISTED = rf"{_PHRASE}(?:,\s+(?!\b{_STOP}\b){_PHRASE}?){{0,5}}"
_AUDIENCE_CUE = re.compile(
    r"(?:\b(?:which|that)\s+(?:is|are)\s+)?\b(?:aimed (?:at|towards?)|aiming at|targeting"
    r"|target(?:ed)? (?:at|to|towards?)"
    r"|(?:target )?(?:audience|market|group|customers?|demographic)(?:\s*(?::|=|of|is|are))+|appeal(?:ing|s)? to"
    r"|geared (?:to|towards?)|directed at|tailored (?:to|for)|(?:designed|intended|suited|perfect|ideal"
    r"|made|great) for"
    r"|that appeals? to|to (?:reach|attract|win)|reach(?:ing)?)\s+"
    rf"(?P<people>{_LISTED})",
    re.IGNORECASE,
)
_FOR = re.compile(rf"\b(?:for|to)\s+(?P<people>{_LISTED})", re.IGNORECASE)
_AGE = re.compile(
    r"\b(?:aged?|ages)?\s*(?P<from>\d{2})\s*(?:-|–|to)\s*(?P<to>\d{2})(?:[\s-]*years?[\s-]*olds?)?\b(?![\d%$])"
)
_INTEREST = re.compile(
    rf"\b(?:who\s+(?:are\s+)?)?(?:interested in|into|love|passionate about|fans of)\s+(?P<what>{_LISTED})",
    re.IGNORECASE,
)
_AUDIENCE_END = re.compile(r"\s*(?:,|\band\b)\s*$|\s+(?:please|asap|today|now)$", re.IGNORECASE)
_SURE_CUE = re.compile(
    r"\b(?:about|promot(?:e|es|ing|ion of)|advertis(?:e|es|ing)|market|sells?|selling|makes|offers?"
    r"|research|analy[sz]e|launch(?:es|ing)?(?:\s+of)?|introduc(?:e|ing)"
    r"|showcas(?:e|ing)|describ(?:e|ing)|announc(?:e|ing)|presenting|featuring|showing|using (?:our|my|the)"
    r"|product(?:\s+name)?\s*(?::|is))\s+"
    rf"(?:\x01\s*)?(?P<thing>{_PHRASE})",
    re.IGNORECASE,
)
_LOOSE_CUE = re.compile(rf"\b(?:for|of|on)\s+(?:\x01\s*)?(?P<thing>{_PHRASE})", re.IGNORECASE)
_APPOSITION = re.compile(rf"\s*,\s*(?:an?|our|the|my)\s+(?P<thing>{_PHRASE})", re.IGNORECASE)
_ABOUT = re.compile(r"\s*(?:about|on)\b", re.IGNORECASE)
_AFTER_COMMA = re.compile(rf"\s*,\s*(?:and\s+)?(?P<thing>{_PHRASE})", re.IGNORECASE)
_AFTERTHOUGHT = re.compile(rf"\s*,\s*(?P<list>{_LISTED})", re.IGNORECASE)
_OPENING = re.compile(
    r"^[^\w\x00]*(?:(?:please|can you|could you|i|we|need|want|would like|i'd like|you|to|help|me|us|hi"
    r"|hello|hey)\b[\s,]*)*"
    r"(?:(?:create|make|write|generate|produce|design|draft|prepare|develop|plan|build|give|do|run|compose"
    r"|come up with"
    r"|launch|promote|advertise|market|sell|research|analy[sz]e|put together)\b\s*(?:me|us)?\s*)?"
    rf"(?:\x01\s*)?(?P<thing>{_PHRASE})",
    re.IGNORECASE,
)
_FEATURES_CUE = re.compile(
    r"\s*,?\s*\(?\s*(?:with(?!\s+an?\s+budget)|featuring|features?\s*(?::|are|include)|(?:that"
    r"|which)\s+(?:has|have|offers?|comes? with|is|are)"
    r"|has|have|offering)\s+",
    re.IGNORECASE,
)
_FEATURE_END = re.compile(
    r"[\x00.;:!?()\n]|\s(?:for|on|aimed|targeting|via|using|in an?|to be|by|from|at|including|called|named)\s|$",
    re.IGNORECASE,
)
_THAT = re.compile(r"\s*,?\s*\b(?:that|which)\s+(?P<does>[a-z]+s\b[^\x00.,;:!?()\n]{0,80})")
_MADE = re.compile(
    r"\bmade\s+(?:of|from|with|out of|in)\s+(?P<of>[^\x00.,;:!?()\n]{2,60}?)(?=\s+(?:for|on|with|and|by"
    r"|to)\b|[\x00.,;:!?()\n]|$)",
    re.IGNORECASE,
)
_PARENTHESES = re.compile(r"^\s*\((?P<list>[^()\n]{2,200})\)")
_NOT_A_THING = re.compile(
    r"(?:ideas?|help|copy|text|texts|content|materials?|everything|assets?|how|what|why|when|where|who"
    r"|which|more|best|top"
    r"|market|competitors?|your|you|me|us|them|it|this|that|these|those|is|are|do|does|can|hello|hi|thanks?"
    r"|sales?|people"
    r"|christmas|summer|winter|spring|autumn|example|instance|free|each|every)\b(?:\s*$|\s+(?:is|are|do"
    r"|does|to|of|the)\b)",
    re.IGNORECASE,
)
_OCCASION = re.compile(
    r"(?:christmas|summer|winter|spring|autumn|fall|easter|black friday|cyber monday|valentine|mother's"
    r"|father's|the holidays?"
    r"|launch|the launch|sale|free|example|instance|use|now|today|each|every|our (?:website|shop|store)"
    r"|the (?:website|web)"
    r"|social|\d)\b",
    re.IGNORECASE,
)
_CHANNEL_MENTION = re.compile(
    r"(?:\b(?i:on|via|through|across|using|over|in)\s+)?(?<![\w'-])(?:(?i:"
    + "|".join(words for name, words in deliverables.CHANNEL_WORDS.items() if name != "x")
    + r"|twitter)|X(?=[\s,.;]|$))(?![\w'-])(?!\s+(?:bag|app|doorbell|camera|game|client|tool|software|hosting|engine"
    r"|network|developer|designer|card|editor|manager|worker)s?\b)"
)
_CHANNELS_OF: dict[str, tuple[str, ...]] = {
    "social_posts": ("social",),
    "email": ("email",),
    "landing_page": ("web",),
    "ad_copy": ("search",),
    "video": ("video",),
    "video_script": ("video",),
}


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
    tone: str | None = None
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
    tone = page.take_first(_TONE, _tone)
    span = page.take_first(amounts.SPAN, amounts.days)
    ages = page.take_first(_AGE, lambda m: (int(m["from"]), int(m["to"])))
    pieces = page.take_all(deliverables.DELIVERABLE, deliverables.of_match)
    asked = [piece for piece in pieces if not piece.details.get("channel_only")]
    interests = page.take_first(_INTEREST, lambda m: _people(m["what"])) or ()
    named_people = page.take_first(_AUDIENCE_CUE, lambda m: _people(m["people"])) or ()
    mentioned = page.take_all(_CHANNEL_MENTION, lambda m: deliverables.channels_in(m[0]))
    thing, start, end = _find_thing(page.rest)
    if apposition := _APPOSITION.match(page.rest, end) if is_name(thing) else None:
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
            return f" {MARK} "

        self.rest = pattern.sub(take, self.rest)
        return found

    def take_first(self, pattern: re.Pattern[str], read: Callable[[re.Match[str]], T], mark: str = MARK) -> T | None:
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
    quoted = page.take_first(_QUOTED, lambda m: (m["double"] or m["single"]).strip(), NAME_MARK)
    called = page.take_first(_CALLED, lambda m: m["name"], NAME_MARK)
    maker = page.take_first(_BRAND, lambda m: m["name"], NAME_MARK)
    return quoted or called or maker or None


def _tone(match: re.Match[str]) -> str:
    return next(tone for tone in _TONES if match[tone] or match[f"after_{tone}"])


def _people(text: str) -> tuple[str, ...]:
    """The groups in a list of people, without articles."""
    text = _AUDIENCE_END.sub("", text.strip())
    groups = (bare(part) for part in re.split(r",\s*(?:and\s+)?|\s+(?:and|&|or)\s+", text))
    return tuple(dict.fromkeys(group for group in groups if group))


def _find_thing(rest: str) -> tuple[str, int, int]:
    """The product phrase with where it stands; the surest kind of mention wins."""
    sure = list(_SURE_CUE.finditer(rest))
    opening = [m for m in (_OPENING.match(rest),) if m]
    named = [m for m in opening if not rest[m.end() :].lstrip().startswith(MARK) or is_name(bare(m["thing"]))]
    titled = [m for m in opening if _ABOUT.match(rest, m.end()) and _is_kind(bare(m["thing"]))]
    for match in chain(titled, sure, named, _LOOSE_CUE.finditer(rest), opening):
        thing = bare(match["thing"])
        if thing and not is_audience(thing) and not _NOT_A_THING.match(thing):
            thing, end = _past_commas(rest, thing, match.end("thing"))
            return thing, match.start("thing"), end
    return "", 0, 0


def _is_kind(thing: str) -> bool:
    """Whether it ends in a known kind of product: `online course`, not `tell me`."""
    found = list(knowledge.categories().pattern.finditer(thing))
    return bool(found) and found[-1].end() == len(thing)


def _past_commas(rest: str, thing: str, end: int) -> tuple[str, int]:
    """`light, foldable bags`: as long as the phrase only describes, the thing comes after the comma."""
    while is_attribute(thing.rpartition(", ")[2]) and (more := _AFTER_COMMA.match(rest, end)) and bare(more["thing"]):
        thing, end = f"{thing}, {bare(more['thing'])}", more.end()
    return thing, end


def _features(rest: str, end: int) -> tuple[str, ...]:
    """What the text says the product has, is, does or is made of, right after its name."""
    listed = ""
    if parentheses := _PARENTHESES.match(rest[end:]):
        listed = parentheses["list"]
    elif cue := _FEATURES_CUE.match(rest, end):
        stop = _FEATURE_END.search(rest, cue.end())
        listed = rest[cue.end() : stop.start() if stop else len(rest)]
    elif that := _THAT.match(rest, end):
        listed = that["does"]
    elif after := _AFTERTHOUGHT.match(rest, end):
        listed = after["list"] if all(map(is_attribute, _listed(after["list"]))) else ""
    parts = _listed(listed)
    made = _MADE.search(rest)
    if made and not any("made" in part for part in parts):
        parts.append(f"made from {made['of'].strip()}")
    return tuple(dict.fromkeys(parts))


def _listed(text: str) -> list[str]:
    """The members of `a, b and c`, without articles."""
    parts = (bare(part) for part in re.split(r",\s*(?:and\s+)?|\s+(?:and|&)\s+|[\x00\x01]", text))
    return [part for part in parts if part]


def _implied_audience(rest: str, start: int, end: int) -> tuple[str, ...]:
    """Who stands after a `for` that doesn't lead to the product; after a `to` only people that are known."""
    for match in _FOR.finditer(rest):
        people = match["people"].strip()
        if start <= match.start("people") < end or _OCCASION.match(people):
            continue
        groups = _people(people)
        if groups and (match[0][:3].lower() == "for" or all(is_audience(group) for group in groups)):
            return groups
    return ()


def _channels(mentioned: list[tuple[str, ...]], pieces: list[Deliverable]) -> tuple[str, ...]:
    """Channels named on their own, then those that the pieces of work belong to."""
    of_pieces = [piece.details.get("channels") or _CHANNELS_OF.get(piece.kind, ()) for piece in pieces]
    return tuple(dict.fromkeys(chain(*mentioned, *of_pieces)))
