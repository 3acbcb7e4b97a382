"""The things that a prompt names, each with what stands with it: how many, how large, which colour, of what, where."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from imperium.scene import lexicon
from imperium.scene.colour import shifted
from imperium.scene.maker import makers
from imperium.scene.material import materials
from imperium.scene.reading import BREAK, Reading, Span
from imperium.scene.scene import Finish, Params

Kinds = dict[str, str]  # what a word may stand for: `subject`, `standin`, `symbol`, `place`, `setting` → its meaning
MAX_MENTIONS = 6
MANNERS = ("light", "cameras", "moves", "styles")
SEPARATORS = frozenset({BREAK, "and", "a", "an", "the", "his", "her", "our", "my", "your", "their", "some", "with"})
SHADES = {"light": 0.2, "pale": 0.25, "bright": 0.06, "dark": -0.16, "deep": -0.1, "soft": 0.1, "pastel": 0.22}


@dataclass(frozen=True, slots=True)
class Mention:
    """One thing. `relation` says how it stands to the mention `to`; `own` is false where it stands in for the word."""

    start: int
    end: int
    term: str
    maker: str
    own: bool = True
    colours: tuple[str, ...] = ()
    finish: Finish | None = None
    count: int | None = None
    size: float = 1.0
    params: tuple[Params, ...] = ()
    relation: str = "beside"
    to: int | None = None


@dataclass(frozen=True, slots=True)
class Named:
    """What a prompt names: things to draw, whole places, settings for the things, and ideas a thing may stand for."""

    things: tuple[Mention, ...]
    places: tuple[str, ...]
    settings: tuple[tuple[str, str], ...]  # the word, and the arrangement it means
    symbols: tuple[Mention, ...]


@cache
def nouns() -> dict[str, Kinds]:
    """Every word for a thing or a place; what no maker draws here isn't among them."""
    tables = {
        "subject": _drawable(lexicon.subjects()),
        "standin": _drawable(lexicon.table("standins")),
        "symbol": _drawable(lexicon.table("symbols")),
        "place": lexicon.table("places"),
        "setting": lexicon.table("settings"),
    }
    found: dict[str, Kinds] = {}
    for kind, listed in tables.items():
        for word, meaning in listed.items():
            found.setdefault(word, {})[kind] = meaning
    return found


def _drawable(table: lexicon.Table) -> lexicon.Table:
    return {word: maker for word, maker in table.items() if maker in makers()}


def named(reading: Reading) -> Named:
    """What the prompt names; marks the words as understood."""
    spans = _heads(reading, _nouns(reading))
    grounds = _grounds(reading, spans)
    things = [span for span in spans if span not in grounds and {"subject", "standin"} & span.meaning.keys()]
    things = [span for span in things if not _is_audience(reading, span)][:MAX_MENTIONS]
    mentions = _related(reading, _described(reading, spans, things))
    rest = [span for span in spans if span not in things]
    reading.use(rest)
    return Named(
        things=tuple(mentions),
        places=tuple(span.meaning["place"] for span in rest if "place" in span.meaning),
        settings=tuple(
            (reading.term(span), setting)
            for span in rest
            if (setting := span.meaning.get("setting") or span.meaning.get("place"))
        ),
        symbols=tuple(
            Mention(span.start, span.end, reading.term(span), span.meaning["symbol"], own=False)
            for span in rest
            if "symbol" in span.meaning and not _is_audience(reading, span)
        ),
    )


def _nouns(reading: Reading) -> list[Span[Kinds]]:
    """Nouns that aren't part of a longer phrase for something else, nor verbs."""
    tables = [*(lexicon.table(theme) for theme in MANNERS), lexicon.styles_instead()]
    manners: list[Any] = [span for table in tables for span in reading.find(table)]
    looks: list[Any] = [*reading.find(lexicon.COLOURS), *reading.find(lexicon.materials())]
    spoken: list[Any] = reading.find(dict.fromkeys(lexicon.words("silent")["spoken"], ""))
    reading.use(spoken)
    others: list[Span[Any]] = manners + looks + spoken
    found = reading.find(nouns())
    return [span for span in found if not any(o.holds(span) for o in others) and not _is_verb(reading, span)]


def _is_verb(reading: Reading, span: Span[Kinds]) -> bool:
    if reading.term(span) not in lexicon.among("silent", "verbs"):
        return False
    beside = {*reading.words[max(span.start - 1, 0) : span.start], *reading.words[span.end : span.end + 1]}
    return not beside.isdisjoint(lexicon.among("silent", "pronouns"))


def _heads(reading: Reading, spans: list[Span[Kinds]]) -> list[Span[Kinds]]:
    """Of nouns in a row the last names the thing: a flower vase is a vase. Places before it stay what they are."""
    kept: list[Span[Kinds]] = []
    for span, after in zip(spans, (*spans[1:], None), strict=False):
        follows = after is not None and after.start == span.end
        if follows and after is not None and _gives_way(span.meaning, after.meaning):
            reading.use([span])
        else:
            kept.append(span)
    return kept


def _gives_way(first: Kinds, second: Kinds) -> bool:
    concrete = {"subject", "standin"}
    if not concrete & second.keys():
        return "symbol" in first and not concrete & first.keys() and "symbol" in second
    return bool((concrete | {"symbol"}) & first.keys())


def _grounds(reading: Reading, spans: list[Span[Kinds]]) -> list[Span[Kinds]]:
    """Nouns that may be a thing or the ground on which another stands, where there is another that is smaller."""
    things = [span for span in spans if {"subject", "standin"} & span.meaning.keys()]
    either = [span for span in things if {"setting", "place"} & span.meaning.keys()]
    small = [span for span in things if span not in either and _scale(span.meaning) == "small"]
    if small:
        return either
    return [span for span in either if len(things) > 1 and _preposition(reading, span) and span is not things[0]]


def _scale(kinds: Kinds) -> str:
    return scale_of(kinds.get("subject") or kinds["standin"])


def scale_of(maker: str) -> str:
    """The world a maker's things belong to: `small`, `furniture`, `land`, `water` or `air`."""
    return str(lexicon.words("natures")[lexicon.nature(maker)]["scale"])


def _preposition(reading: Reading, span: Span[Kinds]) -> bool:
    before = reading.words[max(span.start - 4, 0) : span.start]
    return not {"in", "on", "at", "by", "near", "inside"}.isdisjoint(before)


def _is_audience(reading: Reading, span: Span[Kinds]) -> bool:
    """`for hikers and families` says for whom a picture is, not what is in it."""
    if (span.meaning.get("standin") or span.meaning.get("symbol")) != "person_figure":
        return False
    before = reading.words[max(span.start - 6, 0) : span.start]
    clause = before[len(before) - before[::-1].index(BREAK) :] if BREAK in before else before
    return not set(clause).isdisjoint(lexicon.among("silent", "audience"))


def _described(reading: Reading, spans: list[Span[Kinds]], things: list[Span[Kinds]]) -> list[Mention]:
    """Each thing with the words that belong to it: before it up to the last separator, after it up to the first.

    Where no thing stands its words are nobody's: a wooden table that carries the things makes none of them wooden.
    """
    reading.use(things)
    mentions = []
    for number, span in enumerate(spans):
        if span not in things:
            continue
        after = spans[number + 1].start if number + 1 < len(spans) else len(reading.words)
        start = _divide(reading, spans[number - 1].end, span.start) if number else 0
        end = _divide(reading, span.end, after) if number + 1 < len(spans) else after
        meaning = span.meaning
        maker = meaning.get("subject") or meaning["standin"]
        mention = Mention(span.start, span.end, reading.term(span), maker, own="subject" in meaning)
        mentions.append(_dressed(reading, mention, start, end, lone=len(things) == 1))
    return mentions


def _divide(reading: Reading, start: int, end: int) -> int:
    """Where the words between two things begin to belong to the second."""
    relations = {span.start: span.end for span in reading.find(lexicon.table("relations"))}
    cut = start
    for place in range(start, end):
        if place in relations and reading.words[place] not in ("in", "of"):
            cut = relations[place]
        elif reading.words[place] in SEPARATORS:
            cut = place + 1
    if cut == start and reading.words[start:end][:1] == ["in"]:
        return end
    return cut


def _dressed(reading: Reading, mention: Mention, start: int, end: int, lone: bool) -> Mention:
    """The mention with colours, material, number, size and parts that stand between two places of the text."""

    def inside(span: Span[Any]) -> bool:
        head = mention.start <= span.start < mention.end
        return start <= span.start and span.end <= end and not head

    colours = [span for span in reading.find(lexicon.COLOURS) if inside(span)]
    made = [span for span in reading.find(lexicon.materials()) if inside(span)]
    numbers = [s for s in reading.find(lexicon.table("numbers")) if inside(s) and (lone or s.end <= mention.start)]
    sizes = [span for span in reading.find(lexicon.table("sizes")) if inside(span) and span.end <= mention.start]
    parts = [span for span in reading.find(lexicon.words("parts")) if inside(span)]
    return replace(
        mention,
        colours=tuple(_shaded(reading, span) for span in colours if not any(m.holds(span) for m in made)),
        finish=next((f for entry in reading.use(made) if (f := _finish(entry))), None),
        count=max((int(count) for count in reading.use(numbers)), default=None),
        size=next((float(size) for size in reading.use(sizes)), 1.0),
        params=tuple(reading.use(parts)),
    )


def _finish(entry: Params) -> Finish | None:
    return Finish(kind=entry["kind"], params=entry["params"]) if entry["kind"] in materials() else None


def _shaded(reading: Reading, span: Span[str]) -> str:
    reading.use([span])
    before = reading.words[span.start - 1] if span.start else ""
    return shifted(span.meaning, lightness=SHADES[before]) if before in SHADES else span.meaning


def _related(reading: Reading, mentions: list[Mention]) -> list[Mention]:
    """How neighbours stand to each other; the relation belongs to the one that is placed by the other."""
    placed = list(mentions)
    relations = reading.find(lexicon.table("relations"))
    for number in range(1, len(placed)):
        gap = range(placed[number - 1].end, placed[number].start)
        between = reading.use(span for span in relations if span.start in gap)
        kind = next((word for word in between if word != "beside"), "beside")
        _relate(placed, number, _afterwards(reading, relations, placed[number]) or kind)
    return placed


def _relate(placed: list[Mention], number: int, kind: str) -> None:
    """`A and B in C` puts both into C."""
    if kind in ("within", "beside", "+around"):
        placed[number] = replace(placed[number], relation="beside" if kind == "beside" else "around", to=number - 1)
        return
    first = number - 1
    while placed[first].to == first - 1 and placed[first].relation == "beside":
        placed[first] = replace(placed[first], relation=kind, to=number)
        first -= 1
    if placed[first].to is None:
        placed[first] = replace(placed[first], relation=kind, to=number)


def _afterwards(reading: Reading, relations: list[Span[str]], mention: Mention) -> str | None:
    """`with three apples around it`: the relation that follows the thing which it places."""
    after = next((span for span in relations if span.start == mention.end), None)
    if after and after.meaning == "around" and reading.words[after.end : after.end + 1] in (["it"], ["them"]):
        reading.use([after])
        return "+around"
    return None
