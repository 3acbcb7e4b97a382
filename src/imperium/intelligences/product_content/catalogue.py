"""Writes a catalogue: product after product, each unlike those before it, the errors by row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from imperium.intelligences.product import Product, from_details
from imperium.intelligences.product_content.content import Content, content
from imperium.intelligences.product_content.format import formats
from imperium.intelligences.product_content.keyphrases import DocumentFrequencies
from imperium.intelligences.product_content.order import Order
from imperium.intelligences.product_content.rows import Row
from imperium.intelligences.product_content.uniqueness import Shelf


@dataclass(slots=True)
class Summary:
    """What became of the rows. `findings` counts what the linter still has against the texts, by rule."""

    rows: int = 0
    written: int = 0
    failed: int = 0
    given: int = 0
    told: int = 0
    unsupported: int = 0
    findings: dict[str, int] = field(default_factory=dict)

    def count(self, made: Content) -> None:
        coverage = made.coverage
        self.written += 1
        self.given += coverage.given
        self.told += coverage.told
        self.unsupported += coverage.unsupported
        for finding in made.description.findings:
            self.findings[finding.rule] = self.findings.get(finding.rule, 0) + 1

    def as_dict(self) -> dict[str, Any]:
        coverage = {"given": self.given, "told": self.told, "unsupported": self.unsupported}
        counted = {"rows": self.rows, "written": self.written, "failed": self.failed}
        return {**counted, "coverage": coverage, "findings": self.findings}


def entries(found: Sequence[Row], order: Order, summary: Summary) -> Iterator[dict[str, Any]]:
    """One entry a row in its order: its content, or its error. The summary is kept up to date."""
    products = [from_details(row.details) if row.details else None for row in found]
    elsewhere, shelf = _frequencies(p for p in products if p), Shelf()
    for row, product in zip(found, products, strict=True):
        summary.rows += 1
        if product is None:
            summary.failed += 1
            yield {"row": row.number, "error": row.error.as_dict() if row.error else {}}
            continue
        made = content(product, order.content_type, order.tone, order.seed + row.number, order.style, shelf, elsewhere)
        summary.count(made)
        yield {"row": row.number, **entry(made, order)}


def entry(made: Content, order: Order) -> dict[str, Any]:
    """One product of a catalogue."""
    rendered = {name: formats()[name].render(made) for name in order.formats}
    return {
        "product": made.subject.label,
        "content": made.as_dict(),
        "sources": [statement.as_dict() for statement in made.statements],
        "editor": made.report(),
        **({"formats": rendered} if rendered else {}),
    }


def _frequencies(products: Iterable[Product]) -> DocumentFrequencies:
    return DocumentFrequencies.of(". ".join(product.given) for product in products)
