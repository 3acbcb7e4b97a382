"""Studies of what was given as figures, in worker processes: past weeks of spend, and purchases of customers."""

from __future__ import annotations

import asyncio
from typing import Any

from imperium.intelligences.marketing.inputs import MarketingInputs
from imperium.intelligences.marketing.segmentation.purchases import Customers
from imperium.platform.capability import Context
from imperium.platform.errors import TooLarge

TIMEOUT_S = 60.0
MOST_BYTES = 64 * 1024 * 1024
_PACKAGE = __package__


async def media_mix(inputs: MarketingInputs, seed: int, context: Context) -> dict[str, Any]:
    """The media-mix model of the weeks in `history`."""
    assert inputs.history is not None
    job = {**inputs.history.as_job(), "seed": seed}
    return await _run("media_mix.job:model", job, context)


async def segmentation(inputs: MarketingInputs, seed: int, context: Context) -> dict[str, Any]:
    """The groups in `customers`.

    Raises InvalidInput for a file that can't be grouped, NotFound for an artifact that isn't there, TooLarge for one
    above 64 MiB.
    """
    assert inputs.customers is not None
    source = await _source(inputs.customers, context)
    return await _run("segmentation.job:segment", {**source, "seed": seed}, context)


async def _source(customers: Customers, context: Context) -> dict[str, Any]:
    if customers.purchases:
        return {"purchases": [[p.customer, str(p.date), str(p.amount)] for p in customers.purchases]}
    if customers.csv is not None:
        return {"csv": customers.csv}
    path = context.artifacts.path(customers.artifact or "")
    size = (await asyncio.to_thread(path.stat)).st_size
    if size > MOST_BYTES:
        raise TooLarge(
            f"customers.artifact: the file has {size:,} bytes.",
            field="customers.artifact",
            value=size,
            limit=MOST_BYTES,
            remedy="Give the last two or three years only.",
        )
    return {"path": str(path)}


async def _run(function: str, job: dict[str, Any], context: Context) -> dict[str, Any]:
    return await context.workers.run(
        f"{_PACKAGE}.{function}",
        job,
        progress=context.progress,
        priority=context.priority,
        timeout_s=TIMEOUT_S,
        waiting=context.waiting,
    )
