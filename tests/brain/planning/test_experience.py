"""What one run teaches the next plan."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from imperium.brain.goal import Precedent
from imperium.brain.memory import PlanMemory
from imperium.brain.repository import PlanRepository
from imperium.brain.schemas import StrategizeRequest
from imperium.platform.auth.principal import LOCAL_ADMIN, Principal, Role
from imperium.platform.errors import NoModelConnected
from support.house import House, opened, settings_in

FAMOUS = "Make the bakery Kornblume famous in town"
OTHERS = Principal("someone", "elsewhere", Role.MEMBER)


@pytest.fixture
async def house(tmp_path: Path, database_url: str | None) -> AsyncIterator[House]:
    async with opened(settings_in(tmp_path, database_url)) as house:
        yield house


def plans_of(house: House) -> PlanRepository:
    return PlanRepository(house.application.platform.database, house.application.platform.journal)


async def worked(house: House, objective: str, *goals: str, tenant: str = "local", status: str = "succeeded") -> None:
    row = plans_of(house).made(
        f"plan_{objective[:20]}{status}",
        tenant,
        objective,
        "other",
        goals,
        seconds=2.0,
        cost_micro_usd=0,
        status=status,
        run_id="run_1",
        real_seconds=3.0,
        real_cost_micro_usd=7,
        ended_at=1.0,
    )
    await house.application.platform.journal.append(row)


async def asked(house: House, objective: str, principal: Principal = LOCAL_ADMIN) -> tuple[list[str], Precedent | None]:
    request = StrategizeRequest(objective=objective)
    strategy = await house.application.planning.brain.strategize(request, principal)
    return [slot.piece.capability for slot in strategy.simulation.slots], strategy.precedent


async def test_what_no_method_knows_is_planned_once_something_worked(house: House) -> None:
    with pytest.raises(NoModelConnected):
        await asked(house, FAMOUS, OTHERS)
    await worked(house, "Make our bakery famous in the whole town", "social_posts", "ad_copy")
    await worked(house, "Explain how a heat pump works", "landing_page", status="failed")
    made, precedent = await asked(house, FAMOUS)
    assert made == ["social_posts", "ad_copy"]
    assert precedent is not None
    assert precedent.seconds == 3.0
    with pytest.raises(NoModelConnected):
        await asked(house, FAMOUS, OTHERS)  # what one organisation learned is its own


async def test_what_was_asked_for_in_so_many_words_is_made_whatever_worked(house: House) -> None:
    await worked(house, "Make our bakery famous in the whole town", "social_posts", "ad_copy")
    made, _ = await asked(house, "A landing page that makes the bakery Kornblume famous in town")
    assert made == ["landing_page_copy"]


async def test_the_memory_is_renewed_when_it_is_told_so(house: House) -> None:
    memory = PlanMemory(plans_of(house))
    assert await memory.precedent(FAMOUS, "local") is None
    await worked(house, FAMOUS, "social_posts")
    assert await memory.precedent(FAMOUS, "local") is None
    memory.forget("local")
    found = await memory.precedent(FAMOUS, "local")
    assert found is not None
    assert found.similarity == pytest.approx(1)


async def test_runs_of_any_kind_teach_how_long_their_tasks_take(house: House) -> None:
    planning = house.application.planning
    tasks = [
        {"model": "make", "prompt": f"piece {n}", "output_variable": f"p{n}", "config": {"params": {"seconds": 0.05}}}
        for n in range(4)
    ]
    await house.run({"type": "inline", "tasks": tasks})
    planning.experience.learn(100)
    (seen,) = [row for row in planning.estimates.overview() if row["capability"] == "make"]
    assert seen["observed"] == 4
    usual = planning.estimates.usual_seconds("make")
    assert usual is not None
    assert usual >= 0.05
    await house.application.platform.journal.append()
    kept = {(window.capability, window.runs) for window in await plans_of(house).windows()}
    assert ("make", 4) in kept


async def test_a_failure_counts_once_however_often_the_run_is_told_of(house: House) -> None:
    task = {
        "model": "make",
        "prompt": "x",
        "output_variable": "x",
        "config": {"params": {"seconds": 0.0}, "timeout": 5},
    }
    state = await house.run({"type": "inline", "tasks": [task]})
    experience = house.application.planning.experience
    for _ in range(3):
        experience.ended(state)
    experience.learn(100)
    assert house.application.planning.estimates.reliability("make") == (1, 0)


async def test_of_a_large_run_a_sample_is_enough(house: House) -> None:
    tasks = [{"model": "make", "prompt": f"piece {n}", "output_variable": f"p{n}"} for n in range(300)]
    await house.run({"type": "linear", "tasks": tasks})
    planning = house.application.planning
    planning.experience.learn(100)
    observed, failed = planning.estimates.reliability("make")
    assert 32 <= observed <= 64
    assert failed == 0
