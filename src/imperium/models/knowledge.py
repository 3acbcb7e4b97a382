"""Answers from written pages, with citations or not at all: what stands in for a model when none is connected.

The pages are the shipped `knowledge/*.md` and every `*.md` in the data folder's `knowledge`. They are split by heading
and indexed in memory with SQLite's FTS5 (Porter stemming, BM25: S. Robertson, H. Zaragoza, "The Probabilistic Relevance
Framework: BM25 and Beyond", 2009). A question is answered only when passages cover nearly all of its content words,
each weighted by how rare it is: a word that no page has weighs most, so a question about something else fails.
"""

from __future__ import annotations

import math
import re
import sqlite3
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path

from msgspec import Struct

COVERAGE = 0.75
"""Share of the question's weight that the quoted passages must hold; and half of it by one passage alone."""
MAX_QUOTED = 3
MAX_PASSAGE = 1_200
"""Characters of a passage that are quoted."""
MAX_QUESTION_WORDS = 40

_HEADING = re.compile(r"^(#{1,6})\s+(.+?)\s*$", re.MULTILINE)
_WORD = re.compile(r"\w+")


class Passage(Struct, frozen=True):
    """A section of a page. `source` is the file's name."""

    title: str
    heading: str
    text: str
    source: str

    @property
    def label(self) -> str:
        place = self.title if self.heading == self.title else f"{self.title} › {self.heading}"
        return f"{place} ({self.source})"


class Weighted(Struct, frozen=True):
    """A word of the question, its share of the question's weight, and the rows that hold it (or head with it)."""

    word: str
    share: float
    rows: frozenset[int]
    headings: frozenset[int]


class Answer(Struct, frozen=True):
    """Quoted passages with `[1]`-like marks, and the passages they come from. `coverage` is 0–1."""

    text: str
    passages: tuple[Passage, ...]
    coverage: float


class Knowledge:
    """An index over passages."""

    def __init__(self, passages: Iterable[Passage]) -> None:
        self.passages = list(passages)
        self._index = sqlite3.connect(":memory:", check_same_thread=False)
        self._index.execute(
            "CREATE VIRTUAL TABLE passages USING fts5"
            "(title, heading, text, tokenize = 'porter unicode61 remove_diacritics 2')"
        )
        rows = [(number, p.title, p.heading, p.text) for number, p in enumerate(self.passages)]
        self._index.executemany("INSERT INTO passages (rowid, title, heading, text) VALUES (?, ?, ?, ?)", rows)

    @classmethod
    def load(cls, data: Path) -> Knowledge:
        """The shipped pages and those in `<data>/knowledge`."""
        shipped = files("imperium.models") / "knowledge"
        pages = [(entry.name, entry.read_text(encoding="utf-8")) for entry in shipped.iterdir()]
        own = sorted((data / "knowledge").rglob("*.md"))
        pages += [(path.relative_to(data).as_posix(), path.read_text("utf-8", "replace")) for path in own]
        return cls(passage for name, text in sorted(pages) if name.endswith(".md") for passage in split(text, name))

    def answer(self, question: str) -> Answer | None:
        """The best passages, or None when they don't cover the question."""
        weights = self._weights(content_words(question))
        chosen = self._choose(weights)
        coverage = self._share(weights, chosen)
        if coverage < COVERAGE or self._share(weights, chosen[:1]) < COVERAGE / 2:
            return None
        chosen = (chosen + self._alike(weights, chosen[0]))[:MAX_QUOTED]
        return _quoted([self.passages[row] for row in chosen], coverage)

    def _weights(self, words: Iterable[str]) -> list[Weighted]:
        """The question's words with their shares of its weight (inverse document frequency, as BM25 has it)."""
        found = [(word, self._rows(f'"{word}"'), self._rows(f'{{heading}} : "{word}"')) for word in words]
        rarities = [math.log(1 + (len(self.passages) - len(rows) + 0.5) / (len(rows) + 0.5)) for _, rows, _ in found]
        return [
            Weighted(word, rarity / sum(rarities), rows, headings)
            for rarity, (word, rows, headings) in zip(rarities, found, strict=True)
        ]

    def _rows(self, query: str) -> frozenset[int]:
        found = self._index.execute("SELECT rowid FROM passages WHERE passages MATCH ?", (query,))
        return frozenset(row for (row,) in found)

    def _ranked(self, weights: Iterable[Weighted]) -> list[int]:
        """The best rows by BM25, where a word in a heading counts six times one in the text."""
        query = " OR ".join(f'"{weighted.word}"' for weighted in weights)
        ranking = "SELECT rowid FROM passages WHERE passages MATCH ? ORDER BY bm25(passages, 4.0, 6.0, 1.0) LIMIT 24"
        return [row for (row,) in self._index.execute(ranking, (query,))] if query else []

    def _choose(self, weights: list[Weighted]) -> list[int]:
        """Rows that each add words not covered yet: what covers most first, then what is headed so, then BM25."""
        ranked, chosen = self._ranked(weights), list[int]()
        missing = list(weights)
        while missing and len(chosen) < MAX_QUOTED:
            best = max(ranked, key=lambda row: (_gain(missing, row), _headed(weights, row)), default=None)
            if best is None or _gain(missing, best) == 0:
                break
            chosen.append(best)
            missing = [weighted for weighted in missing if best not in weighted.rows]
        return chosen

    def _alike(self, weights: list[Weighted], row: int) -> list[int]:
        """Sections of the same page that are headed just as fittingly: the other ways to do it."""
        headed, page = _headed(weights, row), self.passages[row].source
        if headed < COVERAGE:
            return []
        return [
            other
            for other, passage in enumerate(self.passages)
            if other != row and passage.source == page and _headed(weights, other) == headed
        ]

    def _share(self, weights: list[Weighted], rows: list[int]) -> float:
        return sum(weighted.share for weighted in weights if not weighted.rows.isdisjoint(rows))


def _gain(weights: Iterable[Weighted], row: int) -> float:
    return round(sum(weighted.share for weighted in weights if row in weighted.rows), 6)


def _headed(weights: Iterable[Weighted], row: int) -> float:
    return round(sum(weighted.share for weighted in weights if row in weighted.headings), 6)


def content_words(question: str) -> list[str]:
    """The words that carry the question's meaning, each once, in order."""
    stopwords = _stopwords()
    words = dict.fromkeys(word for word in _WORD.findall(question.lower()) if word not in stopwords)
    return list(words)[:MAX_QUESTION_WORDS]


@cache
def _stopwords() -> frozenset[str]:
    return frozenset((files("imperium.models") / "stopwords.txt").read_text(encoding="utf-8").split())


def split(text: str, source: str) -> Iterator[Passage]:
    """A page's sections, each under its own heading; the first heading is the page's title."""
    headings = list(_HEADING.finditer(text))
    title = headings[0].group(2) if headings else source.removesuffix(".md")
    before = text[: headings[0].start()] if headings else text
    if before.strip():
        yield Passage(title, title, before.strip(), source)
    for found, following in zip(headings, [*headings[1:], None], strict=True):
        body = text[found.end() : following.start() if following else len(text)].strip()
        if body:
            yield Passage(title, found.group(2), body, source)


def _quoted(passages: list[Passage], coverage: float) -> Answer:
    quotes = [f"{_shortened(passage.text)} [{number}]" for number, passage in enumerate(passages, 1)]
    sources = [f"[{number}] {passage.label}" for number, passage in enumerate(passages, 1)]
    return Answer("\n\n".join([*quotes, "Sources:\n" + "\n".join(sources)]), tuple(passages), round(coverage, 3))


def _shortened(text: str) -> str:
    """Whole paragraphs up to the bound; an ellipsis says that more follows."""
    if len(text) <= MAX_PASSAGE:
        return text
    cut = text.rfind("\n\n", 0, MAX_PASSAGE)
    return f"{text[: cut if cut > 0 else MAX_PASSAGE].rstrip()} …"
