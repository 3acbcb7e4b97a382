"""Whatever a workflow looks like and whatever fails in it: what it cost is exactly what was spent."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from imperium.kit.money import MICRO
from imperium.platform.auth.principal import LOCAL_ADMIN
from imperium.platform.errors import ImperiumError, NetworkError, ProviderRejected
from imperium.workflows.run import RunState
from support.house import House, opened, settings_in
from support.workshop import task


@dataclass
class Job:
    """A random workflow: its stages, and what fails how often at what cost."""

    stages: list[dict[str, Any]] = field(default_factory=list)
    failures: dict[str, list[ImperiumError]] = field(default_factory=dict)


@st.composite
def jobs(draw: st.DrawFn) -> Job:
    job, names = Job(), list[str]()
    for s in range(draw(st.integers(1, 3))):
        kind = draw(st.sampled_from(["linear", "inline"]))
        tasks, earlier = [], list(names)
        for t in range(draw(st.integers(1, 4))):
            name = f"t{s}_{t}"
            seen = names if kind == "inline" else earlier
            used = draw(st.lists(st.sampled_from(seen), max_size=2, unique=True)) if seen else []
            config = {"retries": 1, "fallback": draw(st.sampled_from([[], ["make_elsewhere"]]))}
            prompt = name + "".join(f" {{{other}}}" for other in used)
            tasks.append(
                task(name, prompt, config=config, cost=draw(st.integers(0, 50)), expected=draw(st.integers(0, 9)))
            )
            job.failures[name] = draw(st.lists(failures, max_size=3))
            names.append(name)
        job.stages.append({"type": kind, "tasks": tasks})
    return job


failures = st.builds(
    lambda kind, cost: kind("no", cost_micro_usd=cost),
    st.sampled_from([NetworkError, ProviderRejected]),
    st.integers(0, 9),
)


def fresh(job: Job, house: House) -> None:
    """Each task's own name is the first word of its prompt."""
    house.workshop.spent = 0
    house.workshop.started.clear()
    house.workshop.failures.clear()
    house.workshop.failures.update({name: list(failures) for name, failures in job.failures.items()})


async def completed(house: House, job: Job) -> RunState:
    """The run at its end, resumed after every failure."""
    state = await house.run(*job.stages)
    _check(house, state)
    for _ in range(20):
        if state.status == "succeeded":
            break
        state = await house.ended(await house.workflows.resume(state.id, LOCAL_ADMIN))
        _check(house, state)
    return state


def _check(house: House, state: RunState) -> None:
    assert state.cost_micro_usd == house.workshop.spent
    for each in state.tasks.values():
        assert each.status in ("succeeded", "failed", "skipped")
        if each.status == "succeeded":
            assert each.output["text"].split()[0] == each.id.upper()


@pytest.fixture(scope="module")
def loop_runner() -> Any:
    with asyncio.Runner() as runner:
        yield runner


@pytest.fixture(scope="module")
def shared(loop_runner: asyncio.Runner, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """One application for all examples."""
    folder: Path = tmp_path_factory.mktemp("money")
    opening = opened(settings_in(folder, resilience={"baseDelaySeconds": 0.0001, "maxDelaySeconds": 0.0001}))
    yield loop_runner.run(opening.__aenter__())
    loop_runner.run(opening.__aexit__(None, None, None))


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(jobs())
def test_cost_is_exact_through_failures_and_resumes(shared: House, loop_runner: asyncio.Runner, job: Job) -> None:
    fresh(job, shared)
    state = loop_runner.run(completed(shared, job))
    assert state.status == "succeeded"
    again = loop_runner.run(shared.workflows.get(state.id, LOCAL_ADMIN))
    assert again.cost_micro_usd == state.cost_micro_usd
    (row,) = loop_runner.run(shared.workflows.page(LOCAL_ADMIN, 1, None, None))
    assert (row["id"], row["cost_micro_usd"]) == (state.id, state.cost_micro_usd)


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.lists(st.integers(1, 40), min_size=1, max_size=12), st.integers(0, 200))
def test_a_budget_holds_however_many_spend_at_once(
    shared: House, loop_runner: asyncio.Runner, costs: list[int], budget: int
) -> None:
    shared.workshop.spent = 0
    shared.workshop.failures.clear()
    tasks = [task(f"t{number}", cost=cost) for number, cost in enumerate(costs)]
    stage = {"type": "linear", "tasks": tasks}
    state = loop_runner.run(shared.run(stage, budget_usd=budget / MICRO))
    assert state.cost_micro_usd == shared.workshop.spent <= budget
    assert (state.status == "succeeded") == (sum(costs) <= budget)
