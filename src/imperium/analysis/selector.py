"""The selector: which value of a call a rule means, as `model.py` describes it."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

GRAMMAR = re.compile(r"(?P<choice>[\w*.$-]+(?:\|[\w*.$-]+)*)(?:\[(?P<item>-?\d+|[a-z]\w*)\])?")
WHOLE = ("*", "**", "receiver", "result")


class Selector:
    """A parsed selector. `position` and `keywords` are alternatives; `rest` means from `position` on."""

    __slots__ = ("item", "keywords", "position", "rest", "text", "whole")

    def __init__(self, text: str) -> None:
        found = GRAMMAR.fullmatch(text)
        if found is None:
            raise ValueError(f"{text!r} is no selector: write `0`, `name`, `0|name`, `1-`, `*`, `receiver` or `result`")
        self.text = text
        self.item: int | str | None = _item(found["item"])
        parts = _parts(found["choice"])
        self.whole, self.position, self.rest, self.keywords = parts

    def __repr__(self) -> str:
        return f"Selector({self.text!r})"


def _item(written: str | None) -> int | str | None:
    return written if written is None or written[0].isalpha() else int(written)


class _Parts(NamedTuple):
    whole: str | None
    position: int | None
    rest: bool
    keywords: tuple[str, ...]


def _parts(choice: str) -> _Parts:
    if choice in WHOLE:
        return _Parts(choice, None, False, ())
    words = choice.split("|")
    numbers = [word for word in words if word.rstrip("-").isdigit()]
    position = int(numbers[0].rstrip("-")) if numbers else None
    rest = bool(numbers) and numbers[0].endswith("-")
    return _Parts(None, position, rest, tuple(word for word in words if word not in numbers))


@cache
def selector(text: str) -> Selector:
    """The selector that a text writes.

    Raises:
        ValueError: it isn't one.
    """
    return Selector(text)
