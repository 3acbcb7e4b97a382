"""Runs of events that hold a few words and nothing else, as nearly all of a stream's do: they are read together, and
joined where they are passed on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol, TypeVar

from msgspec import DecodeError, Struct
from msgspec.json import Decoder

from imperium.models.chat import Chunk
from imperium.models.refrain import Refrain, refrain_of
from imperium.models.sse import BLANK, Event, events

MOST_SOUGHT = 3
"""Times in a stream that what its events have in common is sought: some have a number or a nonce in each."""

T = TypeVar("T")
_UNREADABLE = (DecodeError, UnicodeDecodeError, RecursionError)
"""What a text may come to; the last one is nested without end."""


class RunReader(Protocol):
    """What a dialect's reader brings for it."""

    @property
    def passes_on(self) -> bool: ...

    @property
    def ended(self) -> bool: ...

    def words_of(self, events: Sequence[Event]) -> Sequence[str | None]:
        """For each event its words; None for one that holds anything else, or is wrong."""

    def words_in(self, event: Event) -> str | None:
        """The same for a single one."""

    def has_spoken(self) -> None:
        """A run of words has gone by."""

    def read_one(self, event: Event) -> Iterable[Chunk]:
        """The chunks of any event."""


class Runs(Struct):
    """One stream's events, read for a dialect. `head` stands before the data of an event of words."""

    head: bytes
    _refrain: Refrain | None = None
    _sought: int = 0

    def read(self, text: bytes, reader: RunReader) -> Iterator[Chunk]:
        """The chunks of the events up to the end. What the first ones have in common is sought in the rest."""
        at = 0
        if self._refrain is None and self._sought < MOST_SOUGHT:
            at = _opening(text)
            opening = text[:at]
            found = events(opening)
            words = reader.words_of(found)
            yield from self._said(found, words, reader)
            if words and words[-1]:
                self._learn(opening, found[-1], words[-1], reader)
        if self._refrain is not None and not reader.ended:
            heard, sung = self._refrain.words(text, at)
            if sung:
                yield from _spoken(heard, sung, reader)
                at += len(sung)
                if at < len(text):
                    yield from _one_by_one(events(text[at:]), reader)
                return
        if at < len(text) and not reader.ended:
            found = events(text[at:])
            words = reader.words_of(found)
            if any(words):
                self._refrain = None  # they have another one now
            yield from self._said(found, words, reader)

    def _learn(self, opening: bytes, event: Event, words: str, reader: RunReader) -> None:
        """From an event of a few words that is passed on with everything that it holds."""
        self._sought += 1
        if opening.endswith(b"%b%b%b" % (self.head, event.data, BLANK)):
            self._refrain = refrain_of(
                self.head, event.data, words, lambda data: reader.words_in(Event(data, event.type))
            )

    def _said(self, found: Sequence[Event], told: Sequence[str | None], reader: RunReader) -> Iterator[Chunk]:
        words = [*told, None]
        at = 0
        while at < len(found):
            end = words.index(None, at)
            if end > at:
                raw = self._raw(found[at:end]) if reader.passes_on else b""
                yield from _spoken([word or "" for word in words[at:end]], raw, reader)
            if end < len(found):
                yield from reader.read_one(found[end])
                if reader.ended:
                    return
            at = end + 1

    def _raw(self, found: Sequence[Event]) -> bytes:
        return self.head + (BLANK + self.head).join([event.data for event in found]) + BLANK


def _opening(text: bytes) -> int:
    """Where the first two events end, the first of which often says who speaks."""
    first = text.find(BLANK) + len(BLANK)
    end = text.find(BLANK, first) + len(BLANK)
    return end if end > first else len(text)


def _one_by_one(found: Sequence[Event], reader: RunReader) -> Iterator[Chunk]:
    """What follows a refrain says how the answer ends: seldom are there words in it."""
    for event in found:
        yield from reader.read_one(event)
        if reader.ended:
            return


def _spoken(words: Sequence[str], raw: bytes, reader: RunReader) -> Iterable[Chunk]:
    """A run of words: as it is passed on, in one piece; else a piece for each event."""
    reader.has_spoken()
    return (Chunk(text="".join(words), raw=raw),) if reader.passes_on else map(Chunk, words)


def decoded(decoder: Decoder[T], texts: Sequence[bytes]) -> Sequence[T | None]:
    """What each text holds; None for one that the decoder can't read: what is wrong with it, if anything, is found on
    the long way."""
    if len(texts) > 1:
        together = b"\n".join(texts)
        if together.count(b"\n") == len(texts) - 1:
            try:
                found = decoder.decode_lines(together)
            except _UNREADABLE:
                found = []
            if len(found) == len(texts):
                return found
    return [decoded_one(decoder, text) for text in texts]


def decoded_one(decoder: Decoder[T], text: bytes) -> T | None:
    """The same of a single text."""
    try:
        return decoder.decode(text)
    except _UNREADABLE:
        return None
