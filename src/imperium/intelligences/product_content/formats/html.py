"""An HTML fragment for a shop page: one `article`, no styles, no scripts. Everything that was given is escaped."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from itertools import groupby

from imperium.intelligences.product_content.content import Content
from imperium.intelligences.product_content.format import Format


def _render(made: Content) -> str:
    parts = [f"<h1>{escape(made.title)}</h1>", *_prose(made.description.text), _list(p.text for p in made.bullets)]
    return "\n".join(["<article>", *parts, *_variations(made), *_specifications(made), "</article>"])


def _prose(text: str) -> Iterator[str]:
    for block in text.split("\n\n"):
        lines = block.split("\n")
        points = [line.removeprefix("• ") for line in lines if line.startswith("• ")]
        yield _list(iter(points)) if points else f"<p>{escape(block)}</p>"


def _list(points: Iterator[str]) -> str:
    return "".join(["<ul>", *(f"<li>{escape(point)}</li>" for point in points), "</ul>"])


def _variations(made: Content) -> Iterator[str]:
    for one in made.variations:
        yield f'<section data-tone="{one.tone}">{"".join(_prose(one.text))}</section>'


def _specifications(made: Content) -> Iterator[str]:
    if not made.specifications:
        return
    yield "<h2>Specifications</h2>"
    for group, rows in groupby(made.specifications, key=lambda row: row.group):
        cells = "".join(f"<tr><th>{escape(row.name)}</th><td>{escape(row.value)}</td></tr>" for row in rows)
        yield f"<table><caption>{escape(group)}</caption><tbody>{cells}</tbody></table>"


HTML = Format("text/html", "html", _render)
