"""The contract of a reference page, and how its tables are written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Page:
    """`about` is its line in the index, `body` gives the Markdown below title and intro."""

    title: str
    about: str
    intro: str
    body: Callable[[], str]


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table; a bar inside a cell is escaped."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(map(_cell, line))} |" for line in lines)


def section(title: str, *blocks: str, level: int = 2) -> str:
    """A headed part; empty blocks leave no trace."""
    return "\n\n".join([f"{'#' * level} {title}", *filter(None, blocks)])


def sections(parts: Iterable[str]) -> str:
    return "\n\n".join(parts)


def code(text: object) -> str:
    return f"`{text}`"


def codes(names: Iterable[object]) -> str:
    return ", ".join(map(code, names))


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())
