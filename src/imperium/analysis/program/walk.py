"""Going through a program."""

from __future__ import annotations

from typing import Any

from imperium.analysis.program.node import Node
from imperium.analysis.source import Span


def children(node: Any) -> list[Any]:
    """The nodes directly inside a node, in the order of the text where the front end kept it."""
    found: list[Any] = []
    for name in _fields(type(node)):
        _collect(getattr(node, name), found)
    return found


def _collect(value: Any, found: list[Any]) -> None:
    if isinstance(value, Node):
        found.append(value)
    elif isinstance(value, (list, tuple)) and not isinstance(value, Span):
        for item in value:
            _collect(item, found)


_FIELDS: dict[type, tuple[str, ...]] = {}


def _fields(kind: type) -> tuple[str, ...]:
    if kind not in _FIELDS:
        _FIELDS[kind] = tuple(name for name in kind.__dataclass_fields__ if name != "at")  # type: ignore[attr-defined]
    return _FIELDS[kind]
