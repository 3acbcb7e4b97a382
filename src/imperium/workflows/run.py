"""A run is its events. `RunState.apply` is the one place that knows what they mean: for the engine after a crash, for
the API, and for whoever replays a stream.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from msgspec import Struct

from imperium.platform.events import Event

Status = Literal["queued", "running", "paused", "succeeded", "failed", "cancelled"]
TaskStatus = Literal["queued", "running", "succeeded", "failed", "skipped", "cancelled"]
FINAL: frozenset[str] = frozenset({"succeeded", "failed", "cancelled"})
UNPAUSED = "unpaused"
"""Why a run goes on whose pause ended before its running tasks did."""
FINAL_EVENTS = frozenset(f"run.{status}" for status in FINAL)


class TaskState(Struct):
    """One task of a run. Money in micro-USD, times in seconds since the epoch. `after` are the ids of the tasks that it
    waits for in a graph stage."""

    id: str
    model: str
    output_variable: str
    stage: int
    after: list[str] = []
    status: TaskStatus = "queued"
    attempts: int = 0
    cost_micro_usd: int = 0
    seconds: float = 0.0
    started_at: float | None = None
    engine: str | None = None
    answered_by: str | None = None
    output: Any = None
    artifacts: list[dict[str, Any]] = []
    details: dict[str, Any] = {}
    error: dict[str, Any] | None = None
    explanation: dict[str, Any] | None = None
    reused_from: str | None = None

    def take_effort(self, data: dict[str, Any]) -> None:
        """How it went; starts of short attempts have no event of their own."""
        self.seconds = data["seconds"]
        self.attempts = data.get("attempts", self.attempts)
        self.started_at = data.get("started_at", self.started_at)

    def take_outcome(self, data: dict[str, Any]) -> None:
        """What it gave."""
        self.output = data.get("output")
        self.artifacts = data.get("artifacts", [])
        self.engine = data.get("engine")
        self.answered_by = data.get("model")
        self.details = data.get("details", {})

    def outcome(self) -> dict[str, Any]:
        """What a later run needs to use this result without running or paying it again."""
        return {
            "output": self.output,
            "artifacts": self.artifacts,
            "engine": self.engine,
            "model": self.answered_by,
            "details": self.details,
        }

    def as_dict(self) -> dict[str, Any]:
        """As the API shows it; the output itself stands under `results`."""
        return {
            "id": self.id,
            "model": self.model,
            "output_variable": self.output_variable,
            "stage": self.stage,
            "after": self.after,
            "status": self.status,
            "attempts": self.attempts,
            "engine": self.engine,
            "answered_by": self.answered_by,
            "cost_micro_usd": self.cost_micro_usd,
            "seconds": round(self.seconds, 3),
            "started_at": self.started_at,
            "artifacts": self.artifacts,
            "details": self.details,
            "error": self.error,
            "explanation": self.explanation,
            "reused_from": self.reused_from,
        }


def _started(task: TaskState, data: dict[str, Any], at: float) -> None:
    task.status, task.started_at = "running", at
    task.attempts += 1


def _retried(task: TaskState, data: dict[str, Any], at: float) -> None:
    task.error = data["error"]


def _charged(task: TaskState, data: dict[str, Any], at: float) -> None:
    task.cost_micro_usd += data["cost_micro_usd"]


def _succeeded(task: TaskState, data: dict[str, Any], at: float) -> None:
    task.status, task.error = "succeeded", None
    task.cost_micro_usd += data["cost_micro_usd"]
    task.take_effort(data)
    task.take_outcome(data)


def _failed(task: TaskState, data: dict[str, Any], at: float) -> None:
    task.status, task.error, task.explanation = "failed", data["error"], data["explanation"]
    task.cost_micro_usd += data["explanation"]["cost_micro_usd"]
    task.take_effort(data)


def _skipped(task: TaskState, data: dict[str, Any], at: float) -> None:
    task.status, task.error = "skipped", data["error"]


CHANGES: Mapping[str, Callable[[TaskState, dict[str, Any], float], None]] = {
    "task.started": _started,
    "task.retried": _retried,
    "task.charged": _charged,
    "task.succeeded": _succeeded,
    "task.failed": _failed,
    "task.skipped": _skipped,
}
"""What each event of a task changes."""


@dataclass(slots=True)
class RunState:
    """Everything known of a run, folded from its events."""

    id: str
    status: Status = "queued"
    request: dict[str, Any] = field(default_factory=dict)
    tasks: dict[str, TaskState] = field(default_factory=dict)
    created_at: float = 0.0
    updated_at: float = 0.0
    error: dict[str, Any] | None = None
    delivery: dict[str, Any] | None = None
    beside_tasks_micro_usd: int = 0

    @classmethod
    def replay(cls, run_id: str, events: list[Event]) -> RunState:
        state = cls(run_id)
        for event in events:
            state.apply(event.type, event.data, event.at)
        return state

    @property
    def cost_micro_usd(self) -> int:
        """What the run has cost, planning and every delivery included."""
        return self.beside_tasks_micro_usd + sum([task.cost_micro_usd for task in self.tasks.values()])

    @property
    def is_final(self) -> bool:
        return self.status in FINAL

    def apply(self, kind: str, data: dict[str, Any], at: float) -> None:
        """What an event of type `kind` changes."""
        self.updated_at = at
        if (change := CHANGES.get(kind)) is not None:
            change(self.tasks[data["task"]], data, at)
        elif kind == "run.queued":
            self._create(data, at)
        elif kind == "run.delivered":
            self.delivery = data
            self.beside_tasks_micro_usd += data.get("cost_micro_usd", 0)
        elif kind == "run.resumed":
            self._resume(data)
        else:
            self._end_or_move(kind.removeprefix("run."), data)

    def _create(self, data: dict[str, Any], at: float) -> None:
        self.request, self.created_at = data, at
        self.beside_tasks_micro_usd = data.get("planning_cost_micro_usd", 0)
        reused = data.get("reused", {})
        for plan in data["tasks"]:
            task = TaskState(
                plan["id"], plan["model"], plan["output_variable"], plan["stage"], [*plan.get("after", ())]
            )
            if outcome := reused.get(task.id):
                task.status, task.reused_from = "succeeded", data.get("forked_from")
                task.take_outcome(outcome)
            self.tasks[task.id] = task

    def _resume(self, data: dict[str, Any]) -> None:
        """After a failure, a restart or a pause that everything had come to rest in, what did not succeed is tried
        again. A pause that ended earlier changed nothing."""
        self.error = None
        if data["reason"] == UNPAUSED:
            self.status = "running"
            return
        self.status = "queued"
        for task in self.tasks.values():
            if task.status != "succeeded":
                task.status, task.error, task.explanation = "queued", None, None
                self.delivery = None

    def _end_or_move(self, status: str, data: dict[str, Any]) -> None:
        self.status = "running" if status == "started" else status  # type: ignore[assignment]
        self.error = data.get("error")
        if self.is_final:
            for task in self.tasks.values():
                if task.status in ("queued", "running"):
                    task.status = "cancelled"

    def results(self) -> dict[str, Any]:
        """Output variable → output of what succeeded; a later namesake wins, as it does for later tasks."""
        return {task.output_variable: task.output for task in self.tasks.values() if task.status == "succeeded"}

    def artifacts(self) -> list[dict[str, Any]]:
        """All files of the run, each with the task that made it."""
        return [
            {**artifact, "task": task.id}
            for task in self.tasks.values()
            if task.status == "succeeded"
            for artifact in task.artifacts
        ]

    def as_dict(self) -> dict[str, Any]:
        """As the API shows a run."""
        return {
            "run_id": self.id,
            "status": self.status,
            "title": self.request.get("title", ""),
            "objective": self.request.get("objective"),
            "origin": self.request.get("origin"),
            "priority": self.request.get("priority"),
            "forked_from": self.request.get("forked_from"),
            "created_at": self.created_at,
            "updated_at": self.updated_at,
            "cost_micro_usd": self.cost_micro_usd,
            "budget_micro_usd": self.request.get("budget_micro_usd"),
            "plan": self.request.get("plan"),
            "tasks": [task.as_dict() for task in self.tasks.values()],
            "results": self.results(),
            "artifacts": self.artifacts(),
            "error": self.error,
            "delivery": self.delivery,
            "status_url": f"/workflow/{self.id}",
            "events_url": f"/workflow/{self.id}/events",
        }
