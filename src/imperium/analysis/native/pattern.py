"""The pattern: a flaw that stands in the text itself, whatever the values. Its kinds are in `patterns/`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from imperium.analysis.native.flaw import Flaw
from imperium.analysis.native.reading import Project
from imperium.analysis.native.syntax import Unit
from imperium.kit.kinds import discover


@dataclass(frozen=True)
class Pattern:
    """`look` finds every occurrence in a file; the project tells what other files declare."""

    summary: str
    look: Callable[[Project, Unit], Iterator[Flaw]]


@cache
def patterns() -> dict[str, Pattern]:
    """Every pattern, by the name of its file."""
    return discover("imperium.analysis.native.patterns", Pattern)
