"""A file of a program, read, and what of it could not be."""

from __future__ import annotations

from dataclasses import dataclass, field

from imperium.analysis.program.statements import Statement
from imperium.analysis.source import Language, Span


@dataclass(slots=True)
class Fault:
    """A part of a file that could not be read, with the reason in words."""

    at: Span
    reason: str


@dataclass(slots=True)
class Module:
    """A file, read. `package` is its dotted name where the language has one (Java), else empty."""

    path: str
    language: Language
    body: list[Statement]
    faults: list[Fault] = field(default_factory=list)
    package: str = ""
