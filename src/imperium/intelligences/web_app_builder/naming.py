"""Names that a person gave, made safe: an identifier in every target language, a path, and a label that is only text.

    name_of("Due date (UTC)").snake
    'due_date_utc'

Code is made from `words` alone, which hold nothing but a–z and 0–9 and begin with a letter. The label is what a person
reads; a template can't print it but through a filter that escapes it for the place where it stands.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from functools import cached_property

from imperium.intelligences.web_app_builder.reserved import FIELDS, TYPES

LONGEST_LABEL = 80
LONGEST_ENTITY = 24
LONGEST_FIELD = 28
"""With these, every table, column and constraint name stays within the 63 bytes that PostgreSQL keeps."""


@dataclass(frozen=True, slots=True)
class Label:
    """Text for people. It can't be joined into other text by accident."""

    text: str

    def __str__(self) -> str:
        raise TypeError("a label is written through a filter that escapes it: py, js, html, yaml, md, dart")


@dataclass(frozen=True)
class Name:
    """A label and the safe words of it. Equal words are equal names, however they are labelled."""

    label: Label = field(compare=False)
    words: tuple[str, ...]

    @cached_property
    def snake(self) -> str:
        return "_".join(self.words)

    @cached_property
    def kebab(self) -> str:
        return "-".join(self.words)

    @cached_property
    def pascal(self) -> str:
        return "".join(word[0].upper() + word[1:] for word in self.words)

    @cached_property
    def camel(self) -> str:
        return self.pascal[0].lower() + self.pascal[1:]


def clean(text: str, longest: int = LONGEST_LABEL) -> str:
    """One line of composed, visible characters, at most so many. Directional and other format characters are left
    out, because they can make a label look like something else."""
    composed = unicodedata.normalize("NFC", text)
    visible = "".join(" " if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c for c in composed)
    visible = "".join(c for c in visible if unicodedata.category(c)[0] != "C")
    return " ".join(visible.split())[:longest].strip()


def safe_words(text: str, longest: int, fallback: str) -> tuple[str, ...]:
    """The words of a text in a–z and 0–9, beginning with a letter, together at most `longest` characters with
    underscores between them; the fallback where nothing of it can be written so."""
    apart = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", text)
    ascii_only = unicodedata.normalize("NFKD", apart).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", ascii_only.replace("'", ""))
    if words and words[0][0].isdigit():
        words.insert(0, fallback.partition("_")[0])
    return tuple("_".join(words)[:longest].strip("_").split("_")) if words else tuple(fallback.split("_"))


def entity_name(text: str, fallback: str = "record") -> Name:
    """The name of a kind of thing; `record` is added where the bare word means something to a target language."""
    words = safe_words(text, LONGEST_ENTITY, fallback)
    plain = Name(Label(clean(text) or fallback), words)
    return plain if plain.pascal not in TYPES else _followed_by(plain, "record", LONGEST_ENTITY)


def field_name(text: str, fallback: str = "field") -> Name:
    """The name of an attribute; `value` is added where the bare word means something to a target language."""
    plain = Name(Label(clean(text) or fallback), safe_words(text, LONGEST_FIELD, fallback))
    taken = plain.snake in FIELDS or plain.camel in FIELDS or plain.snake.startswith("model_")
    return _followed_by(plain, "value", LONGEST_FIELD) if taken else plain


def plain_name(text: str, fallback: str = "app", longest: int = 40) -> Name:
    """A name that is never an identifier of its own: of an app, or of a choice."""
    return Name(Label(clean(text) or fallback), safe_words(text, longest, fallback))


def _followed_by(name: Name, word: str, longest: int) -> Name:
    kept = name.snake[: longest - len(word) - 1].strip("_")
    return Name(name.label, (*kept.split("_"), word))
