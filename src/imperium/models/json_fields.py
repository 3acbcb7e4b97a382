"""Reading the fields of a client's JSON body: what is wrong is named with its path and with what belongs there."""

from __future__ import annotations

from typing import Any

from imperium.platform.errors import InvalidInput

Json = dict[str, Any]

_NAMES = {str: "text", list: "list", dict: "object", int: "whole number", bool: "true or false"}


def as_object(value: Any) -> Json:
    """A body that is a JSON object. Raises InvalidInput for any other."""
    if not isinstance(value, dict):
        raise wrong("body", value, "a JSON object")
    return value


def typed(body: Json, key: str, kind: type[Any], within: str = "") -> Any:
    """The field, or None where it is absent or null. Raises InvalidInput when it has another type."""
    value = body.get(key)
    if value is not None and (not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool)):
        raise wrong(f"{within}.{key}" if within else key, value, f"of the type {_NAMES[kind]}")
    return value


def number(body: Json, key: str, least: float, most: float) -> float | None:
    """A number within bounds. Raises InvalidInput."""
    value = body.get(key)
    if value is None:
        return None
    if not isinstance(value, int | float) or isinstance(value, bool) or not least <= value <= most:
        raise wrong(key, value, f"a number from {least} to {most}")
    return float(value)


def count(body: Json, key: str, most: int | None = None) -> int | None:
    """A whole number from 1. Raises InvalidInput."""
    value: int | None = typed(body, key, int)
    if value is not None and (value < 1 or (most is not None and value > most)):
        raise wrong(key, value, "at least 1" if most is None else f"a whole number from 1 to {most}")
    return value


def wrong(field: str, value: Any, right: str) -> InvalidInput:
    """The error of a field that holds something else than belongs there."""
    shown = repr(value) if isinstance(value, str | int | float | bool | None) else type(value).__name__
    return InvalidInput(f"{field} must be {right}.", field=field, value=shown[:80])
