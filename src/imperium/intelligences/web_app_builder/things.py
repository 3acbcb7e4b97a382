"""What apps are known to keep: kinds of thing with their usual fields, kinds of app with their usual things."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from imperium.intelligences.grammar import plural
from imperium.intelligences.web_app_builder.model import Access

PACKAGE = "imperium.intelligences.web_app_builder"


@dataclass(frozen=True, slots=True)
class Thing:
    """`links` are references to other things by key, `?` for optional, `[]` for many; `one_link` takes the first."""

    key: str
    fields: tuple[str, ...]
    links: tuple[str, ...]
    access: Access | None = None
    one_link: bool = False


@dataclass(frozen=True, slots=True)
class Mention:
    """Words of a text that mean something known, and where they stand."""

    key: str
    words: str
    start: int
    end: int
    many: bool = False


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Finds known words in a text, the longest first."""

    pattern: re.Pattern[str]
    keys: Mapping[str, tuple[str, bool]]

    def find(self, text: str) -> list[Mention]:
        found = []
        for match in self.pattern.finditer(text):
            key, many = self.keys[_folded(match[0])]
            found.append(Mention(key, match[0], match.start(), match.end(), many))
        return found

    def of(self, words: str) -> tuple[str, bool] | None:
        """The key of exactly these words, and whether they are a plural."""
        return self.keys.get(_folded(words))


@cache
def things() -> Mapping[str, Thing]:
    """Every kind of thing by key."""
    return {
        key: Thing(key, tuple(d["fields"]), tuple(d["links"]), d.get("access"), d.get("one_link", False))
        for key, d in _load("things").items()
    }


@cache
def thing_words() -> Lexicon:
    return _lexicon({key: data["match"] for key, data in _load("things").items()})


@cache
def app_words() -> Lexicon:
    return _lexicon({key: data["match"] for key, data in _load("apps").items()})


def kept_by(app: str) -> tuple[str, ...]:
    """The keys of the things that a kind of app keeps."""
    return tuple(_load("apps")[app]["keeps"])


@cache
def type_of(field: str) -> str:
    """The type, in short form, of a field by its name: `due date` is a date, `status` a choice."""
    last = field.lower().split()[-1] if field.split() else ""
    known = _load("fields")
    if choices := known["choices"].get(last):
        return f"choice: {', '.join(choices)}"
    if re.match(r"(?:is|has|was)\s", field.lower()):
        return "boolean"
    if re.match(r"(?:number|amount) of\s", field.lower()):
        return "integer"
    return next((kind for kind, words in known.items() if kind != "choices" and last in words.split()), "string")


@cache
def _load(name: str) -> dict[str, Any]:
    return tomllib.loads(files(PACKAGE).joinpath("knowledge", f"{name}.toml").read_text("utf-8"))


def _lexicon(words: Mapping[str, list[str]]) -> Lexicon:
    keys: dict[str, tuple[str, bool]] = {}
    for key, phrases in words.items():
        for phrase in phrases:
            keys[_folded(phrase)] = (key, False)
            keys.setdefault(_folded(plural(phrase)), (key, True))
    longest = sorted(keys, key=len, reverse=True)
    alternatives = "|".join(re.escape(phrase).replace(r"\ ", r"[\s-]+") for phrase in longest)
    return Lexicon(re.compile(rf"(?<![\w-])(?:{alternatives})(?![\w-])", re.IGNORECASE), keys)


def _folded(phrase: str) -> str:
    return re.sub(r"[\s-]+", " ", phrase.lower())
