"""What intelligences did within runs is counted with what was answered at once."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from imperium.platform.auth.principal import LOCAL_ADMIN
from imperium.workflows.schemas import ForkRequest
from support.house import House, opened, settings_in
from support.workshop import linear, task


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with opened(settings_in(tmp_path)) as house:
        yield house


def content(name: str, **params: Any) -> dict[str, Any]:
    return {"model": "product_content", "output_variable": name, "config": {"params": params}}


async def test_runs_count_with_their_failures_and_what_a_fork_kept_does_not(house: House):
    product = {"name": "Trail Mug", "features": ["Keeps tea hot for six hours"]}
    made, mute = content("made", product=product), content("mute", objective="{note}")
    state = await house.run(linear(task("note")), linear(made, mute))
    assert state.status == "failed", state.as_dict()
    counted = house.application.intelligence_tally.of("product_content")
    assert (counted["executions"], counted["succeeded"], counted["failed"]) == (2, 1, 1)
    assert counted["mean_seconds"] > 0
    await house.ended(await house.workflows.resume(state.id, LOCAL_ADMIN))
    counted = house.application.intelligence_tally.of("product_content")
    assert (counted["executions"], counted["succeeded"], counted["failed"]) == (3, 1, 2)
    forked = ForkRequest(task="mute", params={"objective": "Trail Mug, steel, 320 g"})
    assert (await house.ended(await house.workflows.fork(state.id, forked, LOCAL_ADMIN))).status == "succeeded"
    counted = house.application.intelligence_tally.of("product_content")
    assert (counted["executions"], counted["succeeded"], counted["failed"]) == (4, 2, 2)
