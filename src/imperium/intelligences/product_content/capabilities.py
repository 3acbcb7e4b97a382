"""What product content can do, by name: one product, a list of them, or a catalogue from a file."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from imperium.intelligences.asset import paragraphs
from imperium.intelligences.inputs import Assignment, CopyInputs, understand
from imperium.intelligences.product import ProductDetails
from imperium.intelligences.product_content.catalogue import Order
from imperium.intelligences.product_content.content import Content, ContentType, content, writer_of
from imperium.intelligences.product_content.format import formats
from imperium.intelligences.product_content.rewrite import rewritten
from imperium.intelligences.product_content.rows import MOST_ROWS, FileKind
from imperium.intelligences.product_content.style import StyleGuide
from imperium.intelligences.tone import Tone
from imperium.platform.capability import Capability, Context, Estimate, Resources, Result

ENGINE = "embedded:copywriter"
JOBS = "imperium.intelligences.product_content.catalogue_job"
SECONDS_A_PRODUCT = 0.012
FormatName = Literal["html", "json_ld", "markdown", "text"]
FileName = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}\.(?:csv|json|txt)$")]


class ProductContentInputs(CopyInputs):
    """`products` writes a catalogue entry for each instead."""

    content_type: ContentType = "all"
    products: list[ProductDetails] = Field(default_factory=list, max_length=1000)
    style: StyleGuide | None = Field(default=None, description="replaces parts of the tone's own style guide")
    formats: list[FormatName] = Field(default_factory=list, max_length=4, description="rendered beside the parts")
    rewrite: bool = Field(default=False, description="let a connected language model rewrite the description")


class ProductCatalogueInputs(BaseModel):
    """`file` is the name of an artifact: CSV, JSON, or JSON line by line."""

    model_config = ConfigDict(extra="forbid")

    file: FileName
    kind: FileKind = "csv"
    tone: Tone = "professional"
    content_type: Literal["catalogue", "description", "seo", "specifications", "all"] = "catalogue"
    seed: int = Field(default=0, ge=0, le=2**32 - 1)
    style: StyleGuide | None = None

    @property
    def order(self) -> Order:
        return Order(self.tone, self.content_type, self.seed, self.style, ("markdown",))


async def _product_content(inputs: ProductContentInputs, context: Context) -> Result:
    if inputs.products:
        return await _list(inputs, context)
    job = understand(inputs)
    tone: Tone = job.tone or "professional"
    made = content(job.product, inputs.content_type, tone, inputs.seed, inputs.style)
    if not inputs.rewrite:
        return _result(_output(made, job, inputs, []))
    writer = writer_of(job.product, inputs.seed, inputs.style)
    description, answer, note = await rewritten(made.description, writer, context)
    made = replace(made, description=description)
    result = _result(_output(made, job, inputs, [note]))
    return _with_model(result, answer) if answer else result


def _output(made: Content, job: Assignment, inputs: ProductContentInputs, notes: list[str]) -> dict[str, Any]:
    return {
        "product": made.subject.label,
        "tone": made.description.tone,
        "audience": job.product.people,
        "seed": inputs.seed,
        "content_type": inputs.content_type,
        "content": made.as_dict(),
        "sources": [statement.as_dict() for statement in made.statements],
        "editor": made.report(),
        "notes": [*job.notes, *notes] if not made.subject.properties else notes,
        "formats": {name: formats()[name].render(made) for name in inputs.formats},
        "markdown": formats()["markdown"].render(made),
    }


async def _list(inputs: ProductContentInputs, context: Context) -> Result:
    """The entries of a list, written in a worker process: a thousand take seconds."""
    order = Order(inputs.tone or "professional", "catalogue", inputs.seed, inputs.style, ("markdown", *inputs.formats))
    products = [details.model_dump(mode="json", exclude_unset=True) for details in inputs.products]
    job = {"products": products, "order": order.as_job()}
    made = await context.workers.run(
        f"{JOBS}:listed", job, progress=context.progress, priority=context.priority, waiting=context.waiting
    )
    entries = made["entries"]
    return _result(
        {
            "content_type": "catalogue",
            "tone": order.tone,
            "content": {"catalogue": [entry.get("content") for entry in entries]},
            "sources": [source for entry in entries for source in entry.get("sources", ())],
            "editor": made["summary"],
            "markdown": paragraphs("# Catalogue", *(entry["formats"]["markdown"] for entry in entries)),
        }
    )


async def _product_catalogue(inputs: ProductCatalogueInputs, context: Context) -> Result:
    path = context.artifacts.path(inputs.file)
    with tempfile.TemporaryDirectory(prefix="imperium-catalogue-") as folder:
        job = {"path": str(path), "kind": inputs.kind, "order": inputs.order.as_job(), "folder": folder}
        summary = await context.workers.run(
            f"{JOBS}:write", job, progress=context.progress, priority=context.priority, waiting=context.waiting
        )
        files = [
            await context.artifacts.put_file(Path(folder) / f"catalogue.{ending}", "catalogue", ending)
            for ending in ("json", "csv", "md")
        ]
    return Result(
        output={"engine": ENGINE, **summary, "markdown": _told(summary)}, engine=ENGINE, artifacts=tuple(files)
    )


def _told(summary: dict[str, Any]) -> str:
    failed = "\n".join(f"- row {one['row']}: {one['error']['detail']}" for one in summary["errors"])
    head = f"{summary['written']:,} of {summary['rows']:,} products written."
    return paragraphs(head, f"Rows that could not be read:\n\n{failed}" if failed else "")


def _with_model(result: Result, answer: Result) -> Result:
    return Result(result.output, result.engine, answer.model, answer.cost_micro_usd)


def _result(output: dict[str, Any]) -> Result:
    return Result(output={"engine": ENGINE, **output}, engine=ENGINE)


CAPABILITIES: tuple[Capability[Any], ...] = (
    Capability(
        name="product_content",
        summary="Titles, descriptions, bullets, search texts and specifications of a product, from the facts given.",
        inputs=ProductContentInputs,
        run=_product_content,
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
        run=_product_catalogue,
        purposes=("catalogue from a file", "catalog from csv", "product feed", "bulk product descriptions"),
        resources=Resources(cpu=1.0, memory_mb=400),
        estimate=lambda given: Estimate(seconds=30.0),
        timeout_s=1800.0,
    ),
)
