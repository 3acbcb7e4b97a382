"""`/workflow`, `/template`, `/addons`."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, Request
from fastapi.responses import HTMLResponse, JSONResponse
from starlette.responses import Response

from imperium.platform.artifacts import ArtifactStore
from imperium.platform.auth.access import require
from imperium.platform.auth.principal import Principal, Role
from imperium.platform.events import EventLog
from imperium.platform.limits import allow
from imperium.platform.problems import documents
from imperium.platform.web.sse import EventStream, as_server_events, last_event_id
from imperium.workflows.addon import load_addons
from imperium.workflows.following import happening
from imperium.workflows.report import csp, render_report, report_data
from imperium.workflows.run import RunState
from imperium.workflows.schemas import AcceptedView, ForkRequest, RunPage, RunView, WorkflowRequest
from imperium.workflows.service import WorkflowService
from imperium.workflows.template import load_templates

WHOLE_WITHIN_S = 1.0
"""What is over within this is answered whole; the rest is accepted (202)."""

Viewer = Annotated[Principal, require(Role.VIEWER)]
Member = Annotated[Principal, require(Role.MEMBER)]
IdempotencyKey = Annotated[
    str | None,
    Header(alias="Idempotency-Key", max_length=200, description="The same key gives the run that it gave before."),
]
RUN_ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {"model": RunView, "description": "It is over: the whole run."},
    202: {"model": AcceptedView, "description": "It goes on."},
    **documents(400, 402, 413, 422, 502, 503, 504, 507),
}
LARGE_TEXT = {"workflow.tasks.prompt": 1_000_000, "prompt": 1_000_000}


def routes(service: WorkflowService, events: EventLog, artifacts: ArtifactStore) -> APIRouter:
    router = APIRouter(tags=["workflows"], responses=documents(401, 403, 429))
    _add_starting(router, service)
    _add_following(router, service, events, artifacts)
    _add_steering(router, service)
    _add_library(router)
    return router


def _add_starting(router: APIRouter, service: WorkflowService) -> None:
    """What begins a run: stages or an objective, a template, a fork."""

    @router.post("/workflow", summary="Run a workflow or an objective", responses=RUN_ANSWERS)
    @allow(text=LARGE_TEXT, items={"workflow.tasks": 10_000})
    async def run_workflow(request: WorkflowRequest, caller: Member, key: IdempotencyKey = None) -> Response:
        return await _answered(service, await service.submit(request, caller, key))

    @router.post("/template/{name}", summary="Run a template", responses={**RUN_ANSWERS, **documents(404)})
    async def run_template(
        name: str, parameters: dict[str, Any], caller: Member, key: IdempotencyKey = None
    ) -> Response:
        return await _answered(service, await service.submit_template(name, parameters, caller, key))

    @router.post(
        "/workflow/{run_id}/fork",
        summary="A new run from a task of this one",
        responses={**RUN_ANSWERS, **documents(404)},
    )
    @allow(text=LARGE_TEXT)
    async def fork_run(run_id: str, request: ForkRequest, caller: Member) -> Response:
        return await _answered(service, await service.fork(run_id, request, caller))


def _add_following(router: APIRouter, service: WorkflowService, events: EventLog, artifacts: ArtifactStore) -> None:
    """What shows runs: the list, one, its events, what it delivered."""

    @router.get("/workflow", summary="List the runs")
    async def list_runs(
        caller: Viewer,
        limit: Annotated[int, Query(ge=1, le=200)] = 50,
        cursor: Annotated[str | None, Query(max_length=64)] = None,
        status: Annotated[str | None, Query(pattern="^(queued|running|paused|succeeded|failed|cancelled)$")] = None,
    ) -> RunPage:
        rows = await service.page(caller, limit + 1, cursor, status)
        shown = [{**row, "run_id": row["id"]} for row in rows[:limit]]
        following = rows[limit - 1]["id"] if len(rows) > limit else None
        return RunPage.model_validate({"runs": shown, "next_cursor": following})

    @router.get("/workflow/{run_id}", summary="A run", response_model=RunView, responses=documents(404))
    async def show_run(run_id: str, caller: Viewer) -> Response:
        return JSONResponse((await service.get(run_id, caller)).as_dict())

    @router.get(
        "/workflow/{run_id}/events",
        summary="A run's events, live",
        response_class=Response,
        responses={200: {"content": {"text/event-stream": {}}, "description": "Events."}, **documents(404, 422)},
    )
    async def follow_run(run_id: str, request: Request, caller: Viewer) -> Response:
        state = await service.get(run_id, caller)
        return EventStream(as_server_events(happening(events, state, last_event_id(request))))

    @router.get(
        "/workflow/{run_id}/report",
        summary="What was delivered, as a page",
        response_class=HTMLResponse,
        responses=documents(404),
    )
    async def show_report(run_id: str, caller: Viewer) -> Response:
        state = await service.get(run_id, caller)
        own = artifacts.of(caller.tenant)
        page = await asyncio.to_thread(render_report, state, lambda name: own.path(name).read_bytes())
        return HTMLResponse(page, headers={"content-security-policy": csp(page)})

    @router.get("/workflow/{run_id}/report.json", summary="What was delivered, as data", responses=documents(404))
    async def show_report_data(run_id: str, caller: Viewer) -> dict[str, Any]:
        return report_data(await service.get(run_id, caller))


def _add_steering(router: APIRouter, service: WorkflowService) -> None:
    """What changes a run: pause, resume, cancel."""

    @router.post("/workflow/{run_id}/pause", summary="Start nothing more", responses=documents(404, 409))
    async def pause_run(run_id: str, caller: Member) -> RunView:
        return RunView.model_validate((await service.pause(run_id, caller)).as_dict())

    @router.post("/workflow/{run_id}/resume", summary="Go on; what succeeded is kept", responses=documents(404, 409))
    async def resume_run(run_id: str, caller: Member) -> RunView:
        return RunView.model_validate((await service.resume(run_id, caller)).as_dict())

    @router.post("/workflow/{run_id}/cancel", summary="Stop at once", responses=documents(404, 409))
    async def cancel_run(run_id: str, caller: Member) -> RunView:
        return RunView.model_validate((await service.cancel(run_id, caller)).as_dict())


def _add_library(router: APIRouter) -> None:
    """What workflows are made from: templates and addons."""

    @router.get("/template", summary="List the templates")
    async def list_templates(caller: Viewer) -> dict[str, Any]:
        return {
            "templates": [
                {"name": name, **template.model_dump(mode="json", exclude={"workflow"}, exclude_defaults=True)}
                for name, template in load_templates().items()
            ]
        }

    @router.get("/addons", summary="List the prompt addons")
    async def list_addons(caller: Viewer) -> dict[str, Any]:
        return {
            "addons": [
                {"name": addon.name, "category": addon.category, "title": addon.title, "summary": addon.summary}
                for addon in load_addons().values()
            ]
        }


async def _answered(service: WorkflowService, state: RunState) -> Response:
    return _answer(await service.wait(state, WHOLE_WITHIN_S))


def _answer(state: RunState) -> Response:
    """200 with the whole run when it is over, else 202 with where to follow it."""
    whole = state.as_dict()
    if state.is_final:
        return JSONResponse(whole)
    accepted = {key: whole[key] for key in ("run_id", "status", "status_url", "events_url")}
    return JSONResponse(accepted, 202, {"location": whole["status_url"]})
