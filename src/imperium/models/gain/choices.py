"""What a prompt asks, and the answers that it leaves to choose from, told apart by their labels."""

from __future__ import annotations

from typing import NamedTuple
from zlib import crc32

import numpy as np

LETTERS, MARKS = "abcdefghij", ".):"
_LABELS = [[crc32(f"{letter}{mark}".encode()) for letter in LETTERS] for mark in MARKS]
_SECONDS = [labels[1].to_bytes(4, "little") for labels in _LABELS]


class Choices(NamedTuple):
    """Hashed words of the question and of each answer, in their order; no answers where there is nothing to choose."""

    question: list[int]
    answers: list[list[int]]


def split(terms: bytes) -> Choices:
    """Of a prompt's hashed terms (see `features`): answers are two or more that stand behind a., b. … or a), b) … in
    this order. Labels belong to neither side."""
    hashes: list[int] = np.frombuffer(terms, "<u4").tolist()
    words = hashes[: (len(hashes) + 1) // 2]
    for labels, second in zip(_LABELS, _SECONDS, strict=True):
        if second in terms and (starts := _starts(hashes[len(words) :], labels)):
            ends = [*starts[1:], len(words)]
            return Choices(words[: starts[0]], [words[a + 2 : b] for a, b in zip(starts, ends, strict=True)])
    return Choices(words, [])


def _starts(pairs: list[int], labels: list[int]) -> list[int]:
    """Where each label stands: the first one right before the second, then one after the other."""
    try:
        second = pairs.index(labels[1])
        first = second - 1 - pairs[:second][::-1].index(labels[0])
    except ValueError:
        return []
    starts = [first, second]
    for label in labels[2:]:
        if label not in pairs[starts[-1] :]:
            break
        starts.append(pairs.index(label, starts[-1]))
    return starts
