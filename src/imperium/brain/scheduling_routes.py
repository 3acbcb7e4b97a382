"""`/api/v1/l20`: prioritize, coordinate, optimize-resources.

Two of them take and give thousands of tasks, so they read and write their bytes themselves.
"""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Header, Request, Response
from msgspec import Struct
from pydantic import BaseModel

from imperium.brain.allocation_answer import OptimizeAnswer
from imperium.brain.allocation_service import Allocator, OptimizeRequest
from imperium.brain.coordination_request import CoordinateRequest
from imperium.brain.coordination_service import Coordinator
from imperium.brain.prioritization_service import PrioritizeAnswer, Prioritizer, PrioritizeRequest
from imperium.brain.scheduling_service import Scheduling
from imperium.brain.scheduling_wire import described, read
from imperium.platform.auth.access import admitted, require
from imperium.platform.auth.principal import Principal, Role
from imperium.platform.limits import MIB, allow
from imperium.platform.problems import documents
from imperium.platform.web.bare import bare_router
from imperium.platform.web.bodies import json_body
from imperium.platform.web.whole import WholeJson

PREFIX = "/api/v1/l20"
MANY = 10_000
"""For lists of any name, which is quickly checked; those that may not be as long say so where they are declared."""
REFUSED = documents(400, 413, 422)
Viewer = Annotated[Principal, require(Role.VIEWER)]
Member = Annotated[Principal, require(Role.MEMBER)]
IdempotencyKey = Annotated[str | None, Header(alias="Idempotency-Key", max_length=200)]


class CoordinatedView(BaseModel):
    """Work that goes on: follow it at `status_url` or `events_url`; its results by domain stand at `results_url`."""

    status: str
    run_id: str
    status_url: str
    events_url: str
    results_url: str
    schedule: dict[str, Any]


class GatheredView(BaseModel):
    """What each domain has made so far, with its provenance, and what is missing. Money in micro-USD."""

    run_id: str
    status: str
    cost_micro_usd: int
    domains: dict[str, Any]
    schedule: dict[str, Any]
    status_url: str
    events_url: str


def routes(scheduling: Scheduling) -> APIRouter:
    router = APIRouter(tags=["brain"], responses=documents(401, 403, 429))
    bare = bare_router(prefix=PREFIX, dependencies=[require(Role.MEMBER)])
    _add_prioritize(bare, scheduling.prioritizer)
    _add_optimize(bare, scheduling.allocator)
    router.include_router(bare)
    _add_coordinate(router, scheduling.coordinator)
    return router


def _add_prioritize(router: APIRouter, prioritizer: Prioritizer) -> None:
    @router.post(
        "/prioritize",
        summary="Put tasks in order",
        description="A score from 0 to 100 for each, with its components; dependencies are kept, cycles are refused.",
        responses={**_answers(PrioritizeAnswer), **REFUSED, **documents(404)},
        openapi_extra=_takes(PrioritizeRequest),
    )
    @allow(body_bytes=32 * MIB, list_items=MANY)
    async def prioritize(request: Request) -> Response:
        caller = admitted(request, Role.MEMBER)
        asked = read(await json_body(request), PrioritizeRequest)
        return _json(prioritizer.prioritize(asked, caller.tenant))


def _add_optimize(router: APIRouter, allocator: Allocator) -> None:
    @router.post(
        "/optimize-resources",
        summary="Share out CPU, memory and GPUs",
        description="Priority first, then fairly between tenants, then exactly improved; who waits, and for what.",
        responses={**_answers(OptimizeAnswer), **REFUSED},
        openapi_extra=_takes(OptimizeRequest),
    )
    @allow(body_bytes=32 * MIB, list_items=MANY)
    async def optimize(request: Request) -> Response:
        admitted(request, Role.MEMBER)
        return _json(await allocator.optimize(read(await json_body(request), OptimizeRequest)))


def _add_coordinate(router: APIRouter, coordinator: Coordinator) -> None:
    @router.post(
        f"{PREFIX}/coordinate",
        status_code=202,
        summary="Run several domains as one piece of work",
        responses={**REFUSED, **documents(402, 501, 502, 503, 504, 507)},
    )
    async def coordinate(request: CoordinateRequest, caller: Member, key: IdempotencyKey = None) -> CoordinatedView:
        return CoordinatedView.model_validate(await coordinator.coordinate(request, caller, key))

    @router.get(f"{PREFIX}/coordinate/{{run_id}}", summary="Its results, by domain", responses=documents(404))
    async def show_results(run_id: str, caller: Viewer) -> GatheredView:
        return GatheredView.model_validate(await coordinator.results(run_id, caller))


def _json(answer: Struct) -> Response:
    return WholeJson(msgspec.json.encode(answer))


def _takes(kind: type[Struct]) -> dict[str, Any]:
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": described(kind)}}}}


def _answers(kind: type[Struct]) -> dict[int | str, dict[str, Any]]:
    return {200: {"description": kind.__doc__, "content": {"application/json": {"schema": described(kind)}}}}
