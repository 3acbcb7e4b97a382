"""Product content's work: one product here, lists and files in worker processes."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from imperium.intelligences.asset import paragraphs
from imperium.intelligences.inputs import Assignment, understand
from imperium.intelligences.product_content.content import Content, content, writer_of
from imperium.intelligences.product_content.format import formats
from imperium.intelligences.product_content.inputs import ProductCatalogueInputs, ProductContentInputs
from imperium.intelligences.product_content.order import JOBS, Order
from imperium.intelligences.product_content.rewrite import rewritten
from imperium.intelligences.tone import Tone
from imperium.platform.capability import Context, Result

ENGINE = "embedded:copywriter"


async def product_content(inputs: ProductContentInputs, context: Context) -> Result:
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


async def product_catalogue(inputs: ProductCatalogueInputs, context: Context) -> Result:
    path = context.artifacts.path(inputs.file)
    order = Order(inputs.tone, inputs.content_type, inputs.seed, inputs.style, ("markdown",))
    with tempfile.TemporaryDirectory(prefix="imperium-catalogue-") as folder:
        job = {"path": str(path), "kind": inputs.kind, "order": order.as_job(), "folder": folder}
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
