"""XML as a tree with line numbers. Declares nothing, fetches nothing: a document that defines entities is refused."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NoReturn
from xml.parsers import expat


@dataclass
class Element:
    """A tag without its namespace. `text` is what stands directly in it."""

    tag: str
    attributes: dict[str, str]
    line: int
    text: str = ""
    children: list[Element] = field(default_factory=list)

    def all(self, tag: str) -> list[Element]:
        """The elements of a tag below this one, at any depth, in order."""
        found: list[Element] = []
        waiting = self.children[::-1]
        while waiting:
            element = waiting.pop()
            if element.tag == tag:
                found.append(element)
            waiting.extend(reversed(element.children))
        return found

    def child(self, tag: str) -> Element | None:
        """The first child of a tag."""
        return next((child for child in self.children if child.tag == tag), None)

    def says(self, tag: str) -> str:
        """The text of the first child of a tag; empty without one."""
        child = self.child(tag)
        return child.text.strip() if child else ""


def read(text: str) -> Element:
    """The root element. Raises ValueError, with the reason, for what isn't XML or defines entities."""
    reader = _Reader()
    try:
        reader.parser.Parse(text.encode("utf-8", "replace"), True)
    except expat.ExpatError as error:
        raise ValueError(f"not XML: {error}") from None
    return reader.document.children[0]


class _Reader:
    def __init__(self) -> None:
        self.parser = expat.ParserCreate(encoding="utf-8")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.EntityDeclHandler = _refuse
        self.document = Element("", {}, 0)
        self._open = [self.document]

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        element = Element(tag.rpartition(":")[2], attributes, self.parser.CurrentLineNumber)
        self._open[-1].children.append(element)
        self._open.append(element)

    def _end(self, _: str) -> None:
        self._open.pop()

    def _text(self, text: str) -> None:
        self._open[-1].text += text


def _refuse(*_: object) -> NoReturn:
    raise ValueError("it defines entities, which are not read")
