"""Runs of events that hold a few words and nothing else, as nearly all of a stream's do: they are read on a short way,
and joined where they are passed on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from imperium.models.chat import Chunk
from imperium.models.sse import Event


class RunReader(Protocol):
    """What a dialect's reader brings for it."""

    @property
    def passes_on(self) -> bool: ...

    @property
    def ended(self) -> bool: ...

    def words_of(self, event: Event) -> str | None:
        """None for an event that holds anything else, or is wrong."""

    def read_one(self, event: Event) -> Iterable[Chunk]:
        """The chunks of any event."""


def read_runs(events: Sequence[Event], reader: RunReader, head: bytes) -> Iterator[Chunk]:
    """The chunks of the events up to the end. `head` stands before the data of an event of words."""
    words: list[str] = []
    passed: list[bytes] = []
    for event in events:
        if (text := reader.words_of(event)) is None:
            if words:
                yield _spoken(words, passed, head)
                words, passed = [], []
            yield from reader.read_one(event)
            if reader.ended:
                return
        elif reader.passes_on:
            words.append(text)
            passed.append(event.data)
        else:
            yield Chunk(text=text)
    if words:
        yield _spoken(words, passed, head)


def _spoken(words: Sequence[str], events: Sequence[bytes], head: bytes) -> Chunk:
    return Chunk(text="".join(words), raw=head + (b"\n\n" + head).join(events) + b"\n\n")
