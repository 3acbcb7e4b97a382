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
    words: list[str] = []
    passed: list[bytes] = []
    for event, text in zip(events, reader.words_of(events), strict=True):
        if text is None:
            if words:
                yield _spoken(reader, words, passed, head)
                words, passed = [], []
            yield from reader.read_one(event)
            if reader.ended:
                return
        else:
            words.append(text)
            passed.append(event.data)
    if words:
        yield _spoken(reader, words, passed, head)


def _spoken(reader: RunReader, words: Sequence[str], events: Sequence[bytes], head: bytes) -> Chunk:
    reader.has_spoken()
    raw = head + (b"\n\n" + head).join(events) + b"\n\n" if reader.passes_on else b""
    return Chunk(text="".join(words), raw=raw)


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
