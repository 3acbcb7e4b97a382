"""What the analysis of C and C++ finds."""

from __future__ import annotations

from dataclasses import dataclass

from imperium.analysis.source import Span

PARAMETER = 0.5
"""Grade of what is passed to a function whose callers aren't seen."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a value that the program doesn't control comes in; `grade` is how surely it is hostile (0–1)."""

    path: str
    at: Span
    says: str
    grade: float = 0.9


@dataclass(frozen=True, slots=True)
class Flaw:
    """A flaw of some kind (`buffer_overflow`) at a place, with the steps that lead there, oldest first."""

    kind: str
    path: str
    at: Span
    says: str
    function: str = ""
    steps: tuple[Origin, ...] = ()
    names: tuple[str, ...] = ()
    strength: float = 0.9
