"""Finished pieces of copy in a task's output, recognised by their fields: a post, an e-mail, a page.

To add a kind, write a class with its fields and a macro of the same name in `pieces.html.j2`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

DEEPEST = 6


class Piece(msgspec.Struct, frozen=True, kw_only=True):
    """`channel` is where it goes, `text` all of it as it would be pasted there."""

    channel: str
    text: str

    @property
    def kind(self) -> str:
        """The macro that draws it."""
        return type(self).__name__.lower()


class Email(Piece, frozen=True, kw_only=True):
    subject: str
    body: str
    preheader: str = ""
    call_to_action: str = ""

    def paragraphs(self) -> list[tuple[str, bool]]:
        """The paragraphs of the body, each with whether it is the call to action."""
        blocks = [block for block in self.body.split("\n\n") if block.strip()]
        return [(block, block.strip() == self.call_to_action) for block in blocks]


class Thread(Piece, frozen=True, kw_only=True):
    posts: list[str]


class SearchAd(Piece, frozen=True, kw_only=True):
    headlines: list[str]
    descriptions: list[str]


class Shot(msgspec.Struct, frozen=True):
    start: float
    seconds: float
    picture: str
    voice_over: str = ""
    on_screen: str = ""


class Storyboard(Piece, frozen=True, kw_only=True):
    shots: list[Shot]
    caption: str = ""


class Block(msgspec.Struct, frozen=True):
    title: str
    text: str


class Answer(msgspec.Struct, frozen=True):
    question: str
    answer: str


class LandingPage(Piece, frozen=True, kw_only=True):
    headline: str
    blocks: list[Block]
    sub_line: str = ""
    call_to_action: str = ""
    faq: list[Answer] = []
    meta_title: str = ""
    meta_description: str = ""


class Post(Piece, frozen=True, kw_only=True):
    pass


KINDS: tuple[type[Piece], ...] = (Email, Thread, SearchAd, Storyboard, LandingPage, Post)
"""From the most particular to the most general: the first whose fields are all there, with the right types, fits."""


def pieces(output: Any) -> list[Piece]:
    """Every piece in an output, in its order, each once."""
    return list({msgspec.json.encode(piece): piece for piece in _walk(output, DEEPEST)}.values())


def _walk(value: Any, depth: int) -> Iterator[Piece]:
    if depth == 0:
        return
    if isinstance(value, dict):
        if piece := _as_piece(value):
            yield piece
        else:
            for item in value.values():
                yield from _walk(item, depth - 1)
    elif isinstance(value, list):
        for item in value:
            yield from _walk(item, depth - 1)


def _as_piece(data: dict[str, Any]) -> Piece | None:
    if "channel" not in data:
        return None
    for kind in KINDS:
        try:
            return msgspec.convert(data, kind)
        except msgspec.ValidationError:
            continue
    return None
