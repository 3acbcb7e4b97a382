"""What clients say of a job beside its work, and what they are shown of it."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from imperium.platform.fair import Priority
from imperium.platform.submission import Accepted

Level = Literal["critical", "high", "normal", "low"]
PRIORITIES: dict[Level, Priority] = {"critical": "high", "high": "high", "normal": "medium", "low": "low"}
Status = Literal["queued", "running", "paused", "succeeded", "failed", "cancelled"]
ClientId = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[A-Za-z0-9._:/@+=-]+$")]
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufff9-\ufffb]")


class JobTerms(BaseModel):
    """Fields of every request for a job."""

    model_config = ConfigDict(extra="forbid")

    priority: Level = Field("normal", description="Shares of capacity under contention; critical is served as high.")
    client_id: ClientId | None = Field(None, description="Your own id of the job: kept, shown, and to filter by.")
    callback_url: str | None = Field(
        None, min_length=8, max_length=2_000, description="Told with a signed POST when the job has ended."
    )

    @model_validator(mode="after")
    def _can_be_written(self) -> JobTerms:
        for name in self.model_fields_set:
            value = getattr(self, name)
            if isinstance(value, str) and (found := _CONTROL.search(value)):
                raise ValueError(f"{name}: holds the control character U+{ord(found[0]):04X}; send text")
        return self


TERMS = frozenset(JobTerms.model_fields)


class JobEstimate(BaseModel):
    """What a job is expected to take once it runs, corrected by what like ones took. Micro-USD are millionths. `bytes`
    is the size of its files together, null where nobody can tell it before."""

    seconds: float
    cost_micro_usd: int
    bytes: int | None = None


class Queue(BaseModel):
    """Its place in the line, 1 for the next; and how long it takes until then, as things stand."""

    position: int
    wait_seconds: float


class Foreseen(JobEstimate):
    """An estimate before a job is ordered. `queue` is where it would stand; null where it would begin at once."""

    queue: Queue | None


class JobProgress(BaseModel):
    """How far it is. `preview` is a `data:` URL of what it looks like so far."""

    fraction: float
    message: str
    remaining_seconds: float | None
    preview: str | None


class AcceptedJob(Accepted):
    """A job that goes on: ask at `status_url`, or follow it live at `events_url`."""

    client_id: str | None
    estimate: JobEstimate
    queue: Queue | None
    cancel_url: str


class JobRow(BaseModel):
    """A job in a list."""

    id: str
    status: Status
    title: str
    client_id: str | None
    priority: str
    created_at: float
    updated_at: float
    cost_micro_usd: int
    status_url: str


class Job(JobRow):
    """A job. Times are seconds since the epoch. `result` is what its capability gave; its files are `artifacts`, with
    name, url, media type and size."""

    queue: Queue | None
    progress: JobProgress | None
    estimate: JobEstimate | None
    seconds: float
    engine: str | None
    model: str | None
    result: Any
    artifacts: list[dict[str, Any]]
    error: dict[str, Any] | None
    events_url: str
    cancel_url: str


class JobPage(BaseModel):
    """Newest first. `next_cursor` leads to the next page; null on the last one."""

    jobs: list[JobRow]
    next_cursor: str | None
