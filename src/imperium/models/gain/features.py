"""What the gain model sees of a prompt: hashed words and pairs of words, and how the text is laid out.

Plain bytes and CRC-32, no vocabulary: about 25 µs for 100 characters. Which words count is learned; nothing here knows
any language or subject.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from math import log, log1p
from typing import TypeAlias
from zlib import crc32

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from imperium.platform.errors import DataCorrupted

Vector: TypeAlias = NDArray[np.float32]
Ids: TypeAlias = NDArray[np.uint16]

BUCKETS = 1 << 14
WAVES = 32
WIDTH = BUCKETS + WAVES + 1
"""Hashed terms, then waves over the layout, then a constant."""
MAX_READ = 2_000
"""Characters that are read: two thirds from the beginning, a third from the end."""
LAYOUT_WEIGHT = 0.1
"""Variance of what the layout tells, beside 1 for the words."""
LEVEL_WEIGHT = 2.0
"""Variance of a model's mean: wide, so that few outcomes set it."""
_AMPLITUDE, _LEVEL = (2 * LAYOUT_WEIGHT / WAVES) ** 0.5, LEVEL_WEIGHT**0.5

_TERM = re.compile(rb"[a-z\x80-\xbf\xc2-\xdf]+|\d+|[\xe0-\xef][\x80-\xbf]{2}|[^\s\w]")
_DIGITS, _UPPER = b"0123456789", bytes(range(65, 91))
_PLAIN = bytes(byte for byte in range(256) if byte >= 128 or chr(byte).isalnum() or chr(byte).isspace())
_TAIL = np.arange(BUCKETS, WIDTH, dtype=np.uint16)

_TYPICAL = (5.3, 3.9, 6.0, 0.03, 0.05, 0.7, 0.4, 0.03)
_SPREAD = (1.0, 1.0, 1.2, 0.04, 0.04, 0.9, 0.4, 0.04)
"""Rounded middle and spread of each layout figure over everyday prompts; they only set a scale."""


class Features(Struct, frozen=True):
    """A prompt as a sparse vector: `values` at `ids`, unique, below WIDTH. `log_size` is the log of its characters."""

    ids: Ids
    values: Vector
    log_size: float

    @property
    def square(self) -> float:
        return float(self.values @ self.values)

    @property
    def key(self) -> int:
        """The same for the same prompt."""
        return crc32(self.ids.tobytes())

    def pack(self) -> bytes:
        """Some 200 bytes for a short prompt, to be kept until its outcome is known."""
        terms, layout = parts(self)
        return np.float32(self.log_size).tobytes() + layout.tobytes() + terms.tobytes()


def unpack(content: bytes) -> Features:
    """The features that were packed.

    Raises:
        DataCorrupted: the content isn't packed features.
    """
    numbers = 4 * (WAVES + 2)
    terms = np.frombuffer(content[numbers:], np.uint16) if len(content) % 2 == 0 else None
    if terms is None or len(content) < numbers or (terms >= BUCKETS).any():
        raise DataCorrupted("These aren't a prompt's features.", remedy="Learn from outcomes of later requests.")
    figures = np.frombuffer(content[:numbers], np.float32)
    return rebuilt(terms, figures[1:], float(figures[0]))


def read(text: str) -> Features:
    """The features of a prompt; of a long one its beginning and end stand for the whole."""
    part = _shortened(text)
    content = part.encode("utf-8", "replace")
    words = _TERM.findall(content.lower())
    found = set(map((BUCKETS - 1).__and__, _hashes(words)))
    count = len(found)
    ids, values = np.empty(count + WAVES + 1, np.uint16), np.empty(count + WAVES + 1, np.float32)
    ids[:count], ids[count:] = list(found), _TAIL
    scale = len(text) / len(part) if part else 1.0
    log_size = log(len(text) + 1)
    values[:count] = (count or 1) ** -0.5
    values[count:-1] = _layout(content, scale, len(part.split()) * scale)
    values[-1] = _LEVEL
    return Features(ids, values, log_size)


def rebuilt(terms: Ids, layout: Vector, log_size: float) -> Features:
    """Features from their parts as they were stored: hashed terms, layout."""
    values = np.concatenate([np.full(len(terms), max(len(terms), 1) ** -0.5, np.float32), layout])
    return Features(np.concatenate([terms, _TAIL]), values, log_size)


def parts(features: Features) -> tuple[Ids, Vector]:
    """Hashed terms and layout, as `rebuilt` takes them."""
    terms = len(features.ids) - WAVES - 1
    return features.ids[:terms], features.values[terms:]


def _shortened(text: str) -> str:
    return text if len(text) <= MAX_READ else f"{text[: MAX_READ * 2 // 3]}\n{text[-MAX_READ // 3 :]}"


def _hashes(words: list[bytes]) -> Iterator[int]:
    """Of each word, and of each with the one before it: CRC-32 goes on from where the first one ended."""
    single = list(map(crc32, words))
    yield from single
    yield from map(crc32, words[1:], single)


def _layout(content: bytes, scale: float, words: float) -> Vector:
    """Waves over the layout: a smooth kernel by random Fourier features (Rahimi and Recht, 2007)."""
    size = len(content) + 1
    figures = (
        log(size * scale),
        log1p(words),
        size * scale / (words + 1),
        (size - 1 - len(content.translate(None, _DIGITS))) / size,
        len(content.translate(None, _PLAIN)) / size,
        log1p(content.count(b"\n") * scale),
        log1p(content.count(b"?")),
        (size - 1 - len(content.translate(None, _UPPER))) / size,
    )
    scaled = [
        min(3.0, max(-3.0, (figure - typical) / spread))
        for figure, typical, spread in zip(figures, _TYPICAL, _SPREAD, strict=True)
    ]
    frequencies, phases = _waves()
    waves: Vector = np.cos(frequencies.dot(scaled) + phases) * _AMPLITUDE
    return waves


@cache
def _waves() -> tuple[Vector, Vector]:
    """A kernel width of √8, as many as there are figures. RandomState's numbers are the same in every numpy."""
    random = np.random.RandomState(8)
    frequencies = random.normal(size=(WAVES, len(_TYPICAL))) / len(_TYPICAL) ** 0.5
    return frequencies.astype(np.float32), random.uniform(0, 2 * np.pi, WAVES).astype(np.float32)
