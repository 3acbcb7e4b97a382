"""What this slice can do, by name. All of it is written from given facts, in process, without a model or a network."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from imperium.intelligences.asset import paragraphs
from imperium.intelligences.inputs import Assignment, CopyInputs, understand
from imperium.intelligences.marketing import capabilities as marketing_capabilities
from imperium.intelligences.product import ProductDetails, from_details
from imperium.intelligences.product_content.content import ContentType, content
from imperium.intelligences.tone import Tone
from imperium.platform.capability import Capability, Context, Estimate, Resources, Result

ENGINE = "embedded:copywriter"


class ProductContentInputs(CopyInputs):
    """`products` writes a catalogue entry for each instead."""

    content_type: ContentType = "all"
    products: list[ProductDetails] = Field(default_factory=list, max_length=1000)


async def _product_content(inputs: ProductContentInputs, context: Context) -> Result:
    tone: Tone = inputs.tone or "professional"
    if inputs.products:
        return _result(_catalogue(inputs, tone))
    job = understand(inputs)
    made = content(job.product, inputs.content_type, job.tone or tone, inputs.seed)
    return _result({**_head(job), "content_type": inputs.content_type, **made})


def _catalogue(inputs: ProductContentInputs, tone: Tone) -> dict[str, Any]:
    entries = [content(from_details(details), "catalogue", tone, inputs.seed) for details in inputs.products]
    return {
        "content_type": "catalogue",
        "tone": tone,
        "content": {"catalogue": [entry["content"] for entry in entries]},
        "sources": [source for entry in entries for source in entry["sources"]],
        "markdown": paragraphs("# Catalogue", *(entry["markdown"] for entry in entries)),
    }


def _head(job: Assignment) -> dict[str, Any]:
    return {"product": job.product.label, "tone": job.tone, "audience": job.product.people, "seed": job.seed}


def _result(output: dict[str, Any]) -> Result:
    return Result(output={"engine": ENGINE, **output}, engine=ENGINE)


def _capability(name: str, summary: str, inputs: type[Any], run: Any, purposes: tuple[str, ...]) -> Capability[Any]:
    return Capability(
        name=name,
        summary=summary,
        inputs=inputs,
        run=run,
        purposes=purposes,
        resources=Resources(cpu=0.1, memory_mb=16),
        estimate=lambda given: Estimate(seconds=0.05, cost_micro_usd=0),
        timeout_s=30.0,
    )


CAPABILITIES: tuple[Capability[Any], ...] = (
    _capability(
        "product_content",
        "Titles, descriptions, bullets, search texts and specifications of a product, from the facts given.",
        ProductContentInputs,
        _product_content,
        (
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
    ),
    *marketing_capabilities.CAPABILITIES,
)
