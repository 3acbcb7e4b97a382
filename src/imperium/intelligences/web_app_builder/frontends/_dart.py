"""Dart, looked at without a compiler: brackets that close, strings that end, imports that lead somewhere.

What can be known from text alone: a template that broke, a text that left its string. It finds no wrong type.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping

from imperium.platform.errors import FatalError

PACKAGES = ("dart:", "package:flutter/", "package:flutter_test/", "package:frontend/")
_IMPORT = re.compile(r"^import '([^']+)'", re.MULTILINE)
_TOKEN = re.compile(r"""//[^\n]*|/\*.*?\*/|r'[^'\n]*'|r"[^"\n]*"|['"(){}\[\]]""", re.DOTALL)
_CLOSES = {")": "(", "]": "[", "}": "{"}


def check(files: Mapping[str, str]) -> None:
    """Every Dart file among them. Raises FatalError: a mistake of ours."""
    for path, text in files.items():
        if path.endswith(".dart"):
            for fault in faults(path, text, files):
                raise FatalError(f"The builder wrote {path}, which can't be read: {fault}.")


def faults(path: str, text: str, files: Mapping[str, str]) -> Iterator[str]:
    """What is wrong, in words."""
    fault = _unbalanced(text)
    if fault:
        yield fault
    for wanted in _IMPORT.findall(text):
        if _placed(path, wanted) not in files and not wanted.startswith(PACKAGES[:3]):
            yield f"it imports {wanted}, which isn't there"


def _placed(path: str, wanted: str) -> str:
    if wanted.startswith("package:frontend/"):
        return wanted.replace("package:frontend/", "lib/", 1)
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), wanted))


def _unbalanced(text: str) -> str | None:
    """The first bracket or string that doesn't end, with its line. Brackets in an interpolation count like any."""
    open_: list[str] = []
    at = 0
    while at < len(text):
        if open_ and open_[-1] in "'\"":
            at, fault = _in_string(text, at, open_)
        else:
            at, fault = _in_code(text, at, open_)
        if fault:
            return f"{fault} in line {text.count(chr(10), 0, at) + 1}"
    return f"{open_[-1]} is never closed" if open_ else None


def _in_code(text: str, at: int, open_: list[str]) -> tuple[int, str | None]:
    found = _TOKEN.search(text, at)
    if found is None:
        return len(text), None
    token = found[0]
    if token in _CLOSES:
        if not open_ or open_.pop() != _CLOSES[token]:
            return found.end(), f"{token} closes nothing"
    elif len(token) == 1:
        open_.append(token)
    return found.end(), None


def _in_string(text: str, at: int, open_: list[str]) -> tuple[int, str | None]:
    character = text[at]
    if character == "\\":
        return at + 2, None
    if character == open_[-1]:
        open_.pop()
    elif character == "\n":
        return at, "a string doesn't end"
    elif text.startswith("${", at):
        open_.append("{")
        return at + 2, None
    return at + 1, None
