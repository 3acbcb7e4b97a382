"""Python newer than the interpreter that runs us, written so that the older one parses it, each character in its place.

Since 3.12 (PEP 701) an f-string's expressions may hold the f-string's own quotes, and backslashes. Tools that read a
program with the `ast` module of Python 3.11 lose such a file without a word. Here the inner quotes are swapped for the
other kind, and what stands in the way inside of an inner string becomes `_`: lines and columns stay as they were, and
what is outside of expressions isn't touched.
"""

from __future__ import annotations

import ast
import re
import warnings

import tree_sitter
import tree_sitter_python

GRAMMAR = tree_sitter.Language(tree_sitter_python.language())


def parseable(text: str) -> str | None:
    """The text as this interpreter can parse it, or None if it can't be written so."""
    if _parses(text):
        return text
    older = _rewritten(text)
    return older if _parses(older) else None


def _parses(text: str) -> bool:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            ast.parse(text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return False
    return True


def _rewritten(text: str) -> str:
    data = bytearray(text.encode("utf-8", "surrogateescape"))
    waiting: list[tuple[tree_sitter.Node, tuple[bytes, ...]]] = [
        (tree_sitter.Parser(GRAMMAR).parse(bytes(data)).root_node, ())
    ]
    while waiting:
        node, outer = waiting.pop()
        if node.type == "string" and node.children:
            waiting += _string(node, outer, data)
        else:
            waiting += [(child, outer) for child in node.children]
    return data.decode("utf-8", "surrogateescape")


def _string(
    node: tree_sitter.Node, outer: tuple[bytes, ...], data: bytearray
) -> list[tuple[tree_sitter.Node, tuple[bytes, ...]]]:
    """Makes a string fit into those around it; gives the expressions in it, with the quotes around them."""
    start, end = node.children[0], node.children[-1]
    mark = bytes(data[end.start_byte : end.end_byte])
    fitting = _fitting(mark, outer)
    if fitting is None:
        _name(data, node)
        return []
    _put(data, start.end_byte - len(mark), fitting)
    _put(data, end.start_byte, fitting)
    if outer:
        _clear(data, node, (*outer, fitting))
    return [(child, (*outer, fitting)) for child in node.children if child.type == "interpolation"]


def _fitting(mark: bytes, outer: tuple[bytes, ...]) -> bytes | None:
    """Quotes as long as `mark` that end none of the strings around."""
    swapped = mark.replace(b'"', b"\0").replace(b"'", b'"').replace(b"\0", b"'")
    return next((quotes for quotes in (mark, swapped) if not any(around in quotes for around in outer)), None)


def _clear(data: bytearray, node: tree_sitter.Node, marks: tuple[bytes, ...]) -> None:
    """Takes out of a string's own words what would end a string around it, and backslashes."""
    pieces = [child for child in node.children[1:-1] if child.type != "interpolation"]
    for piece in pieces:
        words = bytes(data[piece.start_byte : piece.end_byte]).replace(b"\\", b"_")
        for mark in marks:
            words = words.replace(mark, b"_" * len(mark))
        _put(data, piece.start_byte, words)


def _name(data: bytearray, node: tree_sitter.Node) -> None:
    """A string for which no quotes are left becomes a name of the same length; letters beyond ASCII may stay."""
    words = bytes(data[node.start_byte : node.end_byte])
    _put(data, node.start_byte, b"_" + re.sub(rb"[^A-Za-z0-9_\x80-\xff]", b"_", words[1:]))


def _put(data: bytearray, at: int, words: bytes) -> None:
    data[at : at + len(words)] = words
