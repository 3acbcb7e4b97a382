"""Runs as users see them: what is done, in which order, what it costs, and what a failure leaves."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from imperium.platform.auth.principal import LOCAL_ADMIN, Principal, Role
from imperium.platform.capability import Capability, Context, Result
from imperium.platform.errors import Conflict, FatalError, NetworkError, NotFound, ProviderRejected
from imperium.workflows.run import RunState
from imperium.workflows.schemas import ForkRequest
from support.house import House, opened, settings_in
from support.waiting import PATIENCE_S, STEP_S, until
from support.workshop import Order, inline, linear, task


def statuses(state: RunState) -> dict[str, str]:
    return {task.id: task.status for task in state.tasks.values()}


# ── order ────────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_a_linear_stage_runs_at_once_and_an_inline_stage_in_turn(house: House) -> None:
    parts = [task(f"p{n}", seconds=0.02) for n in range(8)]
    gate = asyncio.Event()
    house.workshop.waits.update((f"p{n}", gate) for n in range(8))
    state = await house.submit(linear(*parts))
    await waiting(house, 8)
    gate.set()
    assert (await house.ended(state)).status == "succeeded"
    house.workshop.busiest = 0
    await house.run(inline(*parts[:3]))
    assert house.workshop.busiest == 1
    assert house.workshop.finished[-3:] == ["p0", "p1", "p2"]


async def test_outputs_reach_later_tasks_as_text_and_by_path(house: House) -> None:
    state = await house.run(
        linear(task("one", "x"), task("two", "{topic}")),
        inline(task("three", "{one}+{two.text}"), task("four", "{three} {{literally}}")),
        variables={"topic": "tea"},
    )
    assert state.results()["three"] == {"text": "X+TEA"}
    assert state.results()["four"] == {"text": "X+TEA {LITERALLY}"}


async def test_two_tasks_of_one_name_in_turn_are_two_tasks(house: House) -> None:
    state = await house.run(inline(task("a", "first"), task("a_2", "second"), task("a", "third {a} {a_2}")))
    assert list(state.tasks) == ["a", "a_2", "a_3"]
    assert house.workshop.finished == ["first", "second", "third FIRST SECOND"]
    assert state.results()["a"] == {"text": "THIRD FIRST SECOND"}


# ── failure ──────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_what_depends_on_a_failed_task_is_skipped_and_the_rest_runs(house: House) -> None:
    house.workshop.failures["bad"] = [ProviderRejected("no", remedy="Ask for something else.")]
    state = await house.run(
        linear(task("bad"), task("good")),
        linear(task("needs_bad", "{bad}"), task("needs_good", "{good}")),
        inline(task("needs_skipped", "{needs_bad}")),
        inline(task("alone")),
    )
    assert state.status == "failed"
    assert statuses(state) == {
        "bad": "failed",
        "good": "succeeded",
        "needs_bad": "skipped",
        "needs_good": "succeeded",
        "needs_skipped": "skipped",
        "alone": "succeeded",
    }
    bad = state.tasks["bad"]
    assert bad.attempts == 1
    assert bad.explanation is not None
    assert bad.explanation["next_step"] == "Ask for something else."
    assert "'bad'" in state.tasks["needs_bad"].error["detail"]  # type: ignore[index]
    assert state.error is not None
    assert state.error["tasks"] == ["bad", "needs_bad", "needs_skipped"]


async def test_what_may_pass_is_tried_again_and_what_may_not_is_not(house: House) -> None:
    house.workshop.failures["flaky"] = [NetworkError("gone")] * 2
    house.workshop.failures["broken"] = [FatalError("bug")]
    state = await house.run(linear(task("flaky"), task("broken")))
    assert state.tasks["flaky"].attempts == 3
    assert state.tasks["flaky"].status == "succeeded"
    assert state.tasks["broken"].attempts == 1
    later = await house.workflows.get(state.id, LOCAL_ADMIN)
    assert [t.attempts for t in later.tasks.values()] == [3, 1], "the record tells it too"
    assert [t.as_dict() for t in later.tasks.values()] == [t.as_dict() for t in state.tasks.values()]


async def test_retries_are_as_many_as_asked_for(house: House) -> None:
    house.workshop.failures["flaky"] = [NetworkError("gone")] * 5
    state = await house.run(linear(task("flaky", config={"retries": 1})))
    assert state.tasks["flaky"].attempts == 2
    assert state.tasks["flaky"].status == "failed"


async def test_a_fallback_takes_over_and_the_first_failure_is_told_when_it_fails_too(house: House) -> None:
    house.workshop.failures["piece"] = [ProviderRejected("first")]
    state = await house.run(inline(task("piece", config={"fallback": ["make_elsewhere"]})))
    assert state.status == "succeeded"
    house.workshop.failures["piece"] = [ProviderRejected("first"), ProviderRejected("second")]
    state = await house.run(inline(task("piece", config={"fallback": ["make_elsewhere"]})))
    assert state.tasks["piece"].error["detail"] == "first"  # type: ignore[index]


async def test_a_slow_attempt_is_stopped_at_its_timeout(house: House) -> None:
    state = await house.run(
        linear(task("slow", seconds=600, config={"timeout": 0.05, "retries": 0}), task("quick")),
    )
    assert state.tasks["slow"].error["code"] == "timed-out"  # type: ignore[index]
    assert state.tasks["quick"].status == "succeeded"
    assert (house.workshop.busy, house.workshop.finished) == (0, ["quick"])


async def test_a_run_is_stopped_at_its_timeout_and_resumes_with_what_it_has(house: House) -> None:
    gate = house.workshop.waits["stuck"] = asyncio.Event()
    state = await house.run(linear(task("quick", cost=5), task("stuck", cost=7)), timeout_seconds=1.5)
    assert state.status == "failed"
    assert state.error["code"] == "timed-out"  # type: ignore[index]
    assert statuses(state) == {"quick": "succeeded", "stuck": "cancelled"}
    gate.set()
    state = await house.ended(await house.workflows.resume(state.id, LOCAL_ADMIN))
    assert state.status == "succeeded"
    assert house.workshop.finished == ["quick", "stuck"]
    assert state.cost_micro_usd == 12


async def test_a_failed_run_resumes_without_running_or_paying_again(house: House) -> None:
    house.workshop.failures["b"] = [ProviderRejected("not today", cost_micro_usd=3)]
    stages = [linear(task("a", cost=10), task("b", cost=20)), inline(task("c", "{a}{b}", cost=40))]
    state = await house.run(*stages)
    assert (state.status, state.cost_micro_usd) == ("failed", 13)
    state = await house.ended(await house.workflows.resume(state.id, LOCAL_ADMIN))
    assert (state.status, state.cost_micro_usd) == ("succeeded", 73)
    assert house.workshop.started == ["a", "b", "b", "AB"]
    assert state.cost_micro_usd == house.workshop.spent


async def test_a_result_that_json_cannot_hold_fails_its_task_and_is_paid(house: House) -> None:
    async def answer(order: Order, context: Context) -> Result:
        return Result({"numbers": {1, 2}}, "plugin", cost_micro_usd=9)

    plugin = Capability(name="plugin", summary="Answers what is no JSON.", inputs=Order, run=answer)
    house.application.platform.registry.add(plugin)
    state = await house.run(linear(task("fine", cost=1), task("odd", model="plugin")))
    assert statuses(state) == {"fine": "succeeded", "odd": "failed"}
    assert "can't be stored as JSON" in state.tasks["odd"].error["detail"]  # type: ignore[index]
    assert state.cost_micro_usd == 10


async def test_a_capability_that_breaks_fails_its_task_only(house: House) -> None:
    async def answer(order: Order, context: Context) -> Result:
        raise ZeroDivisionError("seven by nothing")

    house.application.platform.registry.add(Capability(name="plugin", summary="Breaks.", inputs=Order, run=answer))
    state = await house.run(linear(task("fine"), task("odd", model="plugin")))
    assert statuses(state) == {"fine": "succeeded", "odd": "failed"}
    assert "seven by nothing" in state.tasks["odd"].error["detail"]  # type: ignore[index]


# ── changed from outside ─────────────────────────────────────────────────────────────────────────────────────────


async def waiting(house: House, count: int) -> None:
    await until(lambda: house.workshop.busy == count)


async def test_cancel_stops_what_runs_and_returns_when_it_is_gone(house: House) -> None:
    state = await house.submit(linear(*(task(f"t{n}", seconds=600) for n in range(3))), inline(task("later")))
    await waiting(house, 3)
    async with asyncio.timeout(PATIENCE_S):
        state = await house.workflows.cancel(state.id, LOCAL_ADMIN)
    assert state.status == "cancelled"
    assert (house.workshop.busy, house.workshop.finished) == (0, [])
    assert set(statuses(state).values()) == {"cancelled"}
    with pytest.raises(Conflict):
        await house.workflows.cancel(state.id, LOCAL_ADMIN)


async def test_a_run_can_be_stopped_the_moment_it_was_accepted(house: House) -> None:
    cancelled = await house.submit(inline(task("a")))
    assert (await house.workflows.cancel(cancelled.id, LOCAL_ADMIN)).status == "cancelled"
    assert (await house.workflows.get(cancelled.id, LOCAL_ADMIN)).status == "cancelled"
    paused = await house.submit(inline(task("b", seconds=0.01), task("c")))
    await house.workflows.pause(paused.id, LOCAL_ADMIN)
    assert (await house.ended(paused)).status == "paused"
    assert (await house.ended(await house.workflows.resume(paused.id, LOCAL_ADMIN))).status == "succeeded"


async def test_a_pause_lets_what_runs_end_and_starts_nothing(house: House) -> None:
    gate = house.workshop.waits["first"] = asyncio.Event()
    state = await house.submit(inline(task("first", cost=2), task("second", cost=3)))
    await waiting(house, 1)
    paused = await house.workflows.pause(state.id, LOCAL_ADMIN)
    assert paused.status == "paused"
    gate.set()
    parked = await house.ended(paused)
    assert parked.status == "paused"
    assert statuses(parked) == {"first": "succeeded", "second": "queued"}
    done = await house.ended(await house.workflows.resume(state.id, LOCAL_ADMIN))
    assert done.status == "succeeded"
    assert house.workshop.started == ["first", "second"]
    assert done.cost_micro_usd == 5


async def test_a_pause_that_ends_early_changes_nothing(house: House) -> None:
    gate = house.workshop.waits["first"] = asyncio.Event()
    state = await house.submit(inline(task("first"), task("second")))
    await waiting(house, 1)
    await house.workflows.pause(state.id, LOCAL_ADMIN)
    resumed = await house.workflows.resume(state.id, LOCAL_ADMIN)
    assert resumed.status == "running"
    assert resumed.tasks["first"].status == "running"
    await house.workflows.pause(state.id, LOCAL_ADMIN)
    assert house.workshop.busy == 1, "a second pause must not stop what runs"
    await house.workflows.resume(state.id, LOCAL_ADMIN)
    gate.set()
    assert (await house.ended(state)).status == "succeeded"
    assert house.workshop.started == ["first", "second"]


async def test_a_run_resumed_twice_at_once_runs_once(house: House) -> None:
    house.workshop.failures["a"] = [ProviderRejected("no")]
    state = await house.run(inline(task("a", seconds=0.05)))
    house.workshop.started.clear()
    asked = [house.workflows.resume(state.id, LOCAL_ADMIN) for _ in range(5)]
    answers = await asyncio.gather(*asked, return_exceptions=True)
    assert sum(isinstance(answer, Conflict) for answer in answers) == 4
    final = await house.ended(next(answer for answer in answers if isinstance(answer, RunState)))
    assert final.status == "succeeded"
    assert house.workshop.started == ["a"]
    assert final.results() == {"a": {"text": "A"}}


async def test_a_queued_run_can_be_paused_resumed_and_cancelled(tmp_path: Path) -> None:
    async with opened(settings_in(tmp_path, orchestration={"maxConcurrentWorkflows": 1})) as house:
        gate = house.workshop.waits["first"] = asyncio.Event()
        first = await house.submit(inline(task("first")))
        await waiting(house, 1)
        second, third = await house.submit(inline(task("second"))), await house.submit(inline(task("third")))
        assert (await house.workflows.pause(second.id, LOCAL_ADMIN)).status == "paused"
        assert (await house.workflows.cancel(third.id, LOCAL_ADMIN)).status == "cancelled"
        gate.set()
        assert (await house.ended(first)).status == "succeeded"
        assert house.workshop.started == ["first"]
        assert (await house.ended(await house.workflows.resume(second.id, LOCAL_ADMIN))).status == "succeeded"
        assert (await house.ended(await house.workflows.resume(third.id, LOCAL_ADMIN))).status == "succeeded"


async def test_a_fork_keeps_what_does_not_depend_on_the_task(house: House) -> None:
    origin = await house.run(
        linear(task("a", cost=1), task("b", cost=2)), inline(task("c", "{a}", cost=4), task("d", "{c}{b}", cost=8))
    )
    house.workshop.started.clear()
    fork = await house.workflows.fork(origin.id, ForkRequest(task="c", prompt="dark {a}"), LOCAL_ADMIN)
    fork = await house.ended(fork)
    assert house.workshop.started == ["dark A", "DARK AB"]
    assert fork.cost_micro_usd == 12
    assert fork.tasks["a"].reused_from == origin.id
    assert (await house.workflows.get(origin.id, LOCAL_ADMIN)).results()["c"] == {"text": "A"}


async def test_a_fork_with_a_changed_variable_does_what_uses_it_anew(house: House) -> None:
    origin = await house.run(linear(task("a", "{x}"), task("b")), inline(task("c", "{b}")), variables={"x": "1"})
    house.workshop.started.clear()
    fork = await house.workflows.fork(origin.id, ForkRequest(task="c", variables={"x": "2"}), LOCAL_ADMIN)
    assert (await house.ended(fork)).status == "succeeded"
    assert house.workshop.started == ["2", "B"]


async def test_the_same_idempotency_key_gives_the_same_run(house: House) -> None:
    asked = [house.submit(inline(task("a")), key="k") for _ in range(6)]
    states = await asyncio.gather(*asked)
    assert len({state.id for state in states}) == 1
    await house.ended(states[0])
    assert house.workshop.started == ["a"]
    other = await house.submit(inline(task("a")), key="other")
    assert other.id != states[0].id


async def test_a_list_of_runs_tells_how_they_stand(house: House) -> None:
    house.workshop.waits["slow"] = asyncio.Event()
    running = await house.submit(inline(task("quick", cost=4), task("slow", seconds=1)))
    await house.run(inline(task("done")))
    async with asyncio.timeout(PATIENCE_S):
        while not (rows := await house.workflows.page(LOCAL_ADMIN, 10, None, "running")):  # noqa: ASYNC110
            await asyncio.sleep(STEP_S)
    assert [(row["id"], row["status"], row["cost_micro_usd"]) for row in rows] == [(running.id, "running", 4)]
    assert len(await house.workflows.page(LOCAL_ADMIN, 10, None, None)) == 2


async def test_a_tenant_sees_its_own_runs_only(house: House) -> None:
    state = await house.run(inline(task("a")))
    stranger = Principal("x", "elsewhere", Role.ADMIN)
    for change in (house.workflows.get, house.workflows.cancel, house.workflows.pause, house.workflows.resume):
        with pytest.raises(NotFound):
            await change(state.id, stranger)


# ── money ────────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_parallel_tasks_never_overspend_together(house: House) -> None:
    state = await house.run(linear(*(task(f"t{n}", cost=30, seconds=0.01) for n in range(8))), budget_usd=0.0001)
    assert house.workshop.spent == state.cost_micro_usd == 90
    assert sorted(statuses(state).values()) == ["failed"] * 5 + ["succeeded"] * 3
    errors = [t.error for t in state.tasks.values() if t.error]
    assert {error["code"] for error in errors} == {"budget-exceeded"}


async def test_a_call_is_told_what_it_may_cost_and_all_calls_together_keep_to_it(house: House) -> None:
    state = await house.run(linear(*(task(f"t{n}", cost=10, seconds=0.05) for n in range(4))), budget_usd=0.0001)
    assert state.status == "succeeded"
    granted = [context.budget_micro_usd for context in house.workshop.contexts.values()]
    assert all(grant is not None and grant >= 10 for grant in granted)


async def test_a_retried_failure_that_cost_money_counts(house: House) -> None:
    house.workshop.failures["a"] = [NetworkError("half an answer", cost_micro_usd=7)]
    state = await house.run(inline(task("a", cost=5)), budget_usd=1)
    assert state.cost_micro_usd == 12 == house.workshop.spent
    rows = await house.workflows.page(LOCAL_ADMIN, 10, None, None)
    assert rows[0]["cost_micro_usd"] == 12


# ── many ─────────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_priorities_share_one_slot_by_their_shares(tmp_path: Path) -> None:
    async with opened(settings_in(tmp_path, orchestration={"maxConcurrentWorkflows": 1})) as house:
        gate = house.workshop.waits["gate"] = asyncio.Event()
        await house.submit(inline(task("gate")))
        await waiting(house, 1)
        runs = [
            await house.submit(inline(task("t", priority)), priority=priority)
            for priority in ("low", "medium", "high")
            for _ in range(40)
        ]
        gate.set()
        await asyncio.gather(*map(house.ended, runs))
        first = house.workshop.started[1:61]
        assert abs(first.count("high") - 36) <= 2
        assert abs(first.count("medium") - 18) <= 2
        assert abs(first.count("low") - 6) <= 2


async def test_a_thousand_runs_at_once(house: House) -> None:
    gate = house.workshop.waits["a"] = asyncio.Event()
    runs = await asyncio.gather(*(house.submit(inline(task("a"), task("b", "{a}"))) for _ in range(1000)))
    await waiting(house, 1000)
    gate.set()
    await asyncio.gather(*map(house.ended, runs))
    assert len(house.workshop.finished) == 2000
    totals = await house.application.runs.totals()
    assert totals["succeeded"]["runs"] == 1000
