"""Passing a stream on in the wire in which it comes: what arrived in one piece goes on in one piece."""

from __future__ import annotations

from collections.abc import Sequence
from operator import attrgetter
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from imperium.models.chat import Chunk, ToolCallDelta

_TEXT, _REASONING, _RAW = attrgetter("text"), attrgetter("reasoning"), attrgetter("raw")


class Relay(Struct):
    """Joins the chunks of each piece to one, and holds events back until the first word: until then another provider
    may be asked."""

    _held: bytes = b""
    _begun: bool = False

    def take(self, chunks: list[Chunk], last: bool = False) -> list[Chunk]:
        """One chunk for all of them, the `last` one or not; none while there is nothing to pass on."""
        if not chunks:
            return chunks
        chunk = chunks[0] if len(chunks) == 1 and not last else joined(chunks, last)
        if self._begun:
            return [chunk]
        held, self._held = self._held, self._held + chunk.raw
        if not chunk.says_something:
            return [chunk] if chunk.usage else []
        self._begun = True
        return [replace(chunk, raw=self._held) if held else chunk]


def joined(chunks: Sequence[Chunk], last: bool = False) -> Chunk:
    """Neighbours as one: their words and events in a row, the last finish and usage."""
    calls: tuple[ToolCallDelta, ...] = ()
    extra: dict[str, Any] = {}
    finish = usage = None
    for chunk in chunks:
        calls += chunk.tool_calls
        finish, usage = chunk.finish or finish, chunk.usage or usage
        if chunk.extra:
            extra.update(chunk.extra)
    return Chunk(
        text="".join(map(_TEXT, chunks)),
        reasoning="".join(map(_REASONING, chunks)),
        tool_calls=calls,
        finish=finish,
        usage=usage,
        extra=extra,
        raw=b"".join(map(_RAW, chunks)),
        last=last,
    )
