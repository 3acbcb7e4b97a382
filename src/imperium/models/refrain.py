"""The refrain of a stream: what its events of words have in common, byte by byte. Where it is known, many events are
recognized at once, and their words are read without what stands around them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from io import BytesIO

import orjson
from msgspec import DecodeError
from msgspec.json import Decoder

from imperium.models.sse import BLANK

PROBE = "la la la"
"""Sung in place of an event's words, to see that these stand nowhere else."""
_STRING = Decoder(str)


class Refrain:
    """`head` is the text of an event up to the quote before its words, `tail` that from the quote behind them."""

    __slots__ = ("_head", "_lines", "_seam", "_tail", "_words")

    def __init__(self, head: bytes, tail: bytes) -> None:
        self._head = head
        self._tail = tail
        self._seam = tail + head
        self._lines = slice(head.count(b"\n"), None, self._seam.count(b"\n"))
        self._words = slice(len(head) - head.rfind(b"\n") - 1, 1 - len(tail))

    def words(self, text: bytes, start: int = 0) -> tuple[Sequence[str], bytes]:
        """The words of the events that the text goes on with from `start` and that differ in nothing else, and these
        events; nothing where any of them would have to be looked at more closely."""
        head, tail, kept = self._head, self._tail, self._words
        end = text.rfind(tail) + len(tail)
        if end - start < len(self._seam) or not text.startswith(head, start):
            return (), b""
        sung = text[start:end]
        parts = [line[kept] for line in [*BytesIO(sung)][self._lines]]  # which finds lines faster than a split
        between = self._seam.join(parts)
        if len(head) + len(between) + len(tail) != len(sung) or not sung.startswith(between, len(head)):
            return (), b""
        words = _strings(parts)
        return words, sung if words else b""


def refrain_of(head: bytes, data: bytes, words: str, read: Callable[[bytes], str | None]) -> Refrain | None:
    """What surrounds the words in an event's data, with the `head` that stands before it; None where they can't be told
    from the rest.

    `read` gives the words of data. As one string of it is exchanged and comes out again, this string is the words, and
    the event says nothing else, whatever they are.
    """
    before, quoted, after = data.partition(orjson.dumps(words))
    if not words or not quoted or words == PROBE:
        return None
    if read(b'%b"%b"%b' % (before, PROBE.encode(), after)) != PROBE:
        return None
    return Refrain(b'%b%b"' % (head, before), b'"%b%b' % (after, BLANK))


def _strings(parts: Sequence[bytes]) -> Sequence[str]:
    """What stands between quotes in each part; none unless every part is one JSON string: a line holds no two of them,
    and none goes on to the next line."""
    try:
        strings = _STRING.decode_lines(b'"%b"' % b'"\n"'.join(parts))
    except (DecodeError, UnicodeDecodeError):
        return ()
    return strings if len(strings) == len(parts) else ()
