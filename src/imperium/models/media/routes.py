"""Jobs whose model may be named: pictures and films."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import Request

from imperium.models.media.choice import choose
from imperium.platform.auth.principal import Principal
from imperium.platform.jobs.job import JobTerms
from imperium.platform.jobs.routes import JobKind


@dataclass(frozen=True, slots=True)
class ModelJobKind(JobKind):
    """A model that must do it and isn't ready is told before anything is stored, where the work is done here."""

    engines: Callable[[], Mapping[str, Any]]

    async def check(self, inputs: dict[str, Any], terms: JobTerms, request: Request, caller: Principal) -> None:
        await JobKind.check(self, inputs, terms, request, caller)
        desk = request.app.state.desks.get(self.capability)
        if desk is not None and inputs.get("strict_model"):
            choose(inputs.get("model"), True, self.engines(), desk, caller)
