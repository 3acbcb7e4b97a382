"""A safe subset of Markdown as HTML: everything is escaped, only our own tags come out, links lead to http(s) only.

Known: headings, paragraphs, bold, italic, struck out, code, fenced code, bulleted and numbered lists, quotations,
tables, rules, links, bare addresses. Pictures are named and never loaded. Line breaks stay. Time is linear in the
length of the text, whatever it holds.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from markupsafe import Markup

from imperium.workflows.report.inline import to_inline

DEEPEST = 6
"""Lists and quotations nested deeper than this stay text."""

_FENCE = re.compile(r" {0,3}(```+|~~~+)")
_HEADING = re.compile(r" {0,3}(#{1,6})\s+(\S.*)")
_BEFORE_HEADING = " >-*+•"
_RULE = re.compile(r" {0,3}(?:(?:\* *){3,}|(?:- *){3,}|(?:_ *){3,})")
_QUOTE = re.compile(r" {0,3}> ?(.*)")
_ITEM = re.compile(r"( *)([-*+•]|\d{1,9}[.)])( +|$)(.*)")
_DASHES = re.compile(r":?-+:?")
_PIPE = re.compile(r"(?<!\\)\|")

Align = Literal["left", "right", "center"]


@dataclass(frozen=True, slots=True)
class Block:
    """Lines to read, what each level of heading becomes, and how deep inside lists and quotations they stand."""

    lines: tuple[str, ...]
    levels: Mapping[int, int]
    depth: int = 0

    def inside(self, lines: list[str]) -> Markup:
        """The HTML of lines that stand one level deeper."""
        return _html(replace(self, lines=tuple(lines), depth=self.depth + 1))


Reader = Callable[[Block, int], tuple[Markup, int] | None]


def to_html(text: str, top_level: int = 4) -> Markup:
    """The text as HTML blocks; its highest headings become `<h{top_level}>`, the next ones follow, down to `<h6>`."""
    lines = tuple(text.expandtabs(4).splitlines())
    used = {len(found[1]) for line in lines if (found := _HEADING.match(line.lstrip(_BEFORE_HEADING)))}
    return _html(Block(lines, {level: min(6, top_level + rank) for rank, level in enumerate(sorted(used))}))


def _html(block: Block) -> Markup:
    return Markup("\n").join(_blocks(block))


def _blocks(block: Block) -> Iterator[Markup]:
    at = 0
    while at < len(block.lines):
        if not block.lines[at].strip():
            at += 1
            continue
        html, at = next(found for read in _READERS if (found := read(block, at)))
        yield html


def _fence(block: Block, at: int) -> tuple[Markup, int] | None:
    if not (opening := _FENCE.match(block.lines[at])):
        return None
    end = at + 1
    while end < len(block.lines) and not block.lines[end].strip().startswith(opening[1]):
        end += 1
    code = "\n".join(block.lines[at + 1 : end])
    return Markup("<pre><code>{}</code></pre>").format(code), end + 1


def _heading(block: Block, at: int) -> tuple[Markup, int] | None:
    if not (found := _HEADING.fullmatch(block.lines[at])):
        return None
    level = block.levels.get(len(found[1]), 6)
    return Markup("<h{0}>{1}</h{0}>").format(level, to_inline(_without_closing(found[2].rstrip()))), at + 1


def _without_closing(heading: str) -> str:
    """`Title ##` is `Title`; `C#` keeps its sign."""
    bare = heading.rstrip("#")
    return bare.rstrip() if bare.endswith(" ") else heading


def _rule(block: Block, at: int) -> tuple[Markup, int] | None:
    return (Markup("<hr>"), at + 1) if _RULE.fullmatch(block.lines[at].rstrip()) else None


def _quote(block: Block, at: int) -> tuple[Markup, int] | None:
    quoted, end = [], at
    while end < len(block.lines) and (found := _QUOTE.fullmatch(block.lines[end])):
        quoted.append(found[1])
        end += 1
    if not quoted or block.depth >= DEEPEST:
        return None
    return Markup("<blockquote>{}</blockquote>").format(block.inside(quoted)), end


def _list(block: Block, at: int) -> tuple[Markup, int] | None:
    first = _ITEM.fullmatch(block.lines[at])
    if not first or block.depth >= DEEPEST:
        return None
    numbered, items = first[2][0].isdigit(), []
    while at < len(block.lines) and (item := _same_list(block.lines[at], first)):
        body, at = _item_body(block.lines, at, item)
        items.append(Markup("<li>{}</li>").format(_item_html(block, body)))
    tag = Markup('ol start="{}"').format(int(first[2][:-1])) if numbered else Markup("ul")
    return Markup("<{}>{}</{}>").format(tag, Markup("").join(items), "ol" if numbered else "ul"), at


def _same_list(line: str, first: re.Match[str]) -> re.Match[str] | None:
    """The line as a further item of the list that `first` began."""
    item = _ITEM.fullmatch(line)
    return item if item and item[2][0].isdigit() == first[2][0].isdigit() and not _RULE.fullmatch(line) else None


def _item_body(lines: tuple[str, ...], at: int, item: re.Match[str]) -> tuple[list[str], int]:
    """What belongs to an item: the rest of its line, and the following lines that are indented deeper than its mark."""
    indent, body = len(item[1]), [item[4]]
    at += 1
    while at < len(lines):
        line = lines[at]
        deeper = len(line) - len(line.lstrip()) > indent
        blank_inside = not line.strip() and at + 1 < len(lines) and lines[at + 1].startswith(" " * (indent + 2))
        if not (line.strip() and deeper) and not blank_inside:
            break
        body.append(_dedented(line, indent + 2))
        at += 1
    while at < len(lines) and not lines[at].strip() and at + 1 < len(lines) and _same_list(lines[at + 1], item):
        at += 1
    return body, at


def _dedented(line: str, most: int) -> str:
    return line[min(most, len(line) - len(line.lstrip())) :]


def _item_html(block: Block, body: list[str]) -> Markup:
    """A single line stands in the item as it is; more are blocks of their own."""
    return to_inline(body[0]) if len(body) == 1 else block.inside(body)


def _table(block: Block, at: int) -> tuple[Markup, int] | None:
    if at + 1 >= len(block.lines) or "|" not in block.lines[at]:
        return None
    head, dashes = _cells(block.lines[at]), _cells(block.lines[at + 1])
    if len(head) != len(dashes) or not all(_DASHES.fullmatch(cell) for cell in dashes):
        return None
    aligns, rows, end = [_align(cell) for cell in dashes], [], at + 2
    while end < len(block.lines) and "|" in block.lines[end]:
        rows.append(_cells(block.lines[end]))
        end += 1
    body = Markup("").join(_row("td", row, aligns) for row in rows)
    table = Markup('<div class="wide" tabindex="0"><table><thead>{}</thead><tbody>{}</tbody></table></div>')
    return table.format(_row("th", head, aligns), body), end


def _cells(line: str) -> list[str]:
    inner = line.strip().removeprefix("|")
    cells = [cell.strip().replace("\\|", "|") for cell in _PIPE.split(inner)]
    return cells[:-1] if len(cells) > 1 and not cells[-1] else cells


def _align(dashes: str) -> Align:
    if dashes.endswith(":"):
        return "center" if dashes.startswith(":") and len(dashes) > 1 else "right"
    return "left"


def _row(tag: str, cells: list[str], aligns: list[Align]) -> Markup:
    """As many cells as the head has."""
    padded = [*cells, *[""] * len(aligns)]
    cell = Markup('<{0} class="{1}">{2}</{0}>')
    return Markup("<tr>{}</tr>").format(
        Markup("").join(cell.format(tag, align, to_inline(text)) for text, align in zip(padded, aligns, strict=False))
    )


def _paragraph(block: Block, at: int) -> tuple[Markup, int]:
    end = at + 1
    while end < len(block.lines) and block.lines[end].strip() and not _interrupts(block.lines[end]):
        end += 1
    lines = [to_inline(line.strip().removesuffix("\\")) for line in block.lines[at:end]]
    return Markup("<p>{}</p>").format(Markup("<br>\n").join(lines)), end


def _interrupts(line: str) -> bool:
    """Whether a line begins something else than the paragraph it follows."""
    if _FENCE.match(line) or _HEADING.fullmatch(line) or _QUOTE.fullmatch(line) or _RULE.fullmatch(line.rstrip()):
        return True
    item = _ITEM.fullmatch(line)
    return item is not None and bool(item[4]) and (not item[2][0].isdigit() or item[2][:-1] == "1")


_READERS: tuple[Reader, ...] = (_fence, _heading, _rule, _quote, _list, _table, _paragraph)
