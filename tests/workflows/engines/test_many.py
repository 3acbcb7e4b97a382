"""Ten thousand runs wait in line, the process ends, and the next one does them all."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import pytest

from support.house import House, opened, settings_in
from support.waiting import until
from support.workshop import inline, task

RUNS = 10_000
TENTHS = 10


@pytest.mark.timeout(1_800)
async def test_ten_thousand_queued_runs_survive_a_restart(tmp_path: Path) -> None:
    settings = settings_in(tmp_path, orchestration={"maxConcurrentWorkflows": 100})
    async with opened(settings) as house:
        house.workshop.waits["piece"] = asyncio.Event()
        spent = [await _submit_a_tenth(house) for _ in range(TENTHS)]
        assert min(spent[-3:]) < 4 * min(spent[:3]), "a longer line makes it dearer to stand at its end"
        assert house.application.engine.running() == 100
        assert sum(house.application.engine.depth().values()) == RUNS - 100
        newest = await house.submit(inline(task("urgent")), priority="high")
        assert (await house.workflows.wait(newest, 0)).status == "queued"
    async with opened(settings) as house:
        await until(lambda: len(house.workshop.finished) == RUNS + 1, 1_200)
        await until(lambda: house.application.engine.running() == 0)
        totals = await house.application.runs.totals()
        assert totals == {"succeeded": {"runs": RUNS + 1, "cost_micro_usd": RUNS}}
        assert len(house.workshop.finished) == RUNS + 1
        assert house.workshop.finished.index("urgent") < RUNS / 2


async def _submit_a_tenth(house: House) -> float:
    """Seconds of CPU time that it took."""
    began = time.process_time()
    work = inline(task("piece", cost=1))
    await asyncio.gather(*(house.submit(work, priority="low") for _ in range(RUNS // TENTHS)))
    return time.process_time() - began
