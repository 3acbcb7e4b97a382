"""Which prompts are labelled, and which are held out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

LABELS = (0, 100, 500, 1_500)
HELD_OUT = 0.2


@dataclass(frozen=True)
class Split:
    seed: int
    labelled: list[int]
    held: list[int]


def counts(count: int, labels: Sequence[int]) -> list[int]:
    """Numbers of labels that so many prompts have room for, each once."""
    return sorted({min(number, count - _held(count)) for number in labels})


def splits(count: int, labels: int, seeds: int) -> Iterator[Split]:
    """One a seed. At least a fifth is held out, the same prompts for every number of labels; from seed to seed the next
    ones, so that as few as possible are left unmeasured."""
    held = _held(count)
    turns = count // held
    for seed in range(seeds):
        order = Random(seed // turns).sample(range(count), count)
        begin = seed % turns * held
        yield Split(seed, (order[:begin] + order[begin + held :])[:labels], order[begin : begin + held])


def _held(count: int) -> int:
    return max(int(count * HELD_OUT), count - max(LABELS))
