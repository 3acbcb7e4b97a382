"""Text in reports: nothing that is quoted becomes markup, ends a document early or moves a cursor."""

from __future__ import annotations

import re
from collections.abc import Iterator

_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|!~@])")
_TICKS = re.compile(r"`+")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def printable(text: str) -> str:
    """Text without what XML 1.0 can't hold."""
    return _NOT_IN_XML.sub("\ufffd", text)


def plain(text: str) -> str:
    """Text without characters that move a terminal's cursor or turn its direction around."""
    return _CONTROL.sub("\ufffd", text)


def escaped(text: str) -> str:
    """Text that Markdown shows as it is, on one line."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def code(text: str) -> str:
    """A code span; backticks in it make its fence longer."""
    ticks = "`" * (max((len(run) for run in _TICKS.findall(text)), default=0) + 1)
    pad = " " if "`" in text else ""
    return f"{ticks}{pad}{' '.join(text.split())}{pad}{ticks}"


def fenced(text: str, language: str = "") -> Iterator[str]:
    """A block of code that nothing in it can end."""
    ticks = "`" * max(3, max((len(run) for run in _TICKS.findall(text)), default=0) + 1)
    yield f"{ticks}{language}"
    yield text.rstrip("\n")
    yield ticks
