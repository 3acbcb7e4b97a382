"""The front end: one language's syntax into the common representation. Its kinds are in `frontends/`, one a language.

`frontends/java.py` has a function `read(source) -> Module`. A front end never raises for what a file holds: a part
that it can't read is a `Fault` in the module, and what stands around it is read all the same. It works without
recursion limits in mind: nesting deeper than `DEPTH` becomes `Unknown` and a `Fault`.
"""

from __future__ import annotations

from functools import cache, lru_cache
from importlib import import_module
from typing import Protocol

from imperium.analysis.program import Fault, Module
from imperium.analysis.source import Language, SourceFile, Span

DEPTH = 150
"""Nesting of nodes that is followed: the recursion of the interpreter is a few frames a level."""

BYTES = 2_000_000
"""A larger file isn't read: it is generated or minified, and a `Fault` says so."""

FAMILIES: dict[Language, str] = {
    "python": "python",
    "javascript": "javascript",
    "typescript": "javascript",
    "java": "java",
    "rust": "rust",
    "c": "cpp",
    "cpp": "cpp",
}


PACKED = 200_000
"""A file from this size on whose lines are as long as no person writes them isn't read either."""

LINE = 400
"""Characters of a line, on average, that only a program writes."""


def is_generated(text: str) -> bool:
    """Whether a text is too large to be read, or packed by a program."""
    return len(text) > BYTES or (len(text) > PACKED and len(text) > LINE * text.count("\n"))


class FrontEnd(Protocol):
    """What a module in `frontends/` offers."""

    def read(self, source: SourceFile) -> Module: ...


@cache
def front_end(language: Language) -> FrontEnd:
    """The front end of a language."""
    module: FrontEnd = import_module(f"imperium.analysis.frontends.{FAMILIES[language]}")
    return module


@lru_cache(maxsize=500)
def read(source: SourceFile) -> Module:
    """A source file in the common representation, which nobody changes: who asks for it again gets the same one. One
    that is generated or packed is empty, and its fault says so."""
    if is_generated(source.text):
        reason = f"{len(source.text):,} characters, generated or packed: not read"
        return Module(source.path, source.language, [], [Fault(Span(1, 1, 1, 1), reason)])
    return front_end(source.language).read(source)
