"""Content plans of social posts: what is said in which order. A plan gives paragraphs, each a list of sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from imperium.intelligences.tone import Tone
from imperium.intelligences.writer import FORM, Sentence, Writer

Paragraphs = list[list[Sentence]]
BEFORE_THE_FOLD = 125
"""Characters of a caption that show before "more"."""
Plan = Callable[[Writer], Paragraphs]


def moment(writer: Writer) -> Paragraphs:
    """A moment first, then the product in it, then a question."""
    return _kept([_first(writer, "creative")], [writer.turn(), writer.something()], [writer.ask()])


def reason(writer: Writer) -> Paragraphs:
    """The trouble, what helps, and who it comes from."""
    return _kept([_first(writer, "casual")], [writer.something(), writer.something()], [writer.turn()])


def question(writer: Writer) -> Paragraphs:
    """A question first, an answer of our own after it."""
    return _kept([writer.ask() or _first(writer, "casual")], [writer.something()], [writer.turn(), writer.something()])


def people(writer: Writer) -> Paragraphs:
    """Something about the readers, then what is in it for them."""
    return _kept([_first(writer, "professional")], [writer.turn()], [writer.something(), writer.something()])


def points(writer: Writer) -> Paragraphs:
    """A list of short points; only where there are three facts or more."""
    facts = [fact for fact in writer.facts() if fact.entry][:4]
    before = set(writer.used)
    short = writer.in_tone("casual")
    lines = [line for fact in facts if (line := short.about(fact, 110)) is not None]
    if len(lines) < 3:
        writer.unsay(before)
        return reason(writer)
    marked = [Sentence(f"• {line.text}", line.source) for line in lines]
    return _kept([writer.listing(len(marked))], [writer.turn()], *[[line] for line in marked], [writer.ask()])


PLANS: tuple[Plan, ...] = (moment, reason, points, question, people)


def plan(number: int, offset: int) -> Plan:
    """A different plan for each number; `offset` keeps channels from using the same one at once."""
    return PLANS[(number + offset) % len(PLANS)]


def _first(writer: Writer, tone: Tone) -> Sentence | None:
    """A first line that stands before the fold: about the reader's life, else about the product in short."""
    return writer.in_tone(tone).hook(BEFORE_THE_FOLD) or writer.something(BEFORE_THE_FOLD) or writer.turn()


def joined(paragraphs: Paragraphs) -> str:
    """Paragraphs with an empty line between; points of a list stand line under line."""
    text = ""
    for block in (" ".join(s.text for s in paragraph) for paragraph in paragraphs):
        tight = block.startswith("•") and text.rpartition("\n")[2].startswith("•")
        text += block if not text else f"\n{block}" if tight else f"\n\n{block}"
    return text


def flat(paragraphs: Paragraphs) -> tuple[Sentence, ...]:
    return tuple(sentence for paragraph in paragraphs for sentence in paragraph)


def body(writer: Writer, number: int, offset: int) -> Paragraphs:
    """The paragraphs of a post; none when there is nothing new to say, save that a first post always says hello."""
    before = set(writer.used)
    planned = plan(number, offset)(writer)
    real = sum(sentence.source != FORM for sentence in flat(planned))
    if real >= 2 or (real and number == 0):
        return planned
    writer.unsay(before)
    return _kept([writer.opening()], [writer.turn(), writer.something()], [writer.ask()]) if number == 0 else []


def _kept(*paragraphs: Iterable[Sentence | None]) -> Paragraphs:
    there = ([s for s in paragraph if s is not None] for paragraph in paragraphs)
    return [paragraph for paragraph in there if paragraph]
