"""Judges a text as a careful editor would: limits, unfilled slots, worn-out words, rhythm, repetition, articles.

Every generator of this package passes its texts through `check` before it returns them.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

from imperium.intelligences.grammar import article
from imperium.platform.errors import FatalError

Rule = Literal["limit", "slot", "banned", "long-sentence", "repetition", "article", "punctuation", "empty"]
MAX_WORDS_A_SENTENCE = 36
_SLOT = re.compile(
    r"[{}\[\]]|\b(?:TODO|TBD|FIXME|XXX)\b|lorem ipsum|\byour (?:product|brand|company) (?:here|name)\b", re.IGNORECASE
)
_PUNCTUATION = re.compile(r"(?<=\S) {2,}(?=\S)|(?<!\.)\.\.(?!\.)|[,;:!?]{2,}|\s[,.;:!?](?=\s|$)|\(\)|\.,|,\.")
_ARTICLE = re.compile(r"\b(?P<article>[Aa]n?) (?P<next>[\w'’“\"-]+)")
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"”’)]*\s+|\n+")
_WORD = re.compile(r"[\w'’-]+")


@dataclass(frozen=True, slots=True)
class Complaint:
    """What is wrong and where: `excerpt` is the place in the text."""

    rule: Rule
    excerpt: str


@cache
def banned_words() -> tuple[str, ...]:
    raw = tomllib.loads(files("imperium.intelligences").joinpath("knowledge", "banned.toml").read_text("utf-8"))
    return tuple(word for words in raw.values() for word in words)


@cache
def _banned() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, banned_words()))})(?!\w)", re.IGNORECASE)


def sentences(text: str) -> list[str]:
    """The sentences and lines of a text, without list marks."""
    parts = (part.strip(" -•*#>|\t") for part in _SENTENCE_END.split(text))
    return [part for part in parts if part]


def lint(text: str, *, max_characters: int | None = None, given: Iterable[str] = ()) -> list[Complaint]:
    """Everything that is wrong with one text. Words that stand in `given` are the user's own and never banned."""
    found = [Complaint("empty", "")] if not text.strip() else []
    if max_characters is not None and len(text) > max_characters:
        found.append(Complaint("limit", f"{len(text)} of {max_characters} characters"))
    found += [Complaint("slot", match[0]) for match in _SLOT.finditer(text)]
    found += [
        Complaint("punctuation", repr(text[max(0, m.start() - 8) : m.end() + 8])) for m in _PUNCTUATION.finditer(text)
    ]
    own = " ".join(given).lower()
    found += [Complaint("banned", m[0]) for m in _banned().finditer(text) if m[0].lower() not in own]
    found += [Complaint("long-sentence", s) for s in sentences(text) if len(_WORD.findall(s)) > MAX_WORDS_A_SENTENCE]
    return found + _wrong_articles(text, own)


def _wrong_articles(text: str, own: str) -> list[Complaint]:
    matches = _ARTICLE.finditer(text)
    wrong = (m for m in matches if article(m["next"]) != m["article"].lower() and m[0].lower() not in own)
    return [Complaint("article", m[0]) for m in wrong]


def five_grams(text: str) -> Counter[tuple[str, ...]]:
    """Runs of five words inside sentences, with how often each occurs."""
    runs: Counter[tuple[str, ...]] = Counter()
    for sentence in sentences(text):
        found = [word.lower() for word in _WORD.findall(sentence)]
        runs.update(tuple(found[i : i + 5]) for i in range(len(found) - 4))
    return runs


def overlap(first: str, second: str) -> float:
    """The share of the shorter text's 5-grams that stand in the other, from 0 to 1."""
    one, two = five_grams(first), five_grams(second)
    smaller = min(one.total(), two.total())
    return (one & two).total() / smaller if smaller else 0.0


def repeated(texts: Iterable[str], minimum_words: int = 4) -> list[Complaint]:
    """Sentences that stand in more than one place, short calls aside."""
    seen = Counter(s.lower() for text in texts for s in sentences(text) if len(_WORD.findall(s)) >= minimum_words)
    return [Complaint("repetition", sentence) for sentence, times in seen.items() if times > 1]


def check(text: str, *, max_characters: int | None = None, given: Iterable[str] = ()) -> str:
    """The text itself, when nothing is wrong with it.

    Raises:
        FatalError: a generator made something that an editor would strike out; a fault of this package.
    """
    complaints = lint(text, max_characters=max_characters, given=given)
    if complaints:
        raise FatalError(
            "The copy did not pass its own editor.", complaints=[f"{c.rule}: {c.excerpt}" for c in complaints]
        )
    return text
