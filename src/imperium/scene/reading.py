"""The words of a prompt, and the known phrases among them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from imperium.scene import lexicon

MAX_TEXT = 10_000
MAX_WORDS = 600
LONGEST = 5  # words of a phrase
BREAK = ","
IDEOGRAPHS = 0x2E80  # from here on one letter may be a word
Meaning = TypeVar("Meaning")


@dataclass(frozen=True, slots=True)
class Span(Generic[Meaning]):
    """A known phrase: its words are `start` up to `end`."""

    start: int
    end: int
    meaning: Meaning

    def __len__(self) -> int:
        return self.end - self.start

    def holds(self, other: Span[Any]) -> bool:
        """Whether the other phrase is a part of this longer one."""
        return self.start <= other.start and other.end <= self.end and len(self) > len(other)


@dataclass(slots=True)
class Reading:
    """A prompt's words; `used` are those that something has understood."""

    words: list[str]
    used: set[int] = field(default_factory=set)

    def find(self, table: Mapping[str, Meaning]) -> list[Span[Meaning]]:
        """The known phrases in the order they stand; where two overlap, the longer wins."""
        taken: set[int] = set()
        found: list[Span[Meaning]] = []
        for length in range(min(LONGEST, len(self.words)), 0, -1):
            for start in range(len(self.words) - length + 1):
                key = known(self.words[start : start + length], table)
                if key is not None and taken.isdisjoint(range(start, start + length)):
                    taken.update(range(start, start + length))
                    found.append(Span(start, start + length, table[key]))
        return sorted(found, key=lambda span: span.start)

    def use(self, spans: Iterable[Span[Meaning]]) -> list[Meaning]:
        """The meanings of the phrases, whose words are understood from now on."""
        spans = list(spans)
        self.used.update(place for span in spans for place in range(span.start, span.end))
        return [span.meaning for span in spans]

    def term(self, span: Span[Meaning]) -> str:
        return " ".join(self.words[span.start : span.end])

    def left(self) -> list[str]:
        """Words with a meaning of their own that nothing has understood."""
        silent = lexicon.among("silent", "silent") | lexicon.among("silent", "generic")
        rest = [word for place, word in enumerate(self.words) if place not in self.used]
        return list(dict.fromkeys(word for word in rest if word not in silent and _says_something(word)))


def read(prompt: str) -> Reading:
    """Any text; letters of any script, marks of punctuation as one break each."""
    text = unicodedata.normalize("NFKC", prompt[:MAX_TEXT]).lower().replace("’", "'")
    found = re.findall(r"[^\W_](?:[\w'-]*[^\W_])?|[,.;:!?()\n—–/&+]", text)
    return Reading([_word(part) for part in found[:MAX_WORDS]])


def _word(part: str) -> str:
    return part.removesuffix("'s") if part[0].isalnum() else "and" if part in "&+" else BREAK


def _says_something(word: str) -> bool:
    return word != BREAK and not word.isdigit() and (len(word) > 2 or ord(max(word)) >= IDEOGRAPHS)


def known(words: list[str], table: Mapping[str, object]) -> str | None:
    """The table's key for a phrase, in the singular or without hyphens where only that is listed."""
    phrase = " ".join(words)
    for candidate in (phrase, phrase.replace("-", " "), *_singulars(phrase)):
        if candidate in table:
            return candidate
    return None


def _singulars(phrase: str) -> list[str]:
    if len(phrase) < 4 or not phrase.endswith("s") or phrase.endswith("ss"):
        return []
    found = [phrase[:-1]]
    if phrase.endswith("ies"):
        found.append(phrase[:-3] + "y")
    if phrase.endswith("ves"):
        found += [phrase[:-3] + "f", phrase[:-3] + "fe"]
    if phrase.endswith("es"):
        found.append(phrase[:-2])
    return found
