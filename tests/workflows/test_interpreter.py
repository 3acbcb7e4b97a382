"""The order of work, over a port that only remembers: what an engine has to do to run any workflow."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest

from imperium.platform.errors import ImperiumError
from imperium.workflows.interpreter import Outcome, Parked, interpret
from imperium.workflows.spec import Task, Workflow, parse_workflow
from imperium.workflows.variables import render
from support.waiting import until
from support.workshop import inline, linear, task


class Memory:
    """A port whose tasks answer with their rendered prompt; `fails` fail, `parks` are not started, `breaks` break, and
    `stays` take for ever."""

    def __init__(self, fails: str = "", parks: str = "", breaks: str = "", stays: str = "") -> None:
        self.fails, self.parks, self.breaks, self.stays = fails.split(), parks.split(), breaks.split(), stays.split()
        self.begun: list[str] = []
        self.done: dict[str, Any] = {}
        self.skipped: dict[str, str] = {}
        self.stopped: list[str] = []

    async def step(self, task_id: str, task: Task, scope: Mapping[str, Any]) -> Outcome:
        self.begun.append(task_id)
        try:
            await (asyncio.Event().wait() if task_id in self.stays else asyncio.sleep(0.01))
        except asyncio.CancelledError:
            self.stopped.append(task_id)
            raise
        if task_id in self.breaks:
            raise RuntimeError(task_id)
        if task_id in self.parks:
            return Outcome(parked=True)
        if task_id in self.fails:
            return Outcome(failed=True)
        self.done[task_id] = render(task.prompt, scope)
        return Outcome(self.done[task_id])

    async def skip(self, task_id: str, error: ImperiumError) -> Outcome:
        self.skipped[task_id] = error.detail
        return Outcome(failed=True)


def workflow(*stages: dict[str, Any], **variables: Any) -> Workflow:
    return parse_workflow({"workflow": list(stages), "variables": variables})


async def test_each_task_sees_what_it_should() -> None:
    port = Memory()
    stages = [
        linear(task("a", "{x}1"), task("x", "{x}2")),
        inline(task("b", "{a}{x}"), task("c", "{b}3")),
    ]
    assert await interpret(workflow(*stages, x="0"), port)
    assert port.done == {"a": "01", "x": "02", "b": "0102", "c": "01023"}


async def test_what_a_failure_takes_with_it() -> None:
    port = Memory(fails="a")
    stages = [
        linear(task("a"), task("b")),
        linear(task("c", "{a}"), task("d", "{b}")),
        linear(task("e", "{c}"), task("f", "{d}")),
    ]
    assert not await interpret(workflow(*stages), port)
    assert list(port.done) == ["b", "d", "f"]
    assert port.skipped == {
        "c": "Skipped: it needs 'a' (task 'a' failed).",
        "e": "Skipped: it needs 'c' (task 'c' failed).",
    }


async def test_an_inline_stage_stops_at_its_first_failure() -> None:
    port = Memory(fails="b")
    assert not await interpret(workflow(inline(task("a"), task("b"), task("c")), linear(task("d"))), port)
    assert list(port.done) == ["a", "d"]
    assert port.skipped == {"c": "Skipped: task 'b' before it failed."}


async def test_a_lost_variable_that_is_made_again_is_found_again() -> None:
    port = Memory(fails="x")
    stages = [linear(task("x")), linear(task("x", "new")), linear(task("y", "{x}"))]
    assert await interpret(workflow(*stages), port)
    assert port.done == {"x_2": "new", "y": "new"}


@pytest.mark.parametrize("stage", [linear, inline])
async def test_a_parked_task_parks_the_run_when_its_siblings_have_ended(stage: Any) -> None:
    port = Memory(parks="b")
    with pytest.raises(Parked):
        await interpret(workflow(stage(task("a"), task("b")), linear(task("c"))), port)
    assert list(port.done) == ["a"]


async def test_what_breaks_stops_its_siblings_and_is_told_as_it_is() -> None:
    port = Memory(breaks="b", stays="a c")
    with pytest.raises(RuntimeError, match="b"):
        await interpret(workflow(linear(task("a"), task("b"), task("c")), linear(task("d"))), port)
    assert sorted(port.stopped) == ["a", "c"]
    assert port.done == {}


async def test_a_cancelled_run_stops_everything_in_it() -> None:
    port = Memory(stays="t0 t1 t2 t3 t4")
    running = asyncio.create_task(interpret(workflow(linear(*(task(f"t{n}") for n in range(5)))), port))
    await until(lambda: len(port.begun) == 5)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert len(port.stopped) == 5
