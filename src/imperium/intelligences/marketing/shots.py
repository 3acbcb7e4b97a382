"""Shots of a short video: what is seen, heard and read in which second. Durations sum to the length asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from imperium.intelligences.grammar import sentence_case
from imperium.intelligences.writer import Sentence, Writer

WORDS_A_SECOND = 2.5
"""Speaking rate of a calm voice-over: 150 words a minute."""
_GENERAL = (
    "{the_thing} from a distance, slowly nearer",
    "{the_thing} in use, hands only",
    "a detail of {the_thing}, extreme close up",
    "{the_thing} alone, light moving across it",
)


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


def shots(writer: Writer, seconds: int, pictures: Sequence[str] = ()) -> tuple[list[Shot], list[Sentence]]:
    """The cuts of a video of so many seconds, and the sentences spoken. `pictures` replace the category's own."""
    count = max(1, min(6, seconds // 3))
    lengths = [seconds // count + (1 if i < seconds % count else 0) for i in range(count)]
    seen = _pictures(writer, count, pictures)
    spoken = [_voice(writer, i, count, lengths[i]) for i in range(count)]
    starts = [sum(lengths[:i]) for i in range(count)]
    cuts = [
        Shot(starts[i], lengths[i], seen[i], voice.text if voice else "", _screen(writer, voice, i, count))
        for i, voice in enumerate(spoken)
    ]
    return cuts, [voice for voice in spoken if voice]


def _pictures(writer: Writer, count: int, own: Sequence[str]) -> list[str]:
    entry = writer.product.category
    told = list(own) or [*(entry.texts("shots") if entry else ()), *_GENERAL]
    alone = "{the_thing} on a plain backdrop, steady" if count > 1 else "{the_thing} in one slow move"
    texts = told[:count] if own else [*told[: count - 1], alone]
    return [text.format_map(writer.slots) for text in texts]


def _voice(writer: Writer, index: int, count: int, seconds: int) -> Sentence | None:
    """A sentence that fits the time of its shot; the last shot leaves the word to the picture and the screen."""
    most = int(seconds * WORDS_A_SECOND * 6)
    if index == count - 1 and count > 1:
        return None
    return writer.hook(most) if index == 0 else writer.something(most)


def _screen(writer: Writer, voice: Sentence | None, index: int, count: int) -> str:
    """The words on the picture: the fact that is spoken about; at the end the name and the call."""
    if index == count - 1:
        return writer.product.label if count == 1 else f"{writer.product.label}. {writer.act()}"
    given = {fact.source for fact in writer.product.facts}
    return sentence_case(voice.source) if voice and voice.source in given else ""


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
