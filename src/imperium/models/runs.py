"""Runs of events that hold a few words and nothing else, as nearly all of a stream's do: they are read together, and
joined where they are passed on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol, TypeVar

from msgspec import DecodeError
from msgspec.json import Decoder

from imperium.models.chat import Chunk
from imperium.models.sse import Event

T = TypeVar("T")


class RunReader(Protocol):
    """What a dialect's reader brings for it."""

    @property
    def passes_on(self) -> bool: ...

    @property
    def ended(self) -> bool: ...

    def words_of(self, events: Sequence[Event]) -> Sequence[str | None]:
        """For each event its words; None for one that holds anything else, or is wrong."""

    def has_spoken(self) -> None:
        """A run of words has gone by."""

    def read_one(self, event: Event) -> Iterable[Chunk]:
        """The chunks of any event."""


def read_runs(events: Sequence[Event], reader: RunReader, head: bytes) -> Iterator[Chunk]:
    """The chunks of the events up to the end. `head` stands before the data of an event of words."""
    words = [*reader.words_of(events), None]
    at = 0
    while at < len(events):
        end = words.index(None, at)
        if end > at:
            reader.has_spoken()
            spoken = [word or "" for word in words[at:end]]
            yield from _joined(spoken, events[at:end], head) if reader.passes_on else map(Chunk, spoken)
        if end < len(events):
            yield from reader.read_one(events[end])
            if reader.ended:
                return
        at = end + 1


def _joined(words: Sequence[str], events: Sequence[Event], head: bytes) -> tuple[Chunk]:
    """A run as it is passed on: in one piece."""
    raw = head + (b"\n\n" + head).join([event.data for event in events]) + b"\n\n"
    return (Chunk(text="".join(words), raw=raw),)


def decoded(decoder: Decoder[T], texts: Sequence[bytes]) -> Sequence[T | None]:
    """What each text holds; None for one that the decoder can't read: what is wrong with it, if anything, is found on
    the long way."""
    together = b"\n".join(texts)
    if together.count(b"\n") == len(texts) - 1:
        try:
            found = decoder.decode_lines(together)
        except (DecodeError, UnicodeDecodeError):
            found = []
        if len(found) == len(texts):
            return found
    return [_decoded(decoder, text) for text in texts]


def _decoded(decoder: Decoder[T], text: bytes) -> T | None:
    try:
        return decoder.decode(text)
    except (DecodeError, UnicodeDecodeError):
        return None
