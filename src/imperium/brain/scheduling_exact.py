"""The shortest schedule there is, by constraint programming: CP-SAT of OR-Tools, for up to 300 tasks."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

from imperium.brain.allocation_demand import KINDS
from imperium.platform.errors import NotBuilt

MOST_TASKS = 300
SECONDS = 10.0


def solve(job: dict[str, Any], report: Callable[[float, str], None]) -> dict[str, Any]:
    """For a worker: `durations` (ms), `needs`, `capacity`, `edges` (first, then), `starts` of a schedule to begin with.

    Gives the `starts`, the `bound` that no schedule goes below, and whether the schedule is `proved` shortest. Raises
    NotBuilt without OR-Tools.
    """
    try:
        cp_model: Any = import_module("ortools.sat.python.cp_model")
    except ImportError:
        raise NotBuilt(
            "The shortest schedule needs OR-Tools, which is not installed.",
            field="exact",
            remedy="pip install 'imperium[scheduling]', or leave `exact` out: list scheduling is rarely far from it.",
        ) from None
    model = cp_model.CpModel()
    starts = _model(model, job)
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = job.get("seconds", SECONDS)
    solver.parameters.num_workers = 2
    status = solver.solve(model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return {"starts": job["starts"], "bound": 0, "proved": False}
    return {
        "starts": [solver.value(start) for start in starts],
        "bound": round(solver.best_objective_bound),
        "proved": status == cp_model.OPTIMAL,
    }


def _model(model: Any, job: dict[str, Any]) -> list[Any]:
    """Variables for the start of each task; the end of all is to be as early as possible."""
    durations, known = job["durations"], job["starts"]
    horizon = max(start + lasts for start, lasts in zip(known, durations, strict=True))
    starts = [model.new_int_var(0, horizon, f"start {task}") for task in range(len(durations))]
    spans = [model.new_fixed_size_interval_var(s, d, "") for s, d in zip(starts, durations, strict=True)]
    for first, then in job["edges"]:
        model.add(starts[then] >= starts[first] + durations[first])
    for kind, _ in enumerate(KINDS):
        model.add_cumulative(spans, [needs[kind] for needs in job["needs"]], job["capacity"][kind])
    end = model.new_int_var(0, horizon, "end")
    for start, lasts, hint in zip(starts, durations, known, strict=True):
        model.add(end >= start + lasts)
        model.add_hint(start, hint)
    model.minimize(end)
    return starts
