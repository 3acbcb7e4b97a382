"""`/api/v1/l20`: prioritize, coordinate, optimize-resources.

Two of them take and give thousands of tasks, so they read and write their bytes themselves.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import msgspec
import orjson
from fastapi import APIRouter, Header, Request, Response
from pydantic import BaseModel

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
NUMBER, TEXT = {"type": "number"}, {"type": "string"}


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
        responses={**_answers(described(PrioritizeAnswer)), **REFUSED, **documents(404)},
        openapi_extra=_takes(PrioritizeRequest),
    )
    @allow(body_bytes=32 * MIB, list_items=MANY)
    async def prioritize(request: Request) -> Response:
        caller = admitted(request, Role.MEMBER)
        asked = read(await json_body(request), PrioritizeRequest)
        return WholeJson(msgspec.json.encode(prioritizer.prioritize(asked, caller.tenant)), {})


def _add_optimize(router: APIRouter, allocator: Allocator) -> None:
    @router.post(
        "/optimize-resources",
        summary="Share out CPU, memory and GPUs",
        description="Priority first, then fairly between tenants, then exactly improved; who waits, and for what.",
        responses={**_answers(OPTIMIZED), **REFUSED},
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


def _json(answer: Mapping[str, Any]) -> Response:
    return WholeJson(orjson.dumps(answer), {})


def _takes(kind: type[Any]) -> dict[str, Any]:
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": described(kind)}}}}


def _answers(schema: dict[str, Any]) -> dict[int | str, dict[str, Any]]:
    return {200: {"description": "Successful Response", "content": {"application/json": {"schema": schema}}}}


def _object(**properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "required": list(properties), "properties": properties}


def _list(of: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": of}


def _or_null(of: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [of, {"type": "null"}]}


_APPLICANT = {"id": TEXT, "priority": TEXT, "tenant": TEXT, "resources": {"type": "object"}}
OPTIMIZED = _object(
    allocations=_list(_object(**_APPLICANT, by={"type": "string", "enum": ["fairness", "improvement"]})),
    waiting=_list(_object(**_APPLICANT, waits_for={"type": "object"}, reason=TEXT, fits={"type": "boolean"})),
    utilization=_object(
        **dict.fromkeys(["cpu", "memory_mb", "gpu"], _object(used=NUMBER, available=NUMBER, share=NUMBER))
    ),
    tenants={"type": "object", "description": "Each tenant's dominant share."},
    improvement=_object(
        tried={"type": "boolean"}, gained={"type": "integer"}, proved={"type": "boolean"}, why=_or_null(TEXT)
    ),
)
