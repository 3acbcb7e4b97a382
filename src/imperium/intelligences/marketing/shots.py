"""Shots of a short video: what is seen, heard and read in which second. Durations sum to the length asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from imperium.intelligences.grammar import sentence_case
from imperium.intelligences.marketing.copywriter import Copywriter
from imperium.intelligences.marketing.figures import figures
from imperium.intelligences.marketing.message import Message, Point
from imperium.intelligences.writer import Sentence

CHARACTERS_A_SECOND = 15
"""Speaking rate of a calm voice-over: 150 words a minute, six characters a word with its space."""


@dataclass(frozen=True, slots=True)
class Shot:
    """One cut: seconds from `start` on, what the camera sees, what is said and what is written on it."""

    start: int
    seconds: int
    picture: str
    voice: str = ""
    on_screen: str = ""

    def as_dict(self) -> dict[str, object]:
        return {
            "start": self.start,
            "seconds": self.seconds,
            "picture": self.picture,
            "voice_over": self.voice,
            "on_screen": self.on_screen,
        }


def shots(copy: Copywriter, seconds: int, pictures: Sequence[str] = ()) -> tuple[list[Shot], list[Sentence]]:
    """The cuts of a video of so many seconds, and the sentences spoken. `pictures` replace the usual ones."""
    count = max(1, min(6, seconds // 3))
    lengths = [seconds // count + (1 if i < seconds % count else 0) for i in range(count)]
    starts = [sum(lengths[:i]) for i in range(count)]
    seen = _seen(copy.message, count, pictures)
    said: set[str] = set()
    told = [_told(copy, i, count, lengths[i] * CHARACTERS_A_SECOND, said) for i in range(count)]
    cuts = [
        Shot(starts[i], lengths[i], seen[i], voice.text if voice else "", screen)
        for i, (voice, screen) in enumerate(told)
    ]
    return cuts, [voice for voice, _ in told if voice]


def _seen(message: Message, count: int, own: Sequence[str]) -> list[str]:
    words = {"name": message.name, "thing": the_thing(message)}
    usual = list(own or figures("pictures")[message.industry.offer]["shots"])
    last = [usual[-1]] if count > 1 else []
    return [text.format_map(words) for text in [*(usual * count)[: count - len(last)], *last]]


def the_thing(message: Message) -> str:
    """What to call it in a description of a picture."""
    own = figures("pictures")[message.industry.offer].get("thing")
    return str(own) if own else f"the {message.product.noun or message.kind}" if message.kind else message.the_name


def _told(copy: Copywriter, index: int, count: int, most: int, said: set[str]) -> tuple[Sentence | None, str]:
    """What is said and what is written: first what it is about, at the end the name and the call, a point between."""
    if index == count - 1 and count > 1:
        return None, f"{copy.message.label}. {copy.message.act_on_it}"
    if index == 0:
        return copy.line("introduce", most, copy.message.label), copy.message.label if count == 1 else ""
    fresh = (p for p in copy.strongest() if len(p.what) < most and f"shot:{p.given}" not in said)
    point = next(fresh, None)
    if point is None:
        return None, ""
    said.add(f"shot:{point.given}")
    copy.tell(point)
    return _spoken(copy, point, most), sentence_case(point.what)


def _spoken(copy: Copywriter, point: Point, most: int) -> Sentence:
    reason = copy.reason(point, most)
    return reason or copy.bare(point)


def table(cuts: list[Shot]) -> str:
    """The shots as a Markdown table."""
    rows = [
        f"| {c.start}–{c.start + c.seconds} s | {c.picture} | {c.voice or '–'} | {c.on_screen or '–'} |" for c in cuts
    ]
    return "\n".join(["| Time | Picture | Voice-over | On screen |", "| --- | --- | --- | --- |", *rows])


def spoken(cuts: list[Shot]) -> str:
    """The script as plain lines."""
    return "\n".join(
        f"{c.start}–{c.start + c.seconds} s: {c.picture}."
        + (f"\nVoice: {c.voice}" if c.voice else "")
        + (f"\nOn screen: {c.on_screen}" if c.on_screen else "")
        for c in cuts
    )
