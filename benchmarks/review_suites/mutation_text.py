"""A text to change: its syntax tree, and edits that are made all at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from tree_sitter import Language, Node, Parser


class Edit(NamedTuple):
    """The bytes `start`–`end` become `text`; none overlap."""

    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Text:
    """A program's text and its tree."""

    data: bytes
    root: Node

    def of(self, node: Node) -> str:
        return self.data[node.start_byte : node.end_byte].decode()

    def between(self, start: int, end: int) -> str:
        return self.data[start:end].decode()


def parsed(text: str, grammar: Language) -> Text:
    data = text.encode()
    return Text(data, Parser(grammar).parse(data).root_node)


def edited(text: Text, edits: Iterable[Edit]) -> str:
    """The text after all edits."""
    data, done = text.data, 0
    pieces: list[bytes] = []
    for edit in sorted(edits):
        pieces += [data[done : edit.start], edit.text.encode()]
        done = edit.end
    return b"".join([*pieces, data[done:]]).decode()


def walk(node: Node) -> Iterator[Node]:
    """A node and all below, in the order of the text."""
    waiting = [node]
    while waiting:
        each = waiting.pop()
        yield each
        waiting += reversed(each.children)


def field_of(node: Node) -> str | None:
    """The field of its parent that a node is."""
    parent = node.parent
    if parent is None:
        return None
    return next((parent.field_name_for_child(at) for at, each in enumerate(parent.children) if each == node), None)


def line_start(text: Text, at: int) -> int:
    """Where the line of a byte begins."""
    return text.data.rfind(b"\n", 0, at) + 1
