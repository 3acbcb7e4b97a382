"""What the panel can do for workflows: review code."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import Any

import msgspec

from imperium.platform.capability import Capability, Context, Estimate, Resources, Result
from imperium.platform.platform import Platform
from imperium.review import tables as tables  # declared with the capability, used when the service is first asked
from imperium.review.request import ReviewInputs

LOADED_S = 1.5
"""Seconds that six experts' processes take to be there."""
SECONDS_PER_CHARACTER = 12e-6
"""About four seconds for 10,000 lines."""
FOLDER_S = 15.0
"""What a folder takes, of which nothing is known before it is read."""


def seconds_of(inputs: ReviewInputs) -> float:
    """What a review is expected to take, in seconds, without models."""
    if inputs.repository is not None:
        return FOLDER_S
    return LOADED_S + SECONDS_PER_CHARACTER * sum(map(len, inputs.texts.values()))


def opened_late(platform: Platform, clock: Callable[[], float]) -> Callable[[], Any]:
    """What gives the service: the code that reads programs is loaded when somebody first asks for a review."""

    @cache
    def reviews() -> Any:
        opening = import_module("imperium.review.opening")
        return opening.open_reviews(platform, clock)

    return reviews


def capabilities(reviews: Callable[[], Any]) -> tuple[Capability[Any], ...]:
    """This slice's capabilities; `reviews` gives the service when it is first needed."""

    async def run(inputs: ReviewInputs, context: Context) -> Result:
        review = await reviews().review(inputs, context)
        model = next((expert.model for expert in review.experts if expert.model), None)
        return Result(
            output=msgspec.to_builtins(review),
            engine="embedded:panel",
            model=model,
            cost_micro_usd=review.cost_micro_usd,
        )

    return (
        Capability(
            name="code_review",
            summary="Seven experts review code: findings with a measured probability, a flow and a fix.",
            inputs=ReviewInputs,
            run=run,
            purposes=(
                *("code review", "review code", "review the code", "security review", "code audit", "audit the code"),
                *("find vulnerabilities", "static analysis", "code quality"),
            ),
            resources=Resources(cpu=1.0, memory_mb=600),
            estimate=lambda inputs: Estimate(seconds=seconds_of(inputs)),
            timeout_s=3_600.0,
        ),
    )
