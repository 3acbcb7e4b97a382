"""The capability `advanced_media`."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from msgspec.structs import replace
from pydantic import BaseModel

from imperium.intelligences.advanced_media.inputs import MediaInputs
from imperium.intelligences.advanced_media.plan import Planner
from imperium.platform.artifacts import Artifact
from imperium.platform.capability import Capability, Context, Estimate, Resources, Result, Waiting


class MediaOutput(BaseModel):
    """`plan` is what was chosen and foreseen, `took` what it really took, `result` what the capability gave."""

    plan: dict[str, Any]
    took: dict[str, Any]
    result: Any


class _Stopwatch:
    """Measures work, not the time that it stands in a queue."""

    def __init__(self, waiting: Waiting) -> None:
        self._waiting = waiting
        self._started = time.monotonic()
        self._waited = 0.0

    @contextmanager
    def waiting(self) -> Iterator[None]:
        began = time.monotonic()
        try:
            with self._waiting():
                yield
        finally:
            self._waited += time.monotonic() - began

    @property
    def seconds(self) -> float:
        return time.monotonic() - self._started - self._waited


def capabilities(planner: Planner) -> tuple[Capability[Any], ...]:
    async def make(asked: MediaInputs, context: Context) -> Result:
        """Plan, have it made, and learn from what it took. Raises what planning and making raise."""
        plan = planner.plan(asked)
        context.publish("media.planned", plan.as_dict())
        watch = _Stopwatch(context.waiting)
        made = await replace(context, waiting=watch.waiting).call(plan.choice.capability, plan.choice.inputs)
        seconds, sizes = watch.seconds, _sizes(made.artifacts)
        planner.observe(plan, seconds, sizes)
        took = {"seconds": round(seconds, 2), "bytes_by_ending": sizes, "cost_micro_usd": made.cost_micro_usd}
        output = MediaOutput(plan=plan.as_dict(), took=took, result=made.output)
        return replace(made, output=output.model_dump())

    def estimate(asked: MediaInputs) -> Estimate:
        plan = planner.plan(asked)
        return Estimate(seconds=plan.seconds, cost_micro_usd=plan.foreseen.cost_micro_usd)

    return (
        Capability(
            name="advanced_media",
            summary="Choose size, light range and format of a picture or video for its purpose, and have it made.",
            inputs=MediaInputs,
            outputs=MediaOutput,
            run=make,
            purposes=("advanced media", "8k image", "16k image", "hdr image", "hdr video", "8k video"),
            resources=Resources(cpu=2.0, memory_mb=2500),
            estimate=estimate,
            timeout_s=21_600.0,
        ),
    )


def _sizes(artifacts: tuple[Artifact, ...]) -> dict[str, int]:
    """Bytes by ending: of several files with one ending, the first."""
    sizes: dict[str, int] = {}
    for artifact in artifacts:
        sizes.setdefault(artifact.name.rpartition(".")[2], artifact.size)
    return sizes
