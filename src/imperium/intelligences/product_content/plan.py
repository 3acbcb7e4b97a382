"""A content plan: which properties a text tells, in what order, and in what rhythm. Each tone has its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from imperium.intelligences.product_content.draft import Draft
from imperium.intelligences.product_content.statement import Paragraph
from imperium.kit.kinds import discover


@dataclass(frozen=True, slots=True)
class Plan:
    """`write` turns an empty draft into paragraphs."""

    write: Callable[[Draft], list[Paragraph]]


@cache
def plans() -> dict[str, Plan]:
    """By tone."""
    return discover("imperium.intelligences.product_content.plans", Plan)
