"""A run as plain data: what stands in `report.json`, and the names its files have in the delivered folder."""

from __future__ import annotations

from collections import Counter
from typing import Any

from imperium.platform.artifacts import safe_filename
from imperium.workflows.run import RunState, TaskState

REPORT_VERSION = 1


def report_data(state: RunState) -> dict[str, Any]:
    """Money in micro-USD, durations in seconds, times in seconds since the epoch.

    `artifacts[].file` is the name for the folder (no two alike), `artifacts[].name` the stored one (`<sha256>.<ext>`).
    """
    request = state.request
    return {
        "report_version": REPORT_VERSION,
        "run_id": state.id,
        "title": request.get("title", ""),
        "objective": request.get("objective"),
        "origin": request.get("origin"),
        "forked_from": request.get("forked_from"),
        "status": state.status,
        "created_at": state.created_at,
        "updated_at": state.updated_at,
        "totals": totals(state),
        "plan": request.get("plan"),
        "workflow": request.get("workflow", []),
        "variables": request.get("variables", {}),
        "tasks": [_task(task) for task in state.tasks.values()],
        "artifacts": files(state),
        "error": state.error,
        "delivery": state.delivery,
    }


def totals(state: RunState) -> dict[str, Any]:
    """Cost, wall time from acceptance to the last event, and how many tasks ended how."""
    by_status = Counter(task.status for task in state.tasks.values())
    return {
        "cost_micro_usd": state.cost_micro_usd,
        "budget_micro_usd": state.request.get("budget_micro_usd"),
        "seconds": round(max(0.0, state.updated_at - state.created_at), 3),
        "tasks": len(state.tasks),
        "attempts": sum(attempts(task) for task in state.tasks.values()),
        "by_status": dict(by_status),
    }


def attempts(task: TaskState) -> int:
    """How often it was tried. The start of what is over at once isn't recorded, but what ended was tried once."""
    ended = task.status in ("succeeded", "failed") and not task.reused_from
    return max(task.attempts, int(ended))


def _task(task: TaskState) -> dict[str, Any]:
    return {**task.as_dict(), "attempts": attempts(task), "output": task.output}


def files(state: RunState) -> list[dict[str, Any]]:
    """The run's artifacts, each once, with the first task that made it and `file`, its name in the delivered folder."""
    taken: set[str] = {"index.html", "report.json"}
    found: dict[str, dict[str, Any]] = {}
    for artifact in state.artifacts():
        if artifact["name"] not in found:
            file = _free_name(_wanted_name(artifact, state.tasks[artifact["task"]]), taken)
            taken.add(file)
            found[artifact["name"]] = {**artifact, "file": file}
    return list(found.values())


def _wanted_name(artifact: dict[str, Any], task: TaskState) -> str:
    """After the task: short, and the same words as on the page."""
    extension = artifact["name"].rpartition(".")[2]
    return safe_filename(task.id, extension)


def _free_name(wanted: str, taken: set[str]) -> str:
    if wanted not in taken:
        return wanted
    stem, _, extension = wanted.rpartition(".")
    return next(name for n in range(2, len(taken) + 3) if (name := f"{stem}-{n}.{extension}") not in taken)
