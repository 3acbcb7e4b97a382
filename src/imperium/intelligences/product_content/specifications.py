"""Technical specifications: name and value of everything that was given, grouped by theme."""

from __future__ import annotations

from dataclasses import dataclass

from imperium.intelligences.grammar import sentence_case
from imperium.intelligences.product_content.lexicon import THEMES, Theme
from imperium.intelligences.product_content.property import Property
from imperium.intelligences.product_content.subject import Subject


@dataclass(frozen=True, slots=True)
class Specification:
    """`group` is the heading that it stands under, `source` what was given."""

    group: str
    name: str
    value: str
    source: str

    def as_dict(self) -> dict[str, str]:
        return {"group": self.group, "name": self.name, "value": self.value}


def specifications(subject: Subject, price: str | None) -> tuple[Specification, ...]:
    """Who makes it, then every property under its theme, then for whom and what it costs."""
    product, details = subject.product, subject.product.details
    general = [
        ("Product", subject.label, "name"),
        ("Brand", product.brand or "", "brand"),
        ("Category", product.shelf or "", "category"),
        ("Made for", product.people or "", "audience"),
        ("Price", price or "", "price"),
        ("SKU", (details.sku if details else None) or "", "sku"),
        ("GTIN", (details.gtin if details else None) or "", "gtin"),
    ]
    rows = [Specification("General", name, value, source) for name, value, source in general if value]
    themes: list[Theme] = list(THEMES)
    by_theme = sorted(subject.properties, key=lambda one: themes.index(one.theme))
    return (*rows, *(_row(one) for one in by_theme))


def _row(one: Property) -> Specification:
    value = one.source.partition(": ")[2] if one.form in ("value", "sentence") and one.label else one.source
    if one.form == "value" and one.quantity and not (one.kind and one.kind.is_said("count")):
        value = one.spoken
    name = one.label or ("Material" if one.form == "material" else "Feature")
    return Specification(THEMES[one.theme], name, sentence_case(value), one.source)
