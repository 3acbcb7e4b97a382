"""Who did the work of a run, how long, and for how much."""

from __future__ import annotations

from dataclasses import dataclass

from imperium.workflows.report.data import attempts
from imperium.workflows.run import RunState, TaskState


@dataclass(frozen=True, slots=True)
class Spending:
    """What one engine or model did, and took."""

    made_by: str
    tasks: int
    seconds: float
    cost_micro_usd: int


def spendings(state: RunState) -> list[Spending]:
    """By who did the work, the dearest first; together they are what the run cost."""
    groups: dict[str, list[TaskState]] = {}
    for task in state.tasks.values():
        if attempts(task):
            groups.setdefault(task.answered_by or task.engine or "without a result", []).append(task)
    rows = [
        Spending(by, len(tasks), sum(task.seconds for task in tasks), sum(task.cost_micro_usd for task in tasks))
        for by, tasks in groups.items()
    ]
    rows += [Spending(by, 0, 0.0, cost) for by, cost in _around(state).items() if cost]
    return sorted(rows, key=lambda row: (-row.cost_micro_usd, -row.seconds, row.made_by))


def _around(state: RunState) -> dict[str, int]:
    """What was paid before and after the tasks, in micro-USD."""
    delivery = (state.delivery or {}).get("cost_micro_usd", 0)
    return {"planning": state.request.get("planning_cost_micro_usd", 0), "delivery message": delivery}
