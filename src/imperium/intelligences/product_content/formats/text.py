"""Plain text: title, description, points, specifications; nothing but line breaks."""

from __future__ import annotations

from collections.abc import Iterator

from imperium.intelligences.asset import paragraphs
from imperium.intelligences.product_content.content import Content
from imperium.intelligences.product_content.format import Format


def _render(made: Content) -> str:
    points = "\n".join(f"• {point.text}" for point in made.bullets)
    return paragraphs(made.title, made.description.text, points, *_more(made))


def _more(made: Content) -> Iterator[str]:
    for one in made.variations:
        yield f"{one.tone.capitalize()}:\n\n{one.text}"
    if made.specifications:
        yield "\n".join(f"{row.name}: {row.value}" for row in made.specifications)


TEXT = Format("text/plain", "txt", _render)
