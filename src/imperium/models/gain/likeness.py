"""How much alike the answers are that a prompt leaves to choose from.

Where they say nearly the same ("I only", "I and II only") a weak model goes wrong more often than a strong one. On MMLU
either figure ranks the prompts better than their length does, and single words don't tell most of it. Figures that
didn't add to these two: words that the question shares with its answers, rare words, words or pairs that recur
anywhere, and how near the answers are in meaning.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations


def likeness(answers: Sequence[Sequence[int]]) -> tuple[float, float]:
    """Of the hashed words of each answer (see `choices`): the share of the answers' words that another one has already,
    and how much alike the two nearest ones are (Jaccard's index). Both 0–1, and 0 where there is nothing to choose."""
    said = [set(answer) for answer in answers]
    words = sum(map(len, said))
    if not words:
        return 0.0, 0.0
    return 1 - len(set().union(*said)) / words, max(_overlaps(said))


def _overlaps(said: list[set[int]]) -> Iterator[float]:
    for one, other in combinations(said, 2):
        shared = len(one & other)
        yield shared / max(len(one) + len(other) - shared, 1)
