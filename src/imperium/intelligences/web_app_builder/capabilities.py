"""The capability `web_app_builder`: from a sentence or a specification to a project that passes its own tests."""

from __future__ import annotations

from typing import Any

from imperium.intelligences.web_app_builder.inputs import BuilderInputs
from imperium.platform.capability import Capability, Estimate, Resources, deferred

TIMEOUT_S = 240.0
"""Of all of it; what a worker does is bounded more tightly."""


CAPABILITIES: tuple[Capability[Any], ...] = (
    Capability(
        name="web_app_builder",
        summary="Build a web app from a sentence or a specification: API, database, pages, tests and deployment.",
        inputs=BuilderInputs,
        run=deferred("imperium.intelligences.web_app_builder.work:build"),
        purposes=(
            "web app",
            "web application",
            "mobile app",
            "rest api",
            "crud app",
            "build an app",
            "build a website",
        ),
        resources=Resources(cpu=1.0, memory_mb=300),
        estimate=lambda inputs: Estimate(seconds=3.0, cost_micro_usd=0),
        timeout_s=TIMEOUT_S,
    ),
)
