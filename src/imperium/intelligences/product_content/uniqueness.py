"""How much of a text stands in the texts of other products: runs of five words, compared pair by pair."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from imperium.intelligences.linter import five_grams

FEWEST = 16
"""Runs below which a text, of some twenty-five words then, is too short to be compared."""


@dataclass(frozen=True, slots=True)
class Nearest:
    """`share` is how much of a text's runs stand in this product's text too, `shared` which."""

    label: str
    share: float
    shared: frozenset[int]

    def is_in(self, sentence: str) -> bool:
        """Whether a sentence holds one of the shared runs."""
        return not self.shared.isdisjoint(_runs(sentence))


@dataclass(slots=True)
class Shelf:
    """The texts that have been written, by label. Memory grows with the runs of five words, about 200 bytes each."""

    owners: dict[int, set[int]] = field(default_factory=dict)
    labels: list[str] = field(default_factory=list)

    def add(self, label: str, text: str) -> None:
        place = len(self.labels)
        self.labels.append(label)
        for run in _runs(text):
            self.owners.setdefault(run, set()).add(place)

    def nearest(self, text: str) -> Nearest | None:
        """The product whose text shares most with this one; None where nothing is shared or the text is too short."""
        runs = _runs(text)
        shared = Counter(place for run in runs for place in self.owners.get(run, ()))
        if len(runs) < FEWEST or not shared:
            return None
        place, count = min(shared.items(), key=lambda item: (-item[1], item[0]))
        return Nearest(
            self.labels[place], count / len(runs), frozenset(r for r in runs if place in self.owners.get(r, ()))
        )


def _runs(text: str) -> set[int]:
    return {hash(run) for run in five_grams(text)}
