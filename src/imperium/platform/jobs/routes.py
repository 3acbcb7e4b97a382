"""What every kind of job answers over HTTP: ordered, foreseen, shown, listed, cancelled."""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import dataclass
from typing import Annotated, Any, Protocol

from fastapi import APIRouter, Header, Query, Request, Response
from msgspec.structs import asdict
from pydantic import BaseModel

from imperium.platform.auth.access import require
from imperium.platform.auth.principal import Principal, Role
from imperium.platform.capability import Estimate
from imperium.platform.jobs.callbacks import Callbacks
from imperium.platform.jobs.job import (
    PRIORITIES,
    TERMS,
    AcceptedJob,
    ClientId,
    Foreseen,
    Job,
    JobEstimate,
    JobPage,
    JobProgress,
    JobRow,
    JobTerms,
    Queue,
)
from imperium.platform.problems import documents
from imperium.platform.submission import Place, Record, Submissions
from imperium.platform.web.sse import EventStream, as_server_events, last_event_id

Viewer = Annotated[Principal, require(Role.VIEWER)]
Member = Annotated[Principal, require(Role.MEMBER)]
IdempotencyKey = Annotated[
    str | None,
    Header(alias="Idempotency-Key", max_length=200, description="The same key gives the job that it gave before."),
]
ClientIdHeader = Annotated[ClientId | None, Header(alias="Client-Id", description="Instead of the field `client_id`.")]
ORDER_ANSWERS = documents(400, 409, 413, 422, 507)


class Judge(Protocol):
    """Says whether something may be made at all."""

    def __call__(self, text: str, principal: Principal) -> Awaitable[None]:
        """Raises ContentRefused."""


@dataclass(frozen=True, slots=True)
class JobKind:
    """`origin` (`image`) is how its runs are marked, `path` where its jobs lie."""

    capability: str
    origin: str
    path: str
    called: str

    async def accept(
        self, job: BaseModel, request: Request, caller: Principal, key: str | None, client_id: str | None
    ) -> AcceptedJob:
        """Order it. Raises what is wrong with it before anything is stored."""
        terms, inputs = _terms(job), self.inputs(job)
        await self.check(inputs, terms, request, caller)
        submissions, client_id = _submissions(request), terms.client_id or client_id
        expected, place = submissions.foresee(self.capability, inputs, caller)
        accepted = await submissions.submit_capability(
            self.capability,
            inputs,
            caller,
            title=f"{self.called}: {str(inputs.get('prompt', ''))[:100]}",
            origin=self.origin,
            priority=PRIORITIES[terms.priority],
            idempotency_key=key,
            client_id=client_id,
            callback_url=terms.callback_url,
        )
        return AcceptedJob(
            id=accepted.id,
            status=accepted.status,
            status_url=f"{self.path}/{accepted.id}",
            events_url=f"{self.path}/{accepted.id}/events",
            cancel_url=f"{self.path}/{accepted.id}/cancel",
            client_id=client_id,
            estimate=_estimate(expected),
            queue=_queue(place),
        )

    async def foresee(self, job: BaseModel, request: Request, caller: Principal) -> Foreseen:
        """What it would take. Raises what `accept` raises."""
        inputs = self.inputs(job)
        await self.check(inputs, _terms(job), request, caller)
        expected, place = _submissions(request).foresee(self.capability, inputs, caller)
        return Foreseen(**_estimate(expected).model_dump(), queue=_queue(place))

    async def check(self, inputs: dict[str, Any], terms: JobTerms, request: Request, caller: Principal) -> None:
        judge: Judge = request.app.state.judge
        await judge(str(inputs.get("prompt", "")), caller)
        if terms.callback_url is not None:
            await _callbacks(request).check(terms.callback_url)

    def inputs(self, job: BaseModel) -> dict[str, Any]:
        """What the capability is given: what was sent, without the terms."""
        return job.model_dump(mode="json", exclude_unset=True, exclude=set(TERMS))

    def job(self, record: Record) -> Job:
        progress = record.progress
        return Job(
            **self.row(record).model_dump(),
            queue=_queue(record.place),
            progress=progress
            and JobProgress(
                fraction=progress.fraction,
                message=progress.message,
                remaining_seconds=progress.remaining_s,
                preview=progress.preview,
            ),
            estimate=record.expected and _estimate(record.expected),
            seconds=record.seconds,
            engine=record.engine,
            model=record.model,
            result=record.result,
            artifacts=list(record.artifacts),
            error=record.error,
            events_url=f"{self.path}/{record.id}/events",
            cancel_url=f"{self.path}/{record.id}/cancel",
        )

    def row(self, record: Record) -> JobRow:
        shown = {name: getattr(record, name) for name in JobRow.model_fields if name != "status_url"}
        return JobRow(**shown, status_url=f"{self.path}/{record.id}")

    def add_following(self, router: APIRouter) -> None:
        """What shows and steers jobs of this kind."""

        @router.get(self.path, summary=f"List the {self.origin}s", responses=documents(422))
        async def list_jobs(
            request: Request,
            caller: Viewer,
            limit: Annotated[int, Query(ge=1, le=200)] = 50,
            cursor: Annotated[str | None, Query(max_length=64)] = None,
            status: Annotated[str | None, Query(pattern="^(queued|running|paused|succeeded|failed|cancelled)$")] = None,
            client_id: Annotated[ClientId | None, Query()] = None,
        ) -> JobPage:
            found = await _submissions(request).records(
                caller, self.origin, limit + 1, cursor, status=status, client_id=client_id
            )
            following = found[limit - 1].id if len(found) > limit else None
            return JobPage(jobs=[self.row(record) for record in found[:limit]], next_cursor=following)

        @router.get(
            f"{self.path}/{{id}}",
            summary=f"One {self.origin}: how far it is, or what came of it",
            responses=documents(404),
        )
        async def show_job(id: str, request: Request, caller: Viewer) -> Job:
            return self.job(await _submissions(request).record(id, caller, self.origin))

        @router.get(
            f"{self.path}/{{id}}/events",
            summary=f"What happens to one {self.origin}, live, with previews",
            response_class=Response,
            responses={200: {"content": {"text/event-stream": {}}, "description": "Events."}, **documents(404, 422)},
        )
        async def follow_job(id: str, request: Request, caller: Viewer) -> Response:
            after = last_event_id(request)
            return EventStream(as_server_events(await _submissions(request).follow(id, caller, self.origin, after)))

        @router.post(
            f"{self.path}/{{id}}/cancel", summary=f"Stop one {self.origin} at once", responses=documents(404, 409)
        )
        async def cancel_job(id: str, request: Request, caller: Member) -> Job:
            return self.job(await _submissions(request).stop(id, caller, self.origin))


def callback_routes() -> APIRouter:
    router = APIRouter(prefix="/api/v1/callbacks", tags=["media"], responses=documents(401, 403, 429))

    @router.get("/secret", summary="With what callbacks to you are signed")
    async def show_secret(request: Request, caller: Member) -> dict[str, str]:
        return {"secret": _callbacks(request).secret(caller.tenant), "algorithm": "HMAC-SHA256"}

    return router


def _terms(job: BaseModel) -> JobTerms:
    assert isinstance(job, JobTerms)
    return job


def _submissions(request: Request) -> Submissions:
    submissions: Submissions = request.app.state.submissions
    return submissions


def _callbacks(request: Request) -> Callbacks:
    callbacks: Callbacks = request.app.state.callbacks
    return callbacks


def _estimate(expected: Estimate) -> JobEstimate:
    return JobEstimate(**asdict(expected))


def _queue(place: Place | None) -> Queue | None:
    return Queue(position=place.position, wait_seconds=place.wait_s) if place else None
