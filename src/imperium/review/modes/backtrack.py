"""All at once, then Meta; an expert whose claims are refused or doubtful looks again, wider, at most twice."""

from __future__ import annotations

import asyncio

from imperium.review.fusion.judgement import Judge
from imperium.review.panel import RETRY_AFTER_S, Panel

ROUNDS = 2
DOUBTFUL = (0.35, 0.65)
"""Between these a finding may as well be wrong as right."""


class Backtrack:
    name = "backtrack"

    async def run(self, panel: Panel, judge: Judge) -> None:
        await panel.together(panel.others)
        await panel.ask("meta", panel.claims())
        for attempt in range(1, ROUNDS + 1):
            again = _to_ask_again(panel, judge)
            if not again:
                return
            await asyncio.sleep(RETRY_AFTER_S * 2 ** (attempt - 1))
            earlier = panel.claims()
            await asyncio.gather(*(panel.ask(name, earlier, attempt) for name in again))
            await panel.ask("meta", panel.claims())


def _to_ask_again(panel: Panel, judge: Judge) -> list[str]:
    """The experts behind refused claims and doubtful findings, in the panel's order."""
    judged = judge.judged(panel)
    asked = {rejected.claim.expert for rejected in judged.rejected}
    for finding in judged.findings:
        if DOUBTFUL[0] <= finding.confidence <= DOUBTFUL[1]:
            asked.update(finding.experts)
    return [name for name in panel.others if name in asked and panel.examined[name].status == "ran"]


MODE = Backtrack()
