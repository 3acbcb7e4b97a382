"""The mode: in which order the experts of a panel are asked, and what they know of each other. Kinds in `modes/`."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from imperium.review.fusion.judgement import Judge
from imperium.review.panel import Panel


@runtime_checkable
class Mode(Protocol):
    """A module in `modes/` has `MODE`, one of these."""

    name: str

    async def run(self, panel: Panel, judge: Judge) -> None:
        """Have every expert of the panel examine its subject, Meta last."""
        ...
