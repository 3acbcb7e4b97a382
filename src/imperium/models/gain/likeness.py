"""How much alike the answers are that a prompt leaves to choose from.

Where they say nearly the same ("I only", "I and II only") a weak model goes wrong more often than a strong one. On MMLU
either figure ranks the prompts better than their length does, and single words don't tell most of it. Figures that
didn't add to these two: words that the question shares with its answers, rare words, words or pairs that recur
anywhere, and how near the answers are in meaning.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from zlib import crc32

import numpy as np

LETTERS, MARKS = "abcdefghij", ".):"
_LABELS = [[crc32(f"{letter}{mark}".encode()) for letter in LETTERS] for mark in MARKS]
_SECONDS = [labels[1].to_bytes(4, "little") for labels in _LABELS]


def likeness(terms: bytes) -> tuple[float, float]:
    """Of a prompt's hashed terms (see `features`): the share of the answers' words that another answer has already, and
    how much alike the two nearest ones are (Jaccard's index). Both 0–1, and 0 where there is nothing to choose from."""
    answers = _answers(terms)
    words = sum(map(len, answers))
    if not words:
        return 0.0, 0.0
    return 1 - len(set().union(*answers)) / words, max(_overlaps(answers))


def _overlaps(answers: list[set[int]]) -> Iterator[float]:
    for one, other in combinations(answers, 2):
        shared = len(one & other)
        yield shared / max(len(one) + len(other) - shared, 1)


def _answers(terms: bytes) -> list[set[int]]:
    """The words of each answer, where two or more stand behind a., b. … or a), b) … in this order."""
    for labels, second in zip(_LABELS, _SECONDS, strict=True):
        if second in terms:
            hashes: list[int] = np.frombuffer(terms, "<u4").tolist()
            words, pairs = hashes[: (len(hashes) + 1) // 2], hashes[(len(hashes) + 1) // 2 :]
            if starts := _starts(pairs, labels):
                return [set(words[a + 2 : b]) for a, b in zip(starts, [*starts[1:], len(words)], strict=True)]
    return []


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
