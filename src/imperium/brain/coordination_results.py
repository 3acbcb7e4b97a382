"""The results of a coordinated run, by domain, each with where it comes from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from imperium.workflows.run import RunState, TaskState

DomainStatus = Literal["queued", "running", "succeeded", "partial", "failed", "cancelled"]
GONE = ("failed", "skipped", "cancelled")


def gathered(state: RunState) -> dict[str, Any]:
    """What each domain has made so far, and what of it is missing and why. One that failed leaves the others'."""
    plan: dict[str, Any] = state.request["plan"]["brief"]
    return {
        "run_id": state.id,
        "status": state.status,
        "cost_micro_usd": state.cost_micro_usd,
        "domains": {domain: _domain(domain, plan, state) for domain in plan["domains"]},
        "schedule": plan["schedule"],
        "status_url": f"/workflow/{state.id}",
        "events_url": f"/workflow/{state.id}/events",
    }


def _domain(domain: str, plan: dict[str, Any], state: RunState) -> dict[str, Any]:
    own = [about for about in plan["schedule"]["tasks"] if about["domain"] == domain]
    tasks = [state.tasks[about["task"]] for about in own]
    return {
        "status": _status(tasks),
        "cost_micro_usd": sum(task.cost_micro_usd for task in tasks),
        "results": [_result(task, about) for task, about in zip(tasks, own, strict=True) if task.status == "succeeded"],
        "missing": [_missing(task) for task in tasks if task.status in GONE],
    }


def _status(tasks: Sequence[TaskState]) -> DomainStatus:
    statuses = {task.status for task in tasks}
    if statuses == {"queued"}:
        return "queued"
    if statuses & {"queued", "running"}:
        return "running"
    if statuses == {"succeeded"}:
        return "succeeded"
    if "succeeded" in statuses:
        return "partial"
    return "cancelled" if "cancelled" in statuses else "failed"


def _result(task: TaskState, about: dict[str, Any]) -> dict[str, Any]:
    return {
        "task": task.id,
        "output": task.output,
        "artifacts": task.artifacts,
        "provenance": {
            "capability": task.model,
            "engine": task.engine,
            "model": task.answered_by,
            "inputs_from": about["inputs_from"],
            "after": about["depends_on"],
            "assumed": about["assumed"],
            "attempts": task.attempts,
            "started_at": task.started_at,
            "seconds": round(task.seconds, 3),
            "cost_micro_usd": task.cost_micro_usd,
        },
    }


def _missing(task: TaskState) -> dict[str, Any]:
    return {"task": task.id, "status": task.status, "error": task.error, "explanation": task.explanation}
