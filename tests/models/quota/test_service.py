"""Limits hold, whoever asks how much at once, and are used up; nothing is lost when a process is."""

from __future__ import annotations

import asyncio
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from redis_server import RedisServer
from workplace import ANN, BOB, NOON, Clock, Workplace

from imperium.models.quota.counter import Counter
from imperium.models.quota.counters.memory import MemoryCounter
from imperium.models.quota.counters.redis import RedisCounter
from imperium.models.quota.limit_book import scopes
from imperium.models.quota.quota import Estimate, Limits, Standing
from imperium.models.quota.service import Quotas
from imperium.platform.auth.principal import LOCAL_ADMIN
from imperium.platform.errors import CapacityExceeded, QuotaExhausted
from imperium.platform.telemetry import metrics
from support.waiting import until

DAY_S = 86_400.0
PATIENT: dict[str, Any] = {"patienceSeconds": 600}


async def spent(workplace: Workplace) -> int:
    return (await workplace.ledger.spent("acme", None, 0.0, 4e9))[0]


async def test_who_is_not_limited_reserves_nothing(workplace: Workplace) -> None:
    quotas = await workplace.open(user={})
    assert await quotas.reserve("r", ANN, Estimate.exactly(5)) is None
    await quotas.settle(None, 5)
    assert quotas.purse(ANN).pressure == 0.0


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_a_thousand_at_once_spend_the_limit_and_not_a_bit_more(workplace: Workplace, seed: int) -> None:
    """Answers cost anything up to what was granted: long ones are cut there, as `max_tokens` does."""
    quotas = await workplace.open(user={"dailyUsd": 1}, **PATIENT)
    chance = random.Random(seed)
    refused = 0

    async def request() -> None:
        nonlocal refused
        wanted = chance.randint(100, 20_000)
        usual = chance.choice([wanted, wanted // 3 + 50, wanted * 3])
        try:
            hold = await workplace.reserve(quotas, ANN, Estimate(min(200, usual), usual, max(usual, 20_000)))
        except QuotaExhausted:
            refused += 1
            return
        await asyncio.sleep(chance.random() * 0.005)
        assert hold.granted_micro_usd is not None
        await workplace.finish(quotas, hold, ANN, min(wanted, hold.granted_micro_usd))

    await asyncio.gather(*[request() for _ in range(1_000)])
    assert refused > 0, "they wanted about ten times the limit"
    assert 970_000 <= await spent(workplace) <= 1_000_000


async def test_several_processes_share_one_limit(workplace: Workplace, counter: Counter) -> None:
    """Each kind of counter; two services on the same one, as two replicas have it."""
    replicas = [await workplace.open(counter, organisation={"monthlyUsd": "0.01"}, **PATIENT) for _ in range(2)]

    async def request(n: int) -> None:
        principal, quotas = (ANN, BOB)[n % 2], replicas[n // 2 % 2]
        try:
            hold = await workplace.reserve(quotas, principal, Estimate(50, 200, 400))
        except QuotaExhausted:
            return
        await asyncio.sleep(0)
        await workplace.finish(quotas, hold, principal, min(hold.granted_micro_usd or 0, 150 + n))

    await asyncio.gather(*[request(n) for n in range(150)])
    assert 9_700 <= await spent(workplace) <= 10_000


@given(
    limit=st.integers(1, 3_000),
    requests=st.lists(
        st.tuples(st.integers(0, 200), st.integers(0, 200), st.integers(0, 200), st.integers(0, 900)), max_size=16
    ),
)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
async def test_whatever_is_foreseen_and_whatever_it_costs(
    workplace: Workplace, limit: int, requests: list[tuple[int, int, int, int]]
) -> None:
    """Nobody is refused while the least that it needs is unspent, and what is granted bounds what is spent."""
    before, scope = await spent(workplace), scopes(ANN)[0]
    quotas = await workplace.open(**PATIENT)
    workplace.clock.now += 31 * DAY_S
    await quotas.limits.set(scope, Limits("UTC", daily_micro_usd=limit), LOCAL_ADMIN)
    refused: list[int] = []

    async def request(amounts: tuple[int, int, int], cost: int) -> None:
        least, usual, most = sorted(amounts)
        try:
            hold = await workplace.reserve(quotas, ANN, Estimate(least, usual, most))
        except QuotaExhausted:
            refused.append(least)
            return
        await asyncio.sleep(0)
        await workplace.finish(quotas, hold, ANN, min(cost, hold.granted_micro_usd or 0))

    await asyncio.gather(*[request(amounts, cost) for *amounts, cost in requests])
    used = await spent(workplace) - before
    assert used <= limit
    assert all(limit - used < least for least in refused[-1:])


async def test_what_is_spent_is_refused_until_the_period_ends(workplace: Workplace) -> None:
    quotas = await workplace.open(user={"dailyUsd": "0.0001", "monthlyUsd": 5})
    counted = metrics.QUOTA_VIOLATIONS.labels("user", "day")._value.get()
    await workplace.ask(quotas, ANN, 100)
    with pytest.raises(QuotaExhausted, match=r"your limit of \$0.0001 a day") as refused:
        await workplace.reserve(quotas, ANN, 10)
    assert refused.value.retry_after_s == DAY_S / 2, "it is noon"
    assert refused.value.status == 429
    assert metrics.QUOTA_VIOLATIONS.labels("user", "day")._value.get() == counted + 1
    await workplace.reserve(quotas, BOB, 10)
    workplace.clock.now += DAY_S / 2
    await workplace.reserve(quotas, ANN, 10)


async def test_of_several_spent_limits_the_longest_is_named(workplace: Workplace) -> None:
    quotas = await workplace.open(user={"dailyRequests": 1}, organisation={"monthlyRequests": 1})
    await workplace.ask(quotas, ANN, 100)
    with pytest.raises(QuotaExhausted, match=r"your organisation's limit of 1 requests a month") as refused:
        await workplace.reserve(quotas, ANN, 10)
    assert refused.value.extra["resets_at"] == "2026-12-01T00:00:00+00:00"


async def test_what_is_only_held_is_waited_for(workplace: Workplace) -> None:
    quotas = await workplace.open(user={"dailyUsd": "0.0001"}, **PATIENT)
    first = await workplace.reserve(quotas, ANN, 100)
    waiting = [asyncio.create_task(workplace.reserve(quotas, ANN, 40)) for _ in range(2)]
    await asyncio.sleep(0.02)
    assert not any(task.done() for task in waiting)
    await workplace.finish(quotas, first, ANN, 10)
    assert [(await task).granted_micro_usd for task in waiting] == [40, 40]


async def test_what_is_held_too_long_is_another_error(workplace: Workplace) -> None:
    quotas = await workplace.open(user={"dailyRequests": 1}, patienceSeconds=0.05)
    await workplace.reserve(quotas, ANN, 1)
    with pytest.raises(CapacityExceeded, match="held by running requests") as refused:
        await workplace.reserve(quotas, ANN, 1)
    assert not isinstance(refused.value, QuotaExhausted)


async def test_who_waits_and_leaves_keeps_nobody_waiting(workplace: Workplace) -> None:
    quotas = await workplace.open(user={"dailyUsd": "0.0001"}, **PATIENT)
    first = await workplace.reserve(quotas, ANN, 100)
    leaving, staying = (asyncio.create_task(workplace.reserve(quotas, ANN, 30)) for _ in range(2))
    await asyncio.sleep(0.02)
    leaving.cancel()
    await workplace.finish(quotas, first, ANN, 0)
    assert (await staying).granted_micro_usd == 30


async def test_a_request_that_was_not_answered_counts_for_nothing(workplace: Workplace) -> None:
    quotas = await workplace.open(user={"dailyRequests": 1})
    hold = await workplace.reserve(quotas, ANN, 50)
    await workplace.record(hold.request_id, ANN, 0, status="failed", attempts=0)
    await quotas.settle(hold, 0, answered=False)
    await workplace.ask(quotas, ANN, 50)
    with pytest.raises(QuotaExhausted):  # that one was the day's only one
        await workplace.reserve(quotas, ANN, 50)


async def test_settling_twice_charges_once(workplace: Workplace) -> None:
    quotas = await workplace.open(user={"dailyUsd": 1})
    hold = await workplace.ask(quotas, ANN, 70)
    await quotas.settle(hold, 70)
    assert await quotas.held(list(hold.accounts)) == [Standing(70, 1)]


async def test_a_restart_loses_nothing(workplace: Workplace) -> None:
    first = await workplace.open(user={"dailyUsd": "0.0002"})
    await workplace.ask(first, ANN, 150)
    again = await workplace.open(user={"dailyUsd": "0.0002"})
    with pytest.raises(QuotaExhausted):
        await workplace.reserve(again, ANN, 60)
    assert (await workplace.reserve(again, ANN, 50)).granted_micro_usd == 50


async def test_what_the_ledger_counts_is_what_the_counter_counts(workplace: Workplace) -> None:
    quotas = await workplace.open(user={"dailyRequests": 10, "dailyUsd": 1})
    hold = await workplace.ask(quotas, ANN, 5)
    await workplace.record("x1", ANN, 0, status="failed", attempts=0)
    await workplace.record("x2", ANN, 0, engine="embedded:knowledge")
    await workplace.record("x3", ANN, 9, started_at=NOON - DAY_S)
    await workplace.record("x4", BOB, 9)
    day = hold.accounts[0].period
    assert await quotas.held([hold.accounts[0]]) == [Standing(5, 1)]
    assert await workplace.ledger.spent("acme", ANN.id, day.begins, day.ends) == (5, 1)
    assert await workplace.ledger.spent("acme", None, day.begins, day.ends) == (14, 2)


async def test_a_lost_request_that_ended_is_charged_from_the_ledger(workplace: Workplace) -> None:
    """As after kill -9 between the ledger and the counter."""
    monotonic = Clock(0.0)
    counter = MemoryCounter((80, 90, 100), monotonic)
    quotas = await workplace.open(counter, user={"dailyUsd": "0.0001"}, leaseSeconds=60)
    ended, never = await workplace.reserve(quotas, ANN, 30), await workplace.reserve(quotas, ANN, 70)
    await workplace.record(ended.request_id, ANN, 25)
    monotonic.now = 61.0
    assert (await workplace.reserve(quotas, ANN, 75)).granted_micro_usd == 75
    assert await quotas.held([ended.accounts[0]]) == [Standing(25, 1, 75, 1)]
    await workplace.finish(quotas, never, ANN, 40)
    await quotas.settle(ended, 25)
    with pytest.raises(QuotaExhausted):
        await workplace.reserve(quotas, ANN, 40)


async def test_the_lease_of_a_running_task_is_prolonged_and_that_of_an_ended_one_is_not(workplace: Workplace) -> None:
    monotonic = Clock(0.0)
    quotas = await workplace.open(MemoryCounter((80, 90, 100), monotonic), user={"dailyUsd": "0.0001"}, leaseSeconds=60)
    mine = await workplace.reserve(quotas, ANN, 60)
    await asyncio.create_task(workplace.reserve(quotas, ANN, 40))
    monotonic.now = 50.0
    await quotas.beat()
    monotonic.now = 70.0
    assert (await workplace.reserve(quotas, ANN, 40)).granted_micro_usd == 40, "who asked for it is gone"
    assert (await quotas.held([mine.accounts[0]]))[0] == Standing(0, 0, 100, 2)


async def test_midnight_begins_a_new_day_and_a_request_counts_where_it_began(workplace: Workplace) -> None:
    quotas = await workplace.open(user={"dailyUsd": "0.0001"}, timeZone="Europe/Berlin")
    workplace.clock.now = NOON + 11 * 3_600 - 1  # a second before midnight in Berlin
    late = await workplace.reserve(quotas, ANN, 100)
    workplace.clock.now += 2
    early = await workplace.ask(quotas, ANN, 30)
    assert (late.accounts[0].period.name, early.accounts[0].period.name) == ("2026-11-18", "2026-11-19")
    await workplace.record(late.request_id, ANN, 90, started_at=workplace.clock.now - 2)
    await quotas.settle(late, 90)
    assert await quotas.held([late.accounts[0], early.accounts[0]]) == [Standing(90, 1), Standing(30, 1)]
    again = await workplace.open(user={"dailyUsd": "0.0001"}, timeZone="Europe/Berlin")
    hold = await workplace.reserve(again, ANN, 1)
    assert await again.held([hold.accounts[0]]) == [Standing(30, 1, 1, 1)]


async def test_a_clock_that_jumps_finds_the_other_day_as_it_was(workplace: Workplace) -> None:
    quotas = await workplace.open(user={"dailyUsd": "0.0001"})
    await workplace.ask(quotas, ANN, 80)
    workplace.clock.now += 40 * DAY_S
    await workplace.ask(quotas, ANN, 100)
    workplace.clock.now -= 40 * DAY_S
    with pytest.raises(QuotaExhausted):
        await workplace.reserve(quotas, ANN, 21)
    await workplace.ask(quotas, ANN, 20)


async def test_the_month_ends_with_its_last_day(workplace: Workplace) -> None:
    quotas = await workplace.open(user={"monthlyRequests": 1})
    workplace.clock.now = 1_796_083_199.0  # 2026-11-30 23:59:59
    await workplace.ask(quotas, ANN, 1)
    with pytest.raises(QuotaExhausted) as refused:
        await workplace.reserve(quotas, ANN, 1)
    assert refused.value.retry_after_s == 1.0
    workplace.clock.now += 1
    await workplace.ask(quotas, ANN, 1)


async def test_a_request_counts_into_the_day_on_which_it_began(workplace: Workplace) -> None:
    quotas = await workplace.open(user={"dailyRequests": 1})
    before = quotas.purse(ANN)
    workplace.clock.now += 86_400
    late = await quotas.reserve(workplace.new_id(), ANN, Estimate.exactly(1), before)
    assert late is not None
    assert [account.period for account in late.accounts] == [account.period for account in before.accounts]
    today = await workplace.reserve(quotas, ANN, 1)
    assert today.accounts[0].period.begins == before.accounts[0].period.ends


async def test_limits_of_its_own_take_the_place_of_the_defaults(workplace: Workplace) -> None:
    quotas = await workplace.open(user={"dailyUsd": "0.0001"})
    own = scopes(ANN)[0]
    await quotas.limits.set(own, Limits("Asia/Tokyo", daily_requests=2), LOCAL_ADMIN)
    hold = await workplace.ask(quotas, ANN, 5_000)
    assert hold.granted_micro_usd is None
    assert hold.accounts[0].period.time_zone == "Asia/Tokyo"
    another = await workplace.open(user={"dailyUsd": "0.0001"})
    assert (await workplace.reserve(another, ANN, 5_000)).accounts[0].max_requests == 2
    await quotas.limits.reset(own)
    with pytest.raises(QuotaExhausted):
        await workplace.reserve(quotas, ANN, 5_000)


async def test_pressure_is_the_share_of_the_tightest_limit(workplace: Workplace) -> None:
    quotas = await workplace.open(user={"dailyUsd": "0.001", "monthlyRequests": 2})
    await workplace.ask(quotas, ANN, 100)
    assert quotas.purse(ANN).pressure == 0.5
    await workplace.ask(quotas, ANN, 800)
    assert quotas.purse(ANN).pressure == 1.0
    assert quotas.purse(BOB).pressure == 0.0


async def test_without_redis_money_is_refused_and_requests_are_not(
    workplace: Workplace, own_redis: RedisServer
) -> None:
    quotas = await workplace.open(RedisCounter(own_redis.url), user={"dailyRequests": 9}, organisation={"dailyUsd": 1})
    await workplace.ask(quotas, ANN, 10)
    own_redis.stop()
    with pytest.raises(CapacityExceeded, match="can't be counted now"):
        await workplace.reserve(quotas, ANN, 10)
    assert await quotas.reserve("free", ANN, Estimate.exactly(0)) is None, "what costs nothing goes on"
    assert (await quotas.status())["status"].endswith("Limits of money refuse, limits of requests are open.")
    own_redis.start()
    hold = await _when_it_is_back(workplace, quotas)
    assert await quotas.held(list(hold.accounts)) == [Standing(10, 1, 10, 1)] * 2, "counted from the ledger again"
    assert (await quotas.status())["status"] == "ok"


async def test_without_redis_a_limit_of_requests_alone_is_open(workplace: Workplace, own_redis: RedisServer) -> None:
    quotas = await workplace.open(RedisCounter(own_redis.url), user={"dailyRequests": 1})
    own_redis.stop()
    assert [await quotas.reserve(f"r{n}", ANN, Estimate.exactly(5)) for n in range(3)] == [None] * 3


async def test_an_emptied_redis_loses_nothing(workplace: Workplace, own_redis: RedisServer) -> None:
    quotas = await workplace.open(RedisCounter(own_redis.url), user={"dailyUsd": "0.0002"}, **PATIENT)
    await workplace.ask(quotas, ANN, 100)
    running = await workplace.reserve(quotas, ANN, 60)
    own_redis.flush()
    await quotas.beat()
    assert (await workplace.reserve(quotas, ANN, 40)).granted_micro_usd == 40
    waiting = asyncio.create_task(workplace.reserve(quotas, ANN, 20))
    await asyncio.sleep(0.05)
    assert not waiting.done(), "what ran when it was emptied is held again"
    await workplace.finish(quotas, running, ANN, 30)
    assert (await waiting).granted_micro_usd == 20
    assert await quotas.held([running.accounts[0]]) == [Standing(130, 2, 60, 2)]


async def test_what_a_killed_process_held_is_free_again_and_what_it_recorded_is_charged(
    workplace: Workplace, own_redis: RedisServer
) -> None:
    """kill -9 between the ledger and the counter."""
    script = str(Path(__file__).parent / "doomed.py")
    child = await asyncio.create_subprocess_exec(
        sys.executable, script, str(workplace.folder), own_redis.url, stdout=subprocess.PIPE
    )
    assert child.stdout is not None
    assert await child.stdout.readline() == b"recorded\n"
    child.kill()
    await child.communicate()
    quotas = await workplace.open(RedisCounter(own_redis.url), user={"dailyUsd": "0.0001"}, leaseSeconds=0.5, **PATIENT)
    hold = await workplace.reserve(quotas, ANN, Estimate(10, 100, 100))
    assert await quotas.held(list(hold.accounts)) == [Standing(60, 1, 40, 1)]


async def _when_it_is_back(workplace: Workplace, quotas: Quotas) -> Any:
    found: list[Any] = []

    async def ask() -> None:
        while not found:
            try:
                found.append(await workplace.reserve(quotas, ANN, 10))
            except CapacityExceeded:
                await asyncio.sleep(0.05)

    asking = asyncio.create_task(ask())
    await until(lambda: found)
    await asking
    return found[0]
