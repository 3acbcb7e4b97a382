"""Markdown (CommonMark with tables), as a person would read it. What was given is escaped."""

from __future__ import annotations

import re
from collections.abc import Iterator

from imperium.intelligences.asset import paragraphs
from imperium.intelligences.product_content.content import Content
from imperium.intelligences.product_content.format import Format

_SPECIAL = re.compile(r"([\\`*_\[\]<>|#~])")
_LINE_START = re.compile(r"(?m)^(\s*)([-+>]|\d+[.)])(\s)")


def _render(made: Content) -> str:
    return paragraphs(f"## {_plain(made.title)}", _prose(made.description.text), _points(made), *_more(made))


def _more(made: Content) -> Iterator[str]:
    if made.shows_search:
        search = made.search
        yield "### For search engines"
        yield (
            f"**Title:** {_plain(search.title)}  \n**Description:** {_plain(search.meta_description)}  \n"
            f"**Keywords:** {_plain(', '.join(search.keywords))}  \n**Address:** /{search.slug}"
        )
    for variation in made.variations:
        yield f"### {variation.tone.capitalize()}"
        yield _prose(variation.text)
    if made.specifications:
        yield "### Specifications"
        yield _table(made)


def _points(made: Content) -> str:
    return "\n".join(f"- {_plain(point.text)}" for point in made.bullets)


def _table(made: Content) -> str:
    rows = "\n".join(f"| {_plain(row.name)} | {_plain(row.value)} |" for row in made.specifications)
    return f"| Specification | Value |\n| --- | --- |\n{rows}"


def _prose(text: str) -> str:
    """Paragraphs; lines of data become a list."""
    return re.sub(r"(?m)^• ", "- ", _LINE_START.sub(r"\1\\\2\3", _plain(text)))


def _plain(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text)


MARKDOWN = Format("text/markdown", "md", _render)
