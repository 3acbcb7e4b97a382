"""Marks inside a line of Markdown: code, links, bold, italic, struck out. One pass, linear in the line's length."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from markupsafe import Markup, escape

TAGS = {
    "***": ("<strong><em>", "</em></strong>"),
    "**": ("<strong>", "</strong>"),
    "__": ("<strong>", "</strong>"),
    "*": ("<em>", "</em>"),
    "_": ("<em>", "</em>"),
    "~~": ("<s>", "</s>"),
}
_TOKEN = re.compile(
    r"\\(?P<literal>[!-/:-@\[-`{-~])"
    r"|`(?P<code>[^`]+)`"
    r"|!?\[(?P<label>[^\[\]]{0,1000})\]\((?P<target>(?:[^()\s\x00-\x1f]|\([^()\s\x00-\x1f]*\)){1,2000})\)"
    r"|(?P<address>https?://[^\s<>()\[\]\"'`*\x00-\x1f]{0,2000}[^\s<>()\[\]\"'`*\x00-\x1f.,;:!?_])"
    r"|(?P<mark>\*{1,3}|__|_|~~)"
)


def to_inline(text: str) -> Markup:
    """The line as HTML, everything in it escaped."""
    line = _Line(text)
    position = 0
    for token in _TOKEN.finditer(text):
        line.add(escape(text[position : token.start()]))
        position = token.end()
        line.take(token)
    line.add(escape(text[position:]))
    return Markup("").join(line.parts)


class _Line:
    """The parts of a line so far, and the marks in it that are still open: mark → its place among the parts."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.parts: list[Markup] = []
        self.open: dict[str, int] = {}

    def add(self, part: Markup) -> None:
        self.parts.append(part)

    def take(self, token: re.Match[str]) -> None:
        if token["mark"]:
            self._mark(token["mark"], token.start(), token.end())
        elif token["code"]:
            self.add(Markup("<code>{}</code>").format(token["code"]))
        elif token["target"]:
            self.add(_link(token["label"], token["target"], token[0]))
        elif token["address"]:
            self.add(_link(token["address"], token["address"], token[0]))
        else:
            self.add(escape(token["literal"]))

    def _mark(self, mark: str, start: int, end: int) -> None:
        """A mark closes what it opened before, or opens, or is just a character."""
        before, after = self.text[start - 1 : start], self.text[end : end + 1]
        inside_word = mark[0] == "_" and _is_word(before) and _is_word(after)
        if mark in self.open and before.strip() and not (mark[0] == "_" and _is_word(after)):
            self._close(mark)
        elif after.strip() and mark not in self.open and not inside_word:
            self.open[mark] = len(self.parts)
            self.add(escape(mark))
        else:
            self.add(escape(mark))

    def _close(self, mark: str) -> None:
        """Marks opened in between stay characters."""
        opening, closing = TAGS[mark]
        self.parts[self.open[mark]] = Markup(opening)  # noqa: S704  (a constant of ours)
        while self.open.popitem()[0] != mark:
            pass
        self.add(Markup(closing))  # noqa: S704


def _is_word(character: str) -> bool:
    return character.isalnum()


def _link(label: str, target: str, as_written: str) -> Markup:
    """A link when the target is a web address; otherwise what was written, as text."""
    if not _is_web_address(target):
        return escape(as_written)
    return Markup('<a href="{}" rel="noreferrer nofollow">{}</a>').format(target, label or target)


def _is_web_address(target: str) -> bool:
    try:
        parts = urlsplit(target)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)
