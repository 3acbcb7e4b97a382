"""Regular expressions as guards: whether what matches one is harmless."""

from __future__ import annotations

import re
import warnings
from functools import cache
from typing import Any, Literal

_parser: Any = re._parser  # type: ignore[attr-defined]
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*://[^/\s{%]+[/?#]", re.IGNORECASE)
_LOCAL = re.compile(r"/[\w.~-]|[?#]")


def is_fixed_address(text: str) -> bool:
    """Whether what starts with a text leads to one host only: `https://example.com/`."""
    return _ADDRESS.match(text) is not None


def leads_nowhere_else(text: str) -> bool:
    """Whether what starts with a text stays on one host: `https://example.com/…`, `/page/…`."""
    return is_fixed_address(text) or _LOCAL.match(text) is not None


@cache
def is_narrow(pattern: str, anchored: Literal["none", "start", "both"]) -> bool:
    """Whether a whole text that matches can hold nothing but what is listed: no `.`, no negated class.

    `anchored` says which ends the call holds the pattern to by itself.
    """
    tree = _parsed(pattern)
    if tree is None:
        return False
    return _is_held(tree, pattern, anchored) and not any(_is_open(item) for item in _items(tree))


def _parsed(pattern: str) -> list[Any] | None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return list(_parser.parse(pattern.replace("\\z", "\\Z")))
        except (re.error, RecursionError, OverflowError, ValueError):
            return None


def _is_held(tree: list[Any], pattern: str, anchored: str) -> bool:
    start = anchored != "none" or _is_at(tree[:1], ("AT_BEGINNING", "AT_BEGINNING_STRING"))
    return start and (anchored == "both" or _is_at(tree[-1:], ("AT_END", "AT_END_STRING")))


def _is_at(items: list[Any], names: tuple[str, ...]) -> bool:
    return any(str(operator) == "AT" and str(argument) in names for operator, argument in items)


def _items(tree: Any) -> list[Any]:
    """All items of a pattern, those inside of groups and repetitions too."""
    found: list[Any] = []
    waiting: list[Any] = [tree]
    while waiting:
        current = waiting.pop()
        if isinstance(current, tuple) and len(current) == 2 and not isinstance(current[0], (int, tuple, list)):
            found.append(current)
        if isinstance(current, (tuple, list)) or hasattr(current, "data"):
            waiting.extend(current.data if hasattr(current, "data") else current)
    return found


def _is_open(item: Any) -> bool:
    operator, argument = str(item[0]), item[1]
    if operator in ("ANY", "NOT_LITERAL", "NEGATE"):
        return True
    return operator == "CATEGORY" and "NOT" in str(argument)
