"""Rows to show: values that each field allows, plain enough to see on a picture what belongs where."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from imperium.intelligences.web_app_builder.model import App, Entity, Field

FIRST = dt.datetime(2026, 5, 4, 10, tzinfo=dt.UTC)


def body(app: App, entity: Entity, n: int, ids: Mapping[str, list[int]]) -> dict[str, Any]:
    """The `n`th row of an entity, as it is sent; `ids` are the numbers of rows that are there, by entity's key."""
    values = {field.name.snake: value(field, n) for field in entity.fields}
    for one in entity.references:
        there = [] if one.target == entity.key else ids.get(one.target, [])
        values[one.column] = there[n % len(there)] if there else None
    for many in entity.collections:
        values[many.column] = [] if many.target == entity.key else ids.get(many.target, [])[:2]
    return values


def value(field: Field, n: int) -> Any:
    """A value that is allowed; a different one for each number where values are unique."""
    if field.type == "choice":
        return field.choices[n % len(field.choices)].value
    if field.is_numeric:
        return _number(field, n)
    if field.type in ("string", "text"):
        return _text(field, n)
    moment = FIRST + dt.timedelta(days=n)
    return {
        "boolean": n % 2 == 0,
        "date": moment.date().isoformat(),
        "datetime": moment.isoformat().replace("+00:00", "Z"),
        "email": f"person{n + 1}@example.org",
        "url": f"https://example.org/{n + 1}",
    }[field.type]


def _number(field: Field, n: int) -> int | float:
    """Between its bounds, and of a size that is usual."""
    step = 1_250 if field.type == "money" else 3
    wanted = (n + 1) * step
    low = field.minimum if field.minimum is not None else min(0, field.maximum or 0)
    high = field.maximum if field.maximum is not None else max(low, 0) + 1_000_000
    return wanted if low <= wanted <= high else low + (high - low) * (n % 8) // 8


def _text(field: Field, n: int) -> str:
    long = f"{field.name.label.text} {n + 1}".replace("\x00", "")
    return (long if len(long) <= field.max_length else str(n + 1)[-field.max_length :]).ljust(field.min_length, ".")
