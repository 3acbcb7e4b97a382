"""An asset: one finished piece of copy, ready to post, with its parts and the source of each sentence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from imperium.intelligences.linter import check
from imperium.intelligences.writer import FORM, Sentence


@dataclass(frozen=True, slots=True)
class Asset:
    """`text` is the piece as it is posted; `parts` are its fields; `markdown` how a person would read it."""

    channel: str
    kind: str
    text: str
    parts: dict[str, Any] = field(default_factory=dict)
    sentences: tuple[Sentence, ...] = ()
    markdown: str = ""

    def as_dict(self) -> dict[str, Any]:
        return {
            "channel": self.channel,
            "kind": self.kind,
            "text": self.text,
            **self.parts,
            "characters": len(self.text),
            "sources": sources(self.sentences),
            "markdown": self.markdown or self.text,
        }


def sources(sentences: Iterable[Sentence]) -> list[dict[str, str]]:
    """Which given attribute, category or audience each sentence rests on; mere forms are left out."""
    return [{"sentence": s.text, "attribute": s.source} for s in sentences if s.source != FORM]


def lines(*sentences: Sentence | None) -> str:
    """The sentences that there are, as one paragraph."""
    return " ".join(s.text for s in sentences if s is not None)


def paragraphs(*blocks: str) -> str:
    return "\n\n".join(block for block in blocks if block)


def said(*sentences: Sentence | None) -> tuple[Sentence, ...]:
    return tuple(s for s in sentences if s is not None)


def edited(asset: Asset, most: int, given: tuple[str, ...]) -> Asset:
    """The asset, once the editor has nothing to complain about."""
    check(asset.text, max_characters=most, given=given)
    return asset
