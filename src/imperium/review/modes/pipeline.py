"""One after another, each seeing what was claimed before it; Meta last."""

from __future__ import annotations

from imperium.review.fusion.judgement import Judge
from imperium.review.panel import Panel

ORDER = ("dependency", "security", "performance", "quality", "test", "documentation")
"""What others build on comes first: what is imported, then what is reachable, then how it is written."""


class Pipeline:
    name = "pipeline"

    async def run(self, panel: Panel, judge: Judge) -> None:
        for name in sorted(panel.others, key=_rank):
            await panel.ask(name, panel.claims())
        await panel.ask("meta", panel.claims())


def _rank(name: str) -> int:
    return ORDER.index(name) if name in ORDER else len(ORDER)


MODE = Pipeline()
