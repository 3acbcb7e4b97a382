"""All at once, none knowing of the others; then Meta."""

from __future__ import annotations

from imperium.review.fusion.judgement import Judge
from imperium.review.panel import Panel


class Parallel:
    name = "parallel"

    async def run(self, panel: Panel, judge: Judge) -> None:
        await panel.together(panel.others)
        await panel.ask("meta", panel.claims())


MODE = Parallel()
