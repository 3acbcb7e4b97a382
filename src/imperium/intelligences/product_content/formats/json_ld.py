"""Structured data: a `Product` of schema.org as JSON-LD, safe to stand in a `script` element."""

from __future__ import annotations

from typing import Any

import orjson

from imperium.intelligences.product_content.content import Content
from imperium.intelligences.product_content.format import Format
from imperium.intelligences.product_content.property import Property

_OWN_FIELDS = {"material": "material", "case_material": "material", "colour": "color"}
"""Properties that schema.org has a field for, by kind."""


def _render(made: Content) -> str:
    text = orjson.dumps(product(made), option=orjson.OPT_INDENT_2).decode()
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def product(made: Content) -> dict[str, Any]:
    """The `Product`: only what was given stands in it, no rating and no stock that nobody stated."""
    given, details = made.subject.product, made.subject.product.details
    own = {_OWN_FIELDS[p.kind.key]: p.value for p in made.subject.properties if p.kind and p.kind.key in _OWN_FIELDS}
    fields: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Product",
        "name": made.subject.label,
        "description": made.description.text,
        "brand": {"@type": "Brand", "name": given.brand} if given.brand else None,
        "category": given.shelf,
        "material": own.get("material") or ", ".join(p.value for p in made.subject.properties if p.form == "material"),
        "color": own.get("color"),
        "sku": details.sku if details else None,
        "gtin": details.gtin if details else None,
        "url": details.url if details else None,
        "image": details.image if details else None,
        "audience": {"@type": "Audience", "audienceType": given.people} if given.people else None,
        "additionalProperty": [_value(p) for p in made.subject.properties],
        "offers": _offer(made),
    }
    return {name: value for name, value in fields.items() if value}


def _value(one: Property) -> dict[str, Any]:
    found: dict[str, Any] = {"@type": "PropertyValue", "name": one.label or "Feature", "value": one.value}
    if one.quantity:
        found |= {"value": float(one.quantity.number), "unitText": one.quantity.unit.symbol}
    return found


def _offer(made: Content) -> dict[str, Any] | None:
    details = made.subject.product.details
    if details is None or details.price is None:
        return None
    return {"@type": "Offer", "price": f"{details.price:.2f}", "priceCurrency": details.currency}


JSON_LD = Format("application/ld+json", "json", _render)
