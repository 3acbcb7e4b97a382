"""What is true by meaning: plain words about attributes, categories and audiences, as data in `knowledge/`.

Nothing in these files depends on a particular product: every line follows from the word it explains, or from what the
category of thing is for.
"""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from imperium.intelligences.grammar import plural


@dataclass(frozen=True, slots=True)
class Entry:
    """One word of the knowledge: `match` are the words it is known by, `lines` what can be said, by register."""

    key: str
    match: tuple[str, ...]
    data: dict[str, Any]

    def texts(self, register: str) -> tuple[str, ...]:
        """The lines of a register; empty when there are none."""
        found = self.data.get(register, ())
        return (found,) if isinstance(found, str) else tuple(found)


@dataclass(frozen=True, slots=True)
class Shelf:
    """The entries of one file, found by the longest word or phrase that occurs in a text."""

    entries: dict[str, Entry]
    pattern: re.Pattern[str]
    by_phrase: dict[str, Entry]

    def find(self, text: str) -> Entry | None:
        """The entry whose phrase occurs in the text; the last one, because English heads stand last."""
        found = self.find_all(text)
        return found[-1] if found else None

    def find_all(self, text: str) -> list[Entry]:
        """Every entry that occurs in the text, in its order, once each."""
        matches = (self.by_phrase[_fold(match[0])] for match in self.pattern.finditer(text))
        return list({entry.key: entry for entry in matches}.values())


_NOTHING = r"(?!)"


def _fold(phrase: str) -> str:
    return re.sub(r"[\s-]+", " ", phrase.lower())


def _forms(phrases: list[str], countable: bool) -> tuple[str, ...]:
    """The phrases, and for things and people their plurals too."""
    return tuple(dict.fromkeys([*phrases, *(map(plural, phrases) if countable else ())]))


def _shelf(name: str, *, countable: bool) -> Shelf:
    raw = tomllib.loads(files("imperium.intelligences").joinpath("knowledge", f"{name}.toml").read_text("utf-8"))
    entries = {key: Entry(key, _forms(data.pop("match"), countable), data) for key, data in raw.items()}
    by_phrase = {_fold(phrase): entry for entry in entries.values() for phrase in entry.match}
    longest_first = sorted(by_phrase, key=len, reverse=True)
    alternatives = "|".join(re.escape(phrase).replace(r"\ ", r"[\s-]+") for phrase in longest_first)
    return Shelf(entries, re.compile(rf"(?<!\w)(?:{alternatives or _NOTHING})(?!\w)", re.IGNORECASE), by_phrase)


@cache
def attributes() -> Shelf:
    """Attribute and feature words, with what each means for the person who uses the thing."""
    return _shelf("attributes", countable=False)


@cache
def categories() -> Shelf:
    """Categories of product, with what each is for, where it is used, and how it is pictured."""
    return _shelf("categories", countable=True)


@cache
def audiences() -> Shelf:
    """Groups of people, with the moments and places that belong to them."""
    return _shelf("audiences", countable=True)


@cache
def forms() -> Shelf:
    """Sentences that state nothing beyond what was given."""
    return _shelf("forms", countable=False)
