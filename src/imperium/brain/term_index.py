"""Texts by their terms: how similar a new text is to each that is remembered, in well under a millisecond.

Terms are words, pairs of words, and five letters in a row within a word's bounds; they are weighted by TF-IDF with
sublinear term frequency (Salton and Buckley, 1988). Words and letters count as one block each, of length 1.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise
from math import log

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

Figures = NDArray[np.float64]
Numbers = NDArray[np.int64]

LETTERS = 5
_WORD = re.compile(r"\w\w+")
_RUN = re.compile(r"\S+")


def word_terms(text: str) -> list[str]:
    """Words of two letters or more, and each with the next."""
    words = _WORD.findall(text)
    return [*words, *(f"{first} {second}" for first, second in pairwise(words))]


def letter_terms(text: str) -> list[str]:
    """Five letters in a row; a word begins and ends with a blank."""
    padded = [f" {run} " for run in _RUN.findall(text)]
    return [f"~{run[i : i + LETTERS]}" for run in padded for i in range(max(1, len(run) - LETTERS + 1))]


class _Weighed(Struct, frozen=True):
    """The texts by term: those that hold term t are `texts[starts[t]:starts[t + 1]]`, with their `weights`."""

    idf: Figures
    starts: Numbers
    texts: Numbers
    weights: Figures


class TermIndex:
    """Remembers texts in the order in which they are added; a text costs some 250 numbers."""

    def __init__(self) -> None:
        self._terms: dict[str, int] = {}
        self._ids: list[Numbers] = []
        self._counts: list[Figures] = []
        self._widths: list[tuple[int, int]] = []
        self._weighed: _Weighed | None = None

    def __len__(self) -> int:
        return len(self._widths)

    def add(self, text: str) -> None:
        blocks = _counted(text)
        known = self._terms
        self._ids.append(np.array([known.setdefault(term, len(known)) for block in blocks for term in block], np.int64))
        self._counts.append(np.array([1 + log(n) for block in blocks for n in block.values()], np.float64))
        self._widths.append((len(blocks[0]), len(blocks[1])))
        self._weighed = None

    def similarities(self, text: str) -> Figures:
        """To each text that was added, from 0 (no term in common) to 1 (the same terms)."""
        index = self._weighed = self._weighed or self._weigh()
        ids, weights = self._read(text, index.idf)
        starts = index.starts[ids]
        counts = index.starts[ids + 1] - starts
        places = np.repeat(starts - np.cumsum(counts) + counts, counts) + np.arange(int(counts.sum()))
        shares = index.weights[places] * np.repeat(weights, counts)
        found: Figures = np.bincount(index.texts[places], weights=shares, minlength=len(self)).astype(np.float64)
        return found

    def _read(self, text: str, idf: Figures) -> tuple[Numbers, Figures]:
        """The known terms of a text and their weights, half of the whole for each block."""
        ids, weights = [np.zeros(0, np.int64)], [np.zeros(0)]
        for block in _counted(text):
            known = [(self._terms[term], 1 + log(n)) for term, n in block.items() if term in self._terms]
            if known:
                ids.append(np.array([number for number, _ in known], np.int64))
                found = np.array([count for _, count in known]) * idf[ids[-1]]
                weights.append(found / (2 * np.sqrt(found @ found)))
        return np.concatenate(ids), np.concatenate(weights)

    def _weigh(self) -> _Weighed:
        ids = np.concatenate([np.zeros(0, np.int64), *self._ids])
        held_by = np.bincount(ids, minlength=len(self._terms))
        idf = 1 + np.log((1 + len(self)) / (1 + held_by))
        weights = np.concatenate([np.zeros(0), *self._counts]) * idf[ids]
        widths = np.array(self._widths, np.int64).reshape(-1)
        blocks = np.repeat(np.arange(len(widths)), widths)
        lengths = np.sqrt(np.bincount(blocks, weights=weights**2, minlength=len(widths)))
        order = np.argsort(ids, kind="stable")
        starts = np.concatenate([[0], np.cumsum(held_by)])
        return _Weighed(idf, starts, blocks[order] // 2, (weights / lengths[blocks])[order])


def _counted(text: str) -> Sequence[Mapping[str, int]]:
    lowered = text.lower()
    return Counter(word_terms(lowered)), Counter(letter_terms(lowered))
