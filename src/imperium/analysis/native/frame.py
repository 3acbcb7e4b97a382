"""A call on the stack of a machine."""

from __future__ import annotations

from dataclasses import dataclass, field

from imperium.analysis.native import syntax
from imperium.analysis.native.ctype import Type
from imperium.analysis.native.value import Region
from imperium.analysis.source import Span

DEPTH = 5
"""Calls inside calls that are followed."""


@dataclass(slots=True, eq=False)
class Variable:
    region: Region
    type: Type


@dataclass(slots=True, eq=False)
class Frame:
    """A call: the function, the file it stands in, its variables by scope."""

    function: syntax.Function
    path: str
    called_at: Span
    scopes: list[dict[str, Variable]] = field(default_factory=lambda: [{}])
