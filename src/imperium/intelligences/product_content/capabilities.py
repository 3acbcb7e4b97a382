"""What product content can do, by name: one product, a list of them, or a catalogue from a file."""

from __future__ import annotations

from typing import Any

from imperium.intelligences.product_content.inputs import ProductCatalogueInputs, ProductContentInputs
from imperium.intelligences.product_content.rows import MOST_ROWS
from imperium.platform.capability import Capability, Estimate, Resources, deferred

WORK = "imperium.intelligences.product_content.work"
SECONDS_A_PRODUCT = 0.012


CAPABILITIES: tuple[Capability[Any], ...] = (
    Capability(
        name="product_content",
        summary="Titles, descriptions, bullets, search texts and specifications of a product, from the facts given.",
        inputs=ProductContentInputs,
        run=deferred(f"{WORK}:product_content"),
        purposes=(
            "product description",
            "product content",
            "product copy",
            "catalogue",
            "catalog",
            "listing",
            "seo",
            "specification",
            "spec sheet",
            "bullet points",
            "meta description",
        ),
        resources=Resources(cpu=0.1, memory_mb=16),
        estimate=lambda given: Estimate(seconds=0.05 + SECONDS_A_PRODUCT * len(given.products)),
        timeout_s=120.0,
    ),
    Capability(
        name="product_catalogue",
        summary=f"Content for every row of a CSV or JSON file, up to {MOST_ROWS:,} products, as files.",
        inputs=ProductCatalogueInputs,
        run=deferred(f"{WORK}:product_catalogue"),
        purposes=("catalogue from a file", "catalog from csv", "product feed", "bulk product descriptions"),
        resources=Resources(cpu=1.0, memory_mb=400),
        estimate=lambda given: Estimate(seconds=30.0),
        timeout_s=1800.0,
    ),
)
