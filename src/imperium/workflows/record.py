"""A run of one task as who handed it over sees it."""

from __future__ import annotations

from typing import Any

from imperium.platform.capability import Estimate
from imperium.platform.submission import Place, Progress, Record
from imperium.workflows.run import RunState


def record_of(state: RunState, place: Place | None = None, progress: Progress | None = None) -> Record:
    terms, task = state.request.get("terms", {}), next(iter(state.tasks.values()))
    expected = terms.get("expected")
    return Record(
        id=state.id,
        origin=state.request["origin"],
        status=state.status,
        title=state.request["title"],
        priority=state.request["priority"],
        client_id=terms.get("client_id"),
        created_at=state.created_at,
        updated_at=state.updated_at,
        cost_micro_usd=state.cost_micro_usd,
        place=place,
        progress=progress,
        expected=Estimate(*expected) if expected else None,
        seconds=round(task.seconds, 3),
        engine=task.engine,
        model=task.answered_by,
        result=task.output,
        artifacts=tuple(state.artifacts()),
        error=state.error,
    )


def record_of_row(row: dict[str, Any]) -> Record:
    """From the list of runs: without what only its events hold."""
    known = ("id", "origin", "status", "title", "priority", "client_id", "created_at", "updated_at", "cost_micro_usd")
    return Record(**{name: row[name] for name in known})
