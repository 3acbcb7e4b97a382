"""What the workflow endpoints take and give."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from imperium.platform.fair import Priority

MAX_OBJECTIVE = 10_000
"""Characters."""


class WorkflowRequest(BaseModel):
    """Either stages (`workflow`) or an `objective` that is turned into stages."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "workflow": [
                        {
                            "type": "linear",
                            "tasks": [
                                {"model": "thinking_ai", "prompt": "Research {topic}", "output_variable": "research"}
                            ],
                        }
                    ],
                    "variables": {"topic": "renewable energy"},
                }
            ]
        },
    )

    workflow: list[dict[str, Any]] | None = Field(None, description="Stages: see the guide on workflows.")
    objective: str | None = Field(
        None, min_length=1, max_length=MAX_OBJECTIVE, description="What is wanted, in plain words."
    )
    variables: dict[str, Any] = Field({}, description="Input variables by name.")
    title: str | None = Field(None, max_length=200)
    priority: Priority = "medium"
    budget_usd: float | None = Field(None, ge=0, le=1_000_000, description="The run stops before it costs more.")
    timeout_seconds: float | None = Field(None, gt=0, le=86_400, description="300 by default.")


class ForkRequest(BaseModel):
    """A new run that keeps everything before `task`, and does `task` and what depends on it anew."""

    model_config = ConfigDict(extra="forbid")

    task: str = Field(min_length=1, max_length=200, description="The id of the first task to do anew.")
    prompt: str | None = Field(None, max_length=1_000_000, description="In place of the task's prompt.")
    params: dict[str, Any] = Field({}, description="Changes to the task's parameters; null removes one.")
    variables: dict[str, Any] = Field({}, description="Changes to the input variables.")


class TaskView(BaseModel):
    """One task of a run. Money in micro-USD (millionths of a dollar), times in seconds since the epoch. `after` are the
    tasks that it waits for in a graph stage."""

    id: str
    model: str
    output_variable: str
    stage: int
    after: list[str]
    status: Literal["queued", "running", "succeeded", "failed", "skipped", "cancelled"]
    attempts: int
    engine: str | None
    answered_by: str | None
    cost_micro_usd: int
    seconds: float
    started_at: float | None
    artifacts: list[dict[str, Any]]
    details: dict[str, Any]
    error: dict[str, Any] | None
    explanation: dict[str, Any] | None
    reused_from: str | None


class RunView(BaseModel):
    """A run. `results` maps each output variable to what was made."""

    run_id: str
    status: Literal["queued", "running", "paused", "succeeded", "failed", "cancelled"]
    title: str
    objective: str | None
    origin: str | None
    priority: str | None
    forked_from: str | None
    created_at: float
    updated_at: float
    cost_micro_usd: int
    budget_micro_usd: int | None
    plan: dict[str, Any] | None
    tasks: list[TaskView]
    results: dict[str, Any]
    artifacts: list[dict[str, Any]]
    error: dict[str, Any] | None
    delivery: dict[str, Any] | None
    status_url: str
    events_url: str


class AcceptedView(BaseModel):
    """Work that goes on: follow it at `status_url`, or live at `events_url`."""

    run_id: str
    status: str
    status_url: str
    events_url: str


class RunRow(BaseModel):
    run_id: str
    status: str
    title: str
    origin: str
    priority: str
    created_at: float
    updated_at: float
    cost_micro_usd: int


class RunPage(BaseModel):
    """Newest first. `next_cursor` leads to the next page; null on the last one."""

    runs: list[RunRow]
    next_cursor: str | None
