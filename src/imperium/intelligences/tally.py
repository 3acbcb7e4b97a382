"""Executions of each intelligence in this process: how many, how many succeeded, how long they took."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Row:
    executions: int = 0
    succeeded: int = 0
    seconds: float = 0.0


@dataclass(slots=True)
class Tally:
    """Counted since the process started."""

    rows: dict[str, Row] = field(default_factory=dict)

    def add(self, kind: str, seconds: float, *, succeeded: bool) -> None:
        row = self.rows.setdefault(kind, Row())
        row.executions += 1
        row.succeeded += succeeded
        row.seconds += seconds

    def of(self, kind: str) -> dict[str, float | int | str | None]:
        """`success_rate` and `mean_seconds` are None until something has run."""
        row = self.rows.get(kind, Row())
        ran = row.executions
        return {
            "type": kind,
            "executions": ran,
            "succeeded": row.succeeded,
            "failed": ran - row.succeeded,
            "success_rate": row.succeeded / ran if ran else None,
            "mean_seconds": row.seconds / ran if ran else None,
        }
