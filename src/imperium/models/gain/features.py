"""What the gain model sees of a prompt: hashed words and pairs of words, how the text is laid out, how much alike the
answers are that it leaves to choose from, and how much of it is numbers.

Plain bytes and CRC-32, no vocabulary: about 8 µs for 100 characters. Which words count is learned; nothing here knows
any language or subject.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from itertools import chain
from math import log, log1p
from struct import Struct, pack
from typing import NamedTuple, TypeAlias
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from imperium.models.gain.choices import split
from imperium.models.gain.likeness import likeness
from imperium.models.gain.reckoning import reckoning
from imperium.platform.errors import DataCorrupted

Vector: TypeAlias = NDArray[np.float32]
Ids: TypeAlias = NDArray[np.uint16]

BUCKETS = 1 << 14
WAVES = 32
FORM = 5
WIDTH = BUCKETS + WAVES + FORM + 1
"""Hashed terms, then waves over the layout, then how much alike the answers to choose from are and how much of question
and answers is numbers, then a constant."""
MAX_READ = 2_000
"""Characters that are read: two thirds from the beginning, a third from the end."""
LAYOUT_WEIGHT = 0.1
"""Variance of what the layout tells, beside 1 for the words."""
LIKENESS_WEIGHT = 0.4
"""Variance of what a likeness of 1 tells."""
RECKONING_WEIGHT, BOTH_WEIGHT = 0.5, 2.0
"""Variance of what nothing but numbers tells, in question or answers, and in both."""
LEVEL_WEIGHT = 2.0
"""Variance of a model's mean: wide, so that few outcomes set it."""
_AMPLITUDE, _LEVEL = (2 * LAYOUT_WEIGHT / WAVES) ** 0.5, LEVEL_WEIGHT**0.5
_ALIKE, _RECKONED, _BOTH = LIKENESS_WEIGHT**0.5, RECKONING_WEIGHT**0.5, BOTH_WEIGHT**0.5

_TERM = re.compile(rb"[a-z\x80-\xbf\xc2-\xdf]+|\d+|[\xe0-\xef][\x80-\xbf]{2}|[^\s\w]")
_ASCII_TERM = re.compile(rb"[a-z]+|\d+|[^\s\w]")
_KINDS = bytes(97 if chr(byte).islower() else 48 if chr(byte).isdigit() else 32 for byte in range(128)).ljust(256)
"""`a` for a small letter, `0` for a figure."""
_UNMARKED = b"abcdefghijklmnopqrstuvwxyz0123456789_ \t\n\r\x0b\x0c"
_NO_LINES = bytes.maketrans(b"_", b" ")
_APART = [(bytes([byte]), b" %c " % byte) for byte in range(128)]
"""Each mark, and the same with blanks around it."""
_DIGITS, _UPPER = b"0123456789", bytes(range(65, 91))
_PLAIN = bytes(byte for byte in range(256) if byte >= 128 or chr(byte).isalnum() or chr(byte).isspace())
_TAIL = np.arange(BUCKETS, WIDTH, dtype=np.uint16)

_TYPICAL = (5.3, 3.9, 6.0, 0.03, 0.05, 0.7, 0.4, 0.03)
_SPREAD = (1.0, 1.0, 1.2, 0.04, 0.04, 0.9, 0.4, 0.04)
"""Rounded middle and spread of each layout figure over everyday prompts; they only set a scale."""
FORMAT = 3
_HEAD = Struct("<B9I")


class Sizes(NamedTuple):
    """How a prompt is laid out, counted in the `read` of its `characters`; `bytes` are those of what was read in UTF-8,
    `marks` its characters that are neither letters, figures nor blank."""

    characters: int
    read: int
    bytes: int
    words: int
    digits: int
    marks: int
    lines: int
    questions: int
    capitals: int


class Features:
    """A prompt as it was read: the CRC-32 of each of its `terms`, and its `sizes`.

    As a sparse vector it has `values` at `ids`, unique, below WIDTH; that is made when something is first learned of
    it or told by it.
    """

    __slots__ = ("_ids", "_values", "sizes", "terms")

    def __init__(self, terms: bytes, sizes: Sizes) -> None:
        self.terms = terms
        self.sizes = sizes
        self._ids: Ids | None = None
        self._values: Vector | None = None

    @property
    def log_size(self) -> float:
        """The log of its characters."""
        return log(self.sizes.characters + 1)

    @property
    def ids(self) -> Ids:
        if self._ids is None:
            buckets = np.sort((np.frombuffer(self.terms, "<u4") & (BUCKETS - 1)).astype(np.uint16))
            is_new = np.append(buckets[1:] != buckets[:-1], True)[: len(buckets)]  # np.unique loads numpy.ma, 3 MB
            self._ids = np.concatenate([buckets[is_new], _TAIL])
        return self._ids

    @property
    def values(self) -> Vector:
        if self._values is None:
            count = len(self.ids) - len(_TAIL)
            values = self._values = np.empty(count + len(_TAIL), np.float32)
            values[:count] = max(count, 1) ** -0.5
            values[count : count + WAVES] = _wavy(_layout(self.sizes))
            values[count + WAVES : -1] = _form(self.terms)
            values[-1] = _LEVEL
        return self._values

    @property
    def square(self) -> float:
        return float(self.values @ self.values)

    @property
    def key(self) -> int:
        """The same for the same prompt."""
        return crc32(self.terms)

    def pack(self) -> bytes:
        """Some 200 bytes for a short prompt, to be kept until its outcome is known."""
        return _HEAD.pack(FORMAT, *self.sizes) + self.terms


def unpack(content: bytes) -> Features:
    """The features that were packed.

    Raises:
        DataCorrupted: the content isn't packed features.
    """
    if len(content) < _HEAD.size or (len(content) - _HEAD.size) % 4 or content[0] != FORMAT:
        raise DataCorrupted("These aren't a prompt's features.", remedy="Learn from outcomes of later requests.")
    _, *sizes = _HEAD.unpack_from(content)
    return Features(content[_HEAD.size :], Sizes(*sizes))


def read(text: str) -> Features:
    """The features of a prompt; of a long one its beginning and end stand for the whole."""
    part = _shortened(text)
    content = part.encode("utf-8", "replace")
    lowered = content.lower()
    words = _ascii_terms(lowered) if lowered.isascii() else _TERM.findall(lowered)
    single = list(map(crc32, words))
    pairs = map(crc32, words[1:], single)  # each with the one before it: CRC-32 goes on from where that ended
    hashes = [*single, *pairs]
    terms = pack(f"<{len(hashes)}I", *hashes)
    size = len(content)
    sizes = Sizes(
        len(text),
        len(part),
        size,
        len(part.split()),
        size - len(content.translate(None, _DIGITS)),
        len(content.translate(None, _PLAIN)),
        content.count(b"\n"),
        content.count(b"?"),
        size - len(content.translate(None, _UPPER)),
    )
    return Features(terms, sizes)


def _ascii_terms(text: bytes) -> list[bytes]:
    """What the pattern finds: splitting takes half of the time, where no word has letters and figures."""
    kinds = text.translate(_KINDS)
    if kinds.find(b"a0") >= 0 or kinds.find(b"0a") >= 0:
        return _ASCII_TERM.findall(text)
    text = text.translate(_NO_LINES)
    for mark in set(text.translate(None, _UNMARKED)):
        text = text.replace(*_APART[mark])
    return text.split()


def _shortened(text: str) -> str:
    return text if len(text) <= MAX_READ else f"{text[: MAX_READ * 2 // 3]}\n{text[-MAX_READ // 3 :]}"


def _form(terms: bytes) -> list[float]:
    question, answers = split(terms)
    shared, nearest = likeness(answers)
    asked, answered = reckoning(question), reckoning(list(chain.from_iterable(answers)))
    return [
        _ALIKE * shared,
        _ALIKE * nearest,
        _RECKONED * asked,
        _RECKONED * answered,
        _BOTH * min(asked, answered),
    ]


def _layout(sizes: Sizes) -> list[float]:
    """Eight figures, on one scale."""
    size, scale = sizes.bytes + 1, sizes.characters / sizes.read if sizes.read else 1.0
    words = sizes.words * scale
    figures = (
        log(size * scale),
        log1p(words),
        size * scale / (words + 1),
        sizes.digits / size,
        sizes.marks / size,
        log1p(sizes.lines * scale),
        log1p(sizes.questions),
        sizes.capitals / size,
    )
    return [(figure - typical) / spread for figure, typical, spread in zip(figures, _TYPICAL, _SPREAD, strict=True)]


def _wavy(figures: list[float]) -> Vector:
    """Waves over the layout: a smooth kernel by random Fourier features (Rahimi and Recht, 2007)."""
    frequencies, phases = _waves()
    waves: Vector = np.cos(frequencies @ np.clip(np.array(figures, np.float32), -3, 3) + phases) * _AMPLITUDE
    return waves


@cache
def _waves() -> tuple[Vector, Vector]:
    """A kernel width of √8, as many as there are figures. Drawn once and kept in a file of little-endian float32, a row
    a wave: numpy's generators are 4 MB."""
    kept = np.frombuffer(files(__package__).joinpath("waves.f32").read_bytes(), "<f4").reshape(WAVES, -1)
    return np.ascontiguousarray(kept[:, :-1]), np.ascontiguousarray(kept[:, -1])
