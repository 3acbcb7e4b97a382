"""Key phrases of a text: n-grams that no stop word interrupts, by frequency, rarity and how early they stand.

A candidate is a run of one to four words inside what stands between stop words and punctuation. Its score is

    sum over its occurrences of whole / (1 + LATE · ln(1 + words before it)) × idf(phrase) × words ** LENGTH × one

with idf = ln((2 + documents) / (1 + documents that contain it)) over stems; `whole` is 1 for a run that fills the space
between two stop words and PART for one inside it, `one` is SINGLE for a single word and 1 for a phrase. So a phrase
counts more the earlier and the more often it stands here, and the rarer it is elsewhere.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from math import log

from imperium.intelligences.product_content.stem import stem

LONGEST = 4
LENGTH = 0.3
LATE = 0.5
PART = 0.2
SINGLE = 0.5
"""Chosen on the first half of Inspec's test documents; `benchmarks/product_content.py` measures the other half."""
_TOKEN = re.compile(r"[^\W_]+(?:[-'’.][^\W_]+)*|[^\w\s]")
Stems = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KeyPhrase:
    text: str
    score: float


@dataclass(frozen=True, slots=True)
class Candidate:
    """`before` is how many words stand before it, `is_whole` whether it fills the space between two stop words."""

    text: str
    stems: Stems
    before: int
    is_whole: bool

    @property
    def weight(self) -> float:
        return (1.0 if self.is_whole else PART) / (1 + LATE * log(1 + self.before))


@dataclass(slots=True)
class DocumentFrequencies:
    """In how many documents a phrase stands; without any, every phrase is as rare as every other."""

    documents: int = 0
    counts: Counter[Stems] = field(default_factory=Counter)

    def add(self, text: str) -> None:
        self.documents += 1
        self.counts.update({candidate.stems for candidate in candidates(text)})

    def idf(self, stems: Stems) -> float:
        return log((2 + self.documents) / (1 + self.counts[stems]))

    @classmethod
    def of(cls, texts: Iterable[str]) -> DocumentFrequencies:
        made = cls()
        for text in texts:
            made.add(text)
        return made


@cache
def stop_words() -> frozenset[str]:
    raw = files("imperium.intelligences").joinpath("knowledge", "stopwords.toml").read_text("utf-8")
    return frozenset(tomllib.loads(raw)["words"])


def candidates(text: str) -> Iterator[Candidate]:
    """Every candidate of a text, in its order."""
    run: list[tuple[str, str]] = []
    before = 0
    for token in [*_TOKEN.findall(text), "."]:
        if _bounds(token):
            yield from _within(run, before - len(run))
            run = []
        else:
            run.append((token, stem(token)))
        before += token[0].isalnum()


def key_phrases(text: str, most: int = 10, elsewhere: DocumentFrequencies | None = None) -> list[KeyPhrase]:
    """The phrases that say most about a text, best first, each stem sequence once in its first spelling."""
    known = elsewhere or DocumentFrequencies()
    spelled: dict[Stems, str] = {}
    weight: dict[Stems, float] = {}
    for candidate in candidates(text):
        spelled.setdefault(candidate.stems, candidate.text)
        weight[candidate.stems] = weight.get(candidate.stems, 0.0) + candidate.weight
    scored = {stems: total * known.idf(stems) * _size(stems) for stems, total in weight.items()}
    best = sorted(scored, key=lambda stems: (-scored[stems], spelled[stems]))
    return [KeyPhrase(spelled[stems], scored[stems]) for stems in best[:most]]


def _size(stems: Stems) -> float:
    return float(len(stems) ** LENGTH) if len(stems) > 1 else SINGLE


def _bounds(token: str) -> bool:
    return not token[0].isalnum() or token.lower() in stop_words() or token.isdigit()


def _within(run: list[tuple[str, str]], start: int) -> Iterator[Candidate]:
    longest = min(LONGEST, len(run))
    for first in range(len(run)):
        for last in range(first + 1, min(first + LONGEST, len(run)) + 1):
            part = run[first:last]
            written, stems = zip(*part, strict=True)
            yield Candidate(" ".join(written), tuple(stems), start + first, len(part) == longest)
