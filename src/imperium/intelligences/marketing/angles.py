"""Angles of a post: what it is about, and the order in which it says so. An angle gives paragraphs, or none when there
isn't enough to say."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from imperium.intelligences.marketing.copywriter import Copywriter
from imperium.intelligences.marketing.message import Point
from imperium.intelligences.writer import FORM, Sentence

Paragraphs = list[list[Sentence]]
Angle = Callable[[Copywriter], Paragraphs]


def introduce(copy: Copywriter) -> Paragraphs:
    """What it is and for whom, then the first points in a row."""
    opening = copy.line("introduce", 125, copy.message.label)
    points = news(copy.leading(3), opening)
    copy.tell(*points)
    row = [copy.bare(point) for point in points]
    return kept([opening], row or [copy.life() or copy.proof()], [copy.line("offer", source="offer")])


def news(points: Sequence[Point], said: Sentence | None) -> list[Point]:
    """The points that the sentence hasn't told already."""
    heard = said.text.lower() if said else ""
    return [point for point in points if point.what.lower() not in heard]


def moment(copy: Copywriter) -> Paragraphs:
    """A moment that the reader knows, the thing in it, and a question."""
    hook = copy.hook(125)
    if hook is None:
        return []
    return kept([hook], [copy.line("introduce", source=copy.message.label), copy.life()], [copy.ask()])


def focus(copy: Copywriter) -> Paragraphs:
    """One point, and what it is good for; points whose reason is known come first."""
    points = [p for p in copy.strongest() if f"focus:{p.given}" not in copy.angles]
    points.sort(key=lambda point: not is_explained(point))
    if not points:
        return []
    point = points[0]
    opening = copy.line("focus", 125, point.given, one=point.inside, count=copy.count(len(copy.message.points)))
    if opening is None:
        return []
    copy.angles.add(f"focus:{point.given}")
    copy.tell(point)
    return kept([opening], [copy.reason(point)])


def duel(copy: Copywriter) -> Paragraphs:
    """Two points, and a question to the reader."""
    points = [point for point in copy.strongest() if len(point.what) <= 45][:2]
    if len(points) < 2 or copy.message.industry.offer == "cause":
        return []
    one, two = points
    question = copy.line("duel", 200, f"{one.given}; {two.given}", one=one.inside, two=two.inside)
    if question is None:
        return []
    copy.tell(one, two)
    return kept([question], [copy.line("both")])


def vote(copy: Copywriter) -> Paragraphs:
    """Three points by number, to choose from."""
    points = [point for point in copy.strongest() if len(point.what) <= 60][:3]
    if len(points) < 3 or (question := copy.line("vote", 125)) is None:
        return []
    copy.tell(*points)
    numbered = [[Sentence(f"{i}. {point.what}", point.given)] for i, point in enumerate(points, start=1)]
    return kept([question], *numbered)


def inventory(copy: Copywriter) -> Paragraphs:
    """Everything, as a list."""
    points = copy.leading(6)
    if len(points) < 3 or (opening := copy.line("inventory", 125, count=copy.count(len(points)))) is None:
        return []
    copy.tell(*points)
    return kept([opening], *[[line] for line in copy.listed(points)], [copy.line("price", source="price")])


def price(copy: Copywriter) -> Paragraphs:
    """The offer or the price, with what one gets for it."""
    told = [copy.line("offer", 125, "offer"), copy.line("price", 125, "price")]
    if not any(told):
        return []
    points = copy.points(2)
    return kept(told, [copy.line("people", source="audience")], [copy.bare(point) for point in points])


def people(copy: Copywriter) -> Paragraphs:
    """For whom it is, and the point that has been told least."""
    opening = copy.line("people", 125, "audience")
    points = copy.points(1)
    told = [copy.bare(point) for point in news(points, opening)]
    return kept([opening], told or [copy.life()], [copy.proof()]) if opening else []


def proof(copy: Copywriter) -> Paragraphs:
    """What others said or what was measured, in the words that were given."""
    told = copy.proof()
    return kept([told], [copy.line("introduce", source=copy.message.label)]) if told else []


def written(copy: Copywriter, channel: str, angles: Iterable[tuple[str, Angle]]) -> Paragraphs:
    """The first angle that this channel hasn't taken and that has enough to say."""
    for name, angle in angles:
        if f"{channel}:{name}" in copy.angles:
            continue
        copy.angles.add(f"{channel}:{name}")
        said, told = set(copy.used), dict(copy.told)
        planned = angle(copy)
        if any(sentence.source != FORM for sentence in flat(planned)):
            return planned
        copy.used &= said
        copy.told.clear()
        copy.told.update(told)
    return []


def flat(paragraphs: Paragraphs) -> tuple[Sentence, ...]:
    return tuple(sentence for paragraph in paragraphs for sentence in paragraph)


def joined(paragraphs: Paragraphs) -> str:
    """Paragraphs with an empty line between; points of a list stand line under line."""
    text = ""
    for block in (" ".join(s.text for s in paragraph) for paragraph in paragraphs):
        tight = _is_point(block) and _is_point(text.rpartition("\n")[2])
        text += block if not text else f"\n{block}" if tight else f"\n\n{block}"
    return text


def kept(*paragraphs: Iterable[Sentence | None]) -> Paragraphs:
    """The paragraphs of which there is something."""
    there = ([s for s in paragraph if s is not None] for paragraph in paragraphs)
    return [paragraph for paragraph in there if paragraph]


def _is_point(line: str) -> bool:
    return line[:2] in ("• ", "– ") or line[1:3] == ". "


def is_explained(point: Point) -> bool:
    """Whether a reason was given for it, or its words are known."""
    return bool(point.why or (point.fact and point.fact.entry))
