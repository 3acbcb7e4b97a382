"""`/api/v1/intelligence/product_content/catalogue`: a file of products in, their content out, as a run or a stream."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Header, Query, Request
from fastapi.responses import JSONResponse
from starlette.responses import Response

from imperium.intelligences.product_content.order import JOBS, Order
from imperium.intelligences.product_content.rows import MOST_ROWS, FileKind
from imperium.intelligences.tone import Tone
from imperium.platform.auth.access import require
from imperium.platform.auth.principal import Principal, Role
from imperium.platform.errors import InvalidInput
from imperium.platform.limits import MIB, allow
from imperium.platform.problems import documents
from imperium.platform.submission import Submissions
from imperium.platform.web.sse import EventStream, ServerEvent
from imperium.platform.workers import Workers

Member = Annotated[Principal, require(Role.MEMBER)]
router = APIRouter(
    prefix="/api/v1/intelligence/product_content", tags=["intelligence"], responses=documents(401, 403, 429)
)
LARGEST = 32 * MIB
_KINDS: dict[str, FileKind] = {
    "text/csv": "csv",
    "text/tab-separated-values": "csv",
    "application/json": "json",
    "application/x-ndjson": "ndjson",
    "application/jsonl": "ndjson",
}


@router.post("/catalogue", status_code=202, summary="Write a catalogue", responses=documents(413, 415, 422, 507))
@allow(body_bytes=LARGEST, items={"": MOST_ROWS, "products": MOST_ROWS})
async def write_catalogue(
    request: Request,
    caller: Member,
    tone: Tone = "professional",
    seed: Annotated[int, Query(ge=0, le=2**32 - 1)] = 0,
    accept: Annotated[str, Header()] = "*/*",
    content_type: Annotated[str, Header()] = "text/csv",
    key: Annotated[str | None, Header(alias="Idempotency-Key", max_length=200)] = None,
) -> Response:
    """The body is a CSV, JSON or NDJSON file of at most 10,000 products. It becomes a run, whose files hold the
    content; with `Accept: text/event-stream` every product comes as an event the moment it is written, and closing the
    connection ends the work."""
    kind, body = _kind(content_type), await request.body()
    platform = request.app.state.platform
    if "text/event-stream" in accept:
        job = {"text": _text(body), "kind": kind, "order": Order(tone=tone, seed=seed).as_job()}
        return EventStream(events(platform.workers, job))
    file = await platform.artifacts.of(caller.tenant).put_bytes(body, "catalogue", "csv" if kind == "csv" else "json")
    submissions: Submissions = request.app.state.submissions
    inputs = {"file": file.name, "kind": kind, "tone": tone, "seed": seed}
    accepted = await submissions.submit_capability(
        "product_catalogue", inputs, caller, title="Catalogue", origin="catalogue", idempotency_key=key
    )
    return JSONResponse(accepted.model_dump(), status_code=202)


async def events(workers: Workers, job: dict[str, Any]) -> AsyncIterator[ServerEvent]:
    """`product` and `row_error` events in the order of the rows, then `summary`. Closing it ends the worker."""
    written: asyncio.Queue[ServerEvent | None] = asyncio.Queue()

    def tell(fraction: float, message: str, preview: object = None) -> None:
        if message.startswith("{"):
            entry = orjson.loads(message)
            name = "row_error" if "error" in entry else "product"
            written.put_nowait(ServerEvent({**entry, "progress": round(fraction, 4)}, name, entry["row"]))

    task = asyncio.create_task(workers.run(f"{JOBS}:stream", job, progress=tell))
    task.add_done_callback(lambda done: written.put_nowait(None))
    try:
        while (event := await written.get()) is not None:
            yield event
        yield ServerEvent(task.result(), "summary")
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def _kind(content_type: str) -> FileKind:
    written = content_type.partition(";")[0].strip().lower()
    if written not in _KINDS:
        raise InvalidInput(
            f"A catalogue can't be read from {written[:80]!r}.",
            field="Content-Type",
            value=written[:80],
            remedy=f"Send one of {', '.join(_KINDS)}.",
        )
    return _KINDS[written]


def _text(body: bytes) -> str:
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidInput(
            f"The file is not UTF-8: byte {error.start}.", field="body", remedy="Save it as UTF-8."
        ) from None
