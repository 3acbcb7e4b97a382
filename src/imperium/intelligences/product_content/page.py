"""A page about one product as the linter sees it: the texts, what they are about, and the guide they follow."""

from __future__ import annotations

from dataclasses import dataclass

from imperium.intelligences.product_content.evidence import Evidence
from imperium.intelligences.product_content.search import SearchTexts
from imperium.intelligences.product_content.style import StyleGuide
from imperium.intelligences.product_content.uniqueness import Shelf


@dataclass(frozen=True, slots=True)
class Page:
    """`description` is what is judged as prose; `shelf` holds the other products' texts, where there are any."""

    description: str
    bullets: tuple[str, ...]
    search: SearchTexts
    style: StyleGuide
    evidence: Evidence
    shelf: Shelf | None = None
    is_list: bool = False

    @property
    def given(self) -> tuple[str, ...]:
        return self.evidence.subject.product.given

    @property
    def text(self) -> str:
        """All that a reader sees, for the checks that know no place."""
        return "\n\n".join([self.search.title, self.description, *self.bullets, self.search.meta_description])
