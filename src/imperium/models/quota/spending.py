"""What was used, day by day and model by model, and what routing saved against the strongest model."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

SUMMED = ("requests", "failed", "input_tokens", "output_tokens", "cost_micro_usd", "strongest_micro_usd")
Row = Mapping[str, Any]


def summary(rows: Sequence[Row]) -> dict[str, Any]:
    """The sums of the ledger's entries, with one entry a model. Money in micro-USD."""
    by_model: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        by_model.setdefault((row["engine"], row["model"]), []).append(row)
    models = [
        {"engine": engine, "model": model, **_sums(entries)} for (engine, model), entries in sorted(by_model.items())
    ]
    return {**_sums(rows), "models": models}


def _sums(rows: Iterable[Row]) -> dict[str, int]:
    found = list(rows)
    sums = {name: sum(int(row[name]) for row in found) for name in SUMMED}
    strongest = sums.pop("strongest_micro_usd")
    saved = strongest - sums["cost_micro_usd"]
    return {**sums, "strongest_model_micro_usd": strongest, "saved_by_routing_micro_usd": saved}
