"""A statement: one sentence of a text, with everything given that it rests on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Statement:
    """`sources` are given words, as they were given; `derived` says how figures in the sentence were worked out."""

    text: str
    sources: tuple[str, ...]
    derived: dict[str, str] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        told: dict[str, Any] = {"sentence": self.text, "attributes": list(self.sources)}
        return told | ({"derived": self.derived} if self.derived else {})


Paragraph = tuple[Statement, ...]


def text_of(paragraphs: Iterable[Paragraph]) -> str:
    """Paragraphs with an empty line between; lines that begin with a bullet stand under one another."""
    return "\n\n".join(_joined(paragraph) for paragraph in paragraphs if paragraph)


def _joined(paragraph: Paragraph) -> str:
    between = "\n" if paragraph[0].text.startswith("• ") else " "
    return between.join(statement.text for statement in paragraph)
