"""Stages whose tasks wait only for what they use and for those that they come after."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imperium.platform.auth.principal import LOCAL_ADMIN
from imperium.platform.errors import ImperiumError, InvalidInput, ProviderRejected
from imperium.workflows.interpreter import Outcome, Parked, interpret
from imperium.workflows.schemas import ForkRequest
from imperium.workflows.spec import Task, Workflow, parse_workflow
from imperium.workflows.validation import check_variables
from support.house import House
from support.waiting import until
from support.workshop import after, graph, inline, linear, task


class Diary:
    """A port that notes when tasks begin and end. Each takes so many turns of the loop; `fails` fail, `parks` park."""

    def __init__(self, turns: Mapping[str, int], fails: frozenset[str], parks: frozenset[str] = frozenset()) -> None:
        self.turns, self.fails, self.parks = turns, fails, parks
        self.noted: list[tuple[str, str]] = []
        self.skipped: dict[str, str] = {}

    async def step(self, task_id: str, task: Task, scope: Mapping[str, Any]) -> Outcome:
        if task_id in self.parks:
            return Outcome(parked=True)
        assert task.uses <= scope.keys()
        self.noted.append(("begins", task_id))
        for _ in range(self.turns.get(task_id, 0)):
            await asyncio.sleep(0)
        self.noted.append(("ends", task_id))
        return Outcome(failed=True) if task_id in self.fails else Outcome(task_id)

    async def skip(self, task_id: str, error: ImperiumError) -> Outcome:
        self.skipped[task_id] = error.detail
        return Outcome(failed=True)


def workflow(*stages: dict[str, Any], **variables: Any) -> Workflow:
    found = parse_workflow({"workflow": list(stages), "variables": variables})
    check_variables(found)
    return found


def refused(*stages: dict[str, Any], **variables: Any) -> InvalidInput:
    with pytest.raises(InvalidInput) as caught:
        workflow(*stages, **variables)
    return caught.value


@st.composite
def dags(draw: st.DrawFn) -> dict[str, Any]:
    """Up to twelve tasks in any order, which use what others make or only come after them."""
    count = draw(st.integers(1, 12))
    names = [f"t{number}" for number in range(count)]
    chosen = [
        draw(st.sets(st.sampled_from(names[:number]), max_size=4)) if number else set() for number in range(count)
    ]
    uses = [{name for name in sorted(before) if draw(st.booleans())} for before in chosen]
    rules = [draw(st.sampled_from(["all_success", "all_success", "all_done"])) for _ in names]
    made = [
        after(task(name, " ".join(f"{{{used}}}" for used in sorted(used))), *sorted(before - used), trigger_rule=rule)
        for name, before, used, rule in zip(names, chosen, uses, rules, strict=True)
    ]
    return {
        "tasks": draw(st.permutations(made)),
        "before": dict(zip(names, chosen, strict=True)),
        "uses": dict(zip(names, uses, strict=True)),
        "rule": dict(zip(names, rules, strict=True)),
        "fails": draw(st.frozensets(st.sampled_from(names), max_size=3)),
        "turns": {name: draw(st.integers(0, 5)) for name in names},
    }


def gone(dag: dict[str, Any]) -> set[str]:
    """Who must be skipped: what a failure takes with it, in the order of the names."""
    without, skipped = set(), set[str]()
    for name, before in dag["before"].items():
        needed = before if dag["rule"][name] == "all_success" else dag["uses"][name]
        if needed & without:
            skipped.add(name)
        if name in skipped or name in dag["fails"]:
            without.add(name)
    return skipped


@given(dags())
def test_each_task_runs_once_after_its_predecessors_and_failures_take_their_descendants_and_no_others(
    dag: dict[str, Any],
) -> None:
    port = Diary(dag["turns"], dag["fails"])
    succeeded = asyncio.run(interpret(workflow(graph(*dag["tasks"])), port))
    skipped = gone(dag)
    assert set(port.skipped) == skipped
    assert succeeded == (not skipped and not dag["fails"])
    begun = [name for what, name in port.noted if what == "begins"]
    assert sorted(begun) == sorted(set(dag["before"]) - skipped)
    for name in begun:
        began = port.noted.index(("begins", name))
        assert all(port.noted.index(("ends", earlier)) < began for earlier in dag["before"][name] - skipped)


@given(dags(), st.data())
def test_a_run_that_is_parked_anywhere_leaves_only_what_was_behind_it(dag: dict[str, Any], data: st.DataObject) -> None:
    parks = data.draw(st.frozensets(st.sampled_from(sorted(dag["before"])), min_size=1, max_size=2))
    port = Diary(dag["turns"], frozenset(), parks)
    with pytest.raises(Parked):
        asyncio.run(interpret(workflow(graph(*dag["tasks"])), port))
    begun = {name for what, name in port.noted if what == "begins"}
    assert begun == {name for what, name in port.noted if what == "ends"}
    assert not any(dag["before"][name] & (parks | (set(dag["before"]) - begun)) for name in begun)


@st.composite
def crowded(draw: st.DrawFn) -> dict[str, Any]:
    """A graph whose tasks take parts of six cores, and how the time of each of them passes."""
    dag = draw(dags())
    cores = {name: draw(st.integers(0, 6)) for name in dag["before"]}
    tasks = [
        {**made, "resources": {"cpu": cores[made["output_variable"]]}} if cores[made["output_variable"]] else made
        for made in dag["tasks"]
    ]
    return {**dag, "tasks": tasks, "cores": cores, "fails": frozenset[str]()}


@given(crowded())
def test_tasks_take_no_more_than_there_is_and_none_is_forgotten(dag: dict[str, Any]) -> None:
    port = Diary(dag["turns"], dag["fails"])
    assert asyncio.run(interpret(workflow({**graph(*dag["tasks"]), "resources": {"cpu": 6}}), port))
    used = 0
    for what, name in port.noted:
        used += dag["cores"][name] if what == "begins" else -dag["cores"][name]
        assert used <= 6
    assert sorted(name for what, name in port.noted if what == "begins") == sorted(dag["before"])


def test_of_those_that_fit_the_first_of_the_stage_begins() -> None:
    def taking(name: str, cpu: float) -> dict[str, Any]:
        return {**task(name), "resources": {"cpu": cpu, "memory_mb": 10}}

    stage = graph(taking("large", 3), taking("a", 2), taking("b", 1.5), task("free"), taking("c", 1))
    port = Diary(dict.fromkeys("abc", 3), frozenset())
    asyncio.run(interpret(workflow({**stage, "resources": {"cpu": 3, "memory_mb": 20}}), port))
    assert [name for what, name in port.noted if what == "begins"] == ["large", "free", "a", "c", "b"]


def test_what_never_fits_is_refused_with_its_place() -> None:
    taking = {**task("a"), "resources": {"gpu": 2}}
    error = refused({**graph(taking), "resources": {"cpu": 4, "gpu": 1}})
    assert (error.field, error.extra["value"], error.extra["limit"]) == ("workflow[0].tasks[0].resources.gpu", 2, 1)
    assert refused(graph(taking)).field == "workflow[0].tasks[0].resources"
    assert refused({**linear(task("a")), "resources": {"cpu": 1}}).field == "workflow[0].resources"


def test_a_circle_is_refused_with_its_names() -> None:
    error = refused(linear(task("x")), graph(after(task("a"), "c"), task("b", "{a}"), task("c", "{b}"), task("d")))
    assert error.field == "workflow[1].tasks"
    assert sorted(error.extra["cycle"]) == ["a", "b", "c"]
    assert "a → b → c → a" in error.detail or "b → c → a → b" in error.detail or "c → a → b → c" in error.detail
    assert error.remedy == "Take one of these dependencies away."


def test_who_waits_for_itself_is_a_circle() -> None:
    assert refused(graph(after(task("a"), "a"))).extra["cycle"] == ["a"]


def test_what_is_wrong_in_a_graph_is_told_with_its_place() -> None:
    error = refused(graph(task("draft"), after(task("b"), "draff")))
    assert (error.field, error.extra["value"]) == ("workflow[0].tasks[1].after", "draff")
    assert (error.remedy or "").startswith("Did you mean 'draft'?")
    assert refused(graph(task("a", "{a}"))).remedy == (
        "It is what this task makes itself: nothing of that name is there before."
    )
    assert refused(graph(task("a"), task("a"))).field == "workflow[0].tasks[1].output_variable"
    assert refused(linear(after(task("a"), "b"), task("b"))).field == "workflow[0].tasks[0].after"
    assert refused(inline({**task("a"), "trigger_rule": "all_done"})).field == "workflow[0].tasks[0].trigger_rule"


def test_a_task_may_improve_what_was_there_before_the_graph() -> None:
    found = workflow(graph(task("x", "better {x}"), task("y", "of {x}")), x="0")
    assert found.predecessors == {"x": (), "y": ("x",)}


def test_ids_are_those_of_the_run_where_a_name_was_there_before() -> None:
    found = workflow(linear(task("x")), graph(task("x", "{x}"), after(task("y"), "x")))
    assert found.predecessors == {"x_2": (), "y": ("x_2",)}
    assert [line.get("after") for line in found.recorded["tasks"]] == [None, None, ("x_2",)]


# ── as runs ────────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_a_task_waits_for_what_it_uses_and_for_nothing_else(house: House) -> None:
    house.workshop.waits["slow"] = gate = asyncio.Event()
    state = await house.submit(graph(task("last", "{slow}"), task("slow"), task("then", "{quick}"), task("quick")))
    await until(lambda: "QUICK" in house.workshop.finished)
    assert state.tasks["last"].status == "queued"
    gate.set()
    ended = await house.ended(state)
    assert ended.status == "succeeded"
    assert ended.results()["last"] == {"text": "SLOW"}
    assert [task["after"] for task in ended.as_dict()["tasks"]] == [["slow"], [], ["quick"], []]


async def test_a_failure_skips_what_depends_on_it_and_says_why(house: House) -> None:
    house.workshop.failures["bad"] = [ProviderRejected("no", remedy="Ask for something else.")]
    state = await house.run(
        graph(
            after(task("behind"), "bad"),
            after(task("anyway"), "bad", trigger_rule="all_done"),
            after(task("further"), "behind"),
            task("bad"),
            task("good"),
        )
    )
    assert {task.id: task.status for task in state.tasks.values()} == {
        "behind": "skipped", "anyway": "succeeded", "further": "skipped", "bad": "failed", "good": "succeeded",
    }  # fmt: skip
    error = state.tasks["behind"].error or {}
    assert error["detail"] == "Skipped: it comes after 'bad', which failed."
    again = await house.workflows.resume(state.id, LOCAL_ADMIN)
    ended = await house.ended(again)
    assert ended.status == "succeeded"
    assert house.workshop.finished.count("good") == 1


async def test_a_graph_that_is_paused_goes_on_where_it_was(house: House) -> None:
    house.workshop.waits["first"] = gate = asyncio.Event()
    state = await house.submit(graph(task("second", "{first}"), task("first"), task("beside")))
    await until(lambda: "beside" in house.workshop.finished)
    await house.workflows.pause(state.id, LOCAL_ADMIN)
    gate.set()
    await until(lambda: "first" in house.workshop.finished)
    assert (await house.ended(state)).status == "paused"
    assert house.workshop.finished == ["beside", "first"]
    ended = await house.ended(await house.workflows.resume(state.id, LOCAL_ADMIN))
    assert ended.status == "succeeded"
    assert house.workshop.finished == ["beside", "first", "FIRST"]


async def test_a_graph_that_is_cancelled_stops_at_once(house: House) -> None:
    house.workshop.waits["first"] = asyncio.Event()
    state = await house.submit(graph(task("second", "{first}"), task("first")))
    await until(lambda: state.tasks["first"].status == "running")
    ended = await house.workflows.cancel(state.id, LOCAL_ADMIN)
    assert {task.status for task in ended.tasks.values()} == {"cancelled"}


async def test_a_fork_does_anew_what_depends_on_its_task_in_whatever_order_it_stands(house: House) -> None:
    state = await house.run(
        graph(
            after(task("d"), "c"),
            after(task("e"), "a", trigger_rule="all_done"),
            task("c", "{a}"),
            task("b"),
            task("a"),
        )
    )
    forked = await house.workflows.fork(state.id, ForkRequest(task="a", prompt="new"), LOCAL_ADMIN)
    ended = await house.ended(forked)
    assert {task.id for task in ended.tasks.values() if task.reused_from} == {"b", "e"}
    assert ended.results()["c"] == {"text": "NEW"}


async def test_a_fork_that_would_wait_for_itself_is_refused(house: House) -> None:
    state = await house.run(graph(task("a"), task("b", "{a}")))
    with pytest.raises(InvalidInput) as caught:
        await house.workflows.fork(state.id, ForkRequest(task="a", prompt="{b}"), LOCAL_ADMIN)
    assert sorted(caught.value.extra["cycle"]) == ["a", "b"]
