"""The written results of a run: what each task wrote, as cards, as a document, or as tidy values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup

from imperium.workflows.report.markdown import to_html
from imperium.workflows.report.pieces import Piece, pieces
from imperium.workflows.report.wording import channel, titled
from imperium.workflows.run import RunState, TaskState

LONGEST_SHOWN = 200_000
"""Characters of one text that the page shows; all of it stands in `report.json`."""


@dataclass(frozen=True, slots=True)
class Card:
    """A piece of copy as a card. `place` tells it from others of its channel: `2 of 3`."""

    id: str
    name: str
    place: str
    piece: Piece


@dataclass(frozen=True, slots=True)
class Section:
    """What one task wrote: finished pieces, a document, or plain values.

    A document stands beside pieces that are only a part of it.
    """

    id: str
    title: str
    made_by: str
    cards: list[Card] = field(default_factory=list)
    document: Markup | None = None
    values: Any = None
    left_out: int = 0
    notes: tuple[str, ...] = ()


def sections(state: RunState) -> list[Section]:
    """What the succeeded tasks wrote, in their order."""
    numbered = enumerate([task for task in state.tasks.values() if task.status == "succeeded"], start=1)
    return [section for number, task in numbered if (section := _section(number, task)) is not None]


def _section(number: int, task: TaskState) -> Section | None:
    """None for a task that gave pictures or films and no words, or nothing at all."""
    title, by = titled(task.output_variable), task.answered_by or task.engine or ""
    cards, notes = _cards(task.output, f"work-{number}", title), _notes(task.output)
    text, left_out = document(task.output)
    if cards and "assets" in task.output:
        return Section(f"work-{number}", title, by, cards, notes=notes)
    if cards or text:
        return Section(f"work-{number}", title, by, cards, text, left_out=left_out, notes=notes)
    return Section(f"work-{number}", title, by, values=task.output) if task.output and not task.artifacts else None


def _cards(output: Any, section: str, title: str) -> list[Card]:
    """The pieces in an output. A card that would only repeat the section's title has no name of its own."""
    found = pieces(output)
    count = Counter(piece.channel for piece in found)
    seen: Counter[str] = Counter()
    cards = []
    for number, piece in enumerate(found, start=1):
        seen[piece.channel] += 1
        name, several = channel(piece.channel), count[piece.channel] > 1
        place = f"{seen[piece.channel]} of {count[piece.channel]}" if several else ""
        cards.append(Card(f"{section}-{number}", "" if name == title else name, place, piece))
    return cards


def _notes(output: Any) -> tuple[str, ...]:
    """What the one who did the work has to say about it."""
    notes = output.get("notes") if isinstance(output, Mapping) else None
    return tuple(note for note in notes if isinstance(note, str)) if isinstance(notes, list) else ()


def document(output: Any) -> tuple[Markup | None, int]:
    """The output as a person reads it, and how many characters of it the page leaves out."""
    text = output
    if isinstance(output, Mapping):
        text = next((output[key] for key in ("markdown", "text") if isinstance(output.get(key), str)), None)
    if not isinstance(text, str) or not text.strip():
        return None, 0
    return to_html(text[:LONGEST_SHOWN], top_level=3), max(0, len(text) - LONGEST_SHOWN)
