"""Ten thousand runs wait in line, the process ends, and the next one does them all."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

from support.house import House, opened, settings_in
from support.waiting import until
from support.workshop import inline, task

RUNS = 10_000


async def test_ten_thousand_queued_runs_survive_a_restart(tmp_path: Path) -> None:
    settings = settings_in(tmp_path, orchestration={"maxConcurrentWorkflows": 100})
    async with opened(settings) as house:
        house.workshop.waits["piece"] = asyncio.Event()
        await _submit(house)
        assert house.application.engine.running() == 100
        assert sum(house.application.engine.depth().values()) == RUNS - 100
        started = time.monotonic()
        newest = await house.submit(inline(task("urgent")), priority="high")
        assert time.monotonic() - started < 0.5
        assert (await house.workflows.wait(newest, 0)).status == "queued"
    async with opened(settings) as house:
        await until(
            lambda: house.application.engine.running() + sum(house.application.engine.depth().values()) == 0, 60
        )
        totals = await house.application.runs.totals()
        assert totals == {"succeeded": {"runs": RUNS + 1, "cost_micro_usd": RUNS}}
        assert len(house.workshop.finished) == RUNS + 1
        assert house.workshop.finished.index("urgent") < RUNS / 2


async def _submit(house: House) -> None:
    for _ in range(10):
        await asyncio.gather(*(house.submit(inline(task("piece", cost=1)), priority="low") for _ in range(RUNS // 10)))
