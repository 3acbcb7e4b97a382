"""What every part of a program is: something that stands somewhere in a file."""

from __future__ import annotations

from dataclasses import dataclass

from imperium.analysis.source import Span


@dataclass(slots=True)
class Node:
    """Anything that stands somewhere in a file."""

    at: Span
