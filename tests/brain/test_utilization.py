"""What is in use, from what runs."""

import asyncio
from pathlib import Path

import pytest
from pydantic import BaseModel

from imperium.brain.allocation_demand import Amount
from imperium.brain.utilization import MEAN_OVER_S, Utilization, watched
from imperium.brain.utilization_capacity import machine
from imperium.platform.auth.principal import LOCAL_ADMIN
from imperium.platform.capability import Capability, Context, Resources, Result
from imperium.workflows.schemas import WorkflowRequest
from support.house import opened, settings_in

THERE = Amount(8_000, 1_000, 2)


class Order(BaseModel):
    prompt: str = ""


class Lathe:
    """A heavy capability that stands in a queue first, and then works until it is let go."""

    def __init__(self) -> None:
        self.queueing = asyncio.Event()
        self.turn = asyncio.Event()
        self.working = asyncio.Event()
        self.done = asyncio.Event()
        self.capability = Capability(
            name="turn_wood",
            summary="Turns wood.",
            inputs=Order,
            run=self.run,
            resources=Resources(cpu=2.0, memory_mb=250, gpu=1),
        )

    async def run(self, inputs: Order, context: Context) -> Result:
        with context.waiting():
            self.queueing.set()
            await self.turn.wait()
        self.working.set()
        await self.done.wait()
        return Result({}, "lathe")


def test_what_runs_is_in_use_and_nothing_else():
    usage = Utilization(THERE, clock=lambda: 0.0)
    with usage.holding("a", Amount(2_000, 100, 1)), usage.holding("a", Amount(2_000, 100, 1)):
        assert usage.in_use == Amount(4_000, 200, 2)
        assert usage.free == Amount(4_000, 800, 0)
        shown = usage.as_dict()
        assert shown["cpu"] == {"capacity": 8.0, "in_use": 4.0, "share": 0.5, "mean_share": 0.0}
        assert shown["running"] == {"a": 2}
    assert usage.in_use == Amount()
    assert usage.as_dict()["running"] == {}


def test_more_than_there_is_leaves_nothing_free():
    usage = Utilization(THERE, clock=lambda: 0.0)
    with usage.holding("a", Amount(9_000, 0, 3)):
        assert usage.free == Amount(0, 1_000, 0)
        assert usage.share("cpu") == 1.125


def test_a_failure_gives_back_what_it_held():
    usage = Utilization(THERE)
    with pytest.raises(RuntimeError), usage.holding("a", THERE):
        raise RuntimeError
    assert usage.in_use == Amount()


def test_the_mean_follows_what_is_in_use():
    now = [0.0]
    usage = Utilization(THERE, clock=lambda: now[0])
    usage.started("a", Amount(8_000))
    now[0] = MEAN_OVER_S
    assert usage.as_dict()["cpu"]["mean_share"] == pytest.approx(1 - 1 / 2.71828, abs=1e-3)
    usage.ended("a", Amount(8_000))
    now[0] = 100 * MEAN_OVER_S
    assert usage.as_dict()["cpu"]["mean_share"] == 0


async def test_who_stands_in_a_queue_holds_nothing(tmp_path: Path):
    lathe, usage = Lathe(), Utilization(THERE)
    async with opened(settings_in(tmp_path)) as house:
        context = house.application.platform.context(LOCAL_ADMIN)
        running = asyncio.create_task(watched(lathe.capability, usage).run(Order(), context))
        await lathe.queueing.wait()
        assert usage.in_use == Amount()
        lathe.turn.set()
        await lathe.working.wait()
        assert usage.in_use == Amount(2_000, 250, 1)
        lathe.done.set()
        await running
    assert usage.in_use == Amount()


async def test_the_engine_feeds_it(tmp_path: Path):
    lathe = Lathe()
    async with opened(settings_in(tmp_path)) as house:
        house.application.platform.registry.add(lathe.capability)
        usage = house.application.utilization
        stage = {"type": "inline", "tasks": [{"model": "turn_wood", "prompt": "a bowl", "output_variable": "bowl"}]}
        state = await house.workflows.submit(WorkflowRequest(workflow=[stage]), LOCAL_ADMIN)
        lathe.turn.set()
        await lathe.working.wait()
        assert usage.as_dict()["running"] == {"turn_wood": 1}
        lathe.done.set()
        assert (await house.ended(state)).status == "succeeded"
        assert usage.in_use == Amount()


async def test_a_run_that_is_cancelled_gives_back_what_it_held(tmp_path: Path):
    lathe = Lathe()
    async with opened(settings_in(tmp_path)) as house:
        house.application.platform.registry.add(lathe.capability)
        stage = {"type": "inline", "tasks": [{"model": "turn_wood", "prompt": "a bowl", "output_variable": "bowl"}]}
        state = await house.workflows.submit(WorkflowRequest(workflow=[stage]), LOCAL_ADMIN)
        await lathe.queueing.wait()
        await house.workflows.cancel(state.id, LOCAL_ADMIN)
        assert house.application.utilization.in_use == Amount()


def test_a_machine_is_what_its_container_allows(tmp_path: Path):
    cgroup, devices = tmp_path / "cgroup", tmp_path / "dev"
    cgroup.mkdir()
    devices.mkdir()
    (cgroup / "cpu.max").write_text("50000 100000\n")
    (cgroup / "memory.max").write_text(str(512 * 1024 * 1024))
    for name in ("nvidia0", "nvidia1", "nvidiactl", "null"):
        (devices / name).touch()
    assert machine(cgroup, devices) == Amount(500, 512, 2)


def test_a_machine_without_limits_has_what_it_has(tmp_path: Path):
    found = machine(tmp_path, tmp_path / "none")
    assert found.milli_cpu >= 1_000
    assert found.memory_mb > 100
    assert found.gpu == 0
