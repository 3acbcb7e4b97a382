"""A limit that is nearly spent is told once: as an event, and by a signed webhook that arrives in the end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from structlog.testing import capture_logs
from workplace import ANN, BOB, NOON, Workplace

from imperium.models.quota.limit_book import scopes
from imperium.models.quota.quota import Limits
from imperium.models.quota.repository import QuotaRepository
from imperium.platform.auth.principal import LOCAL_ADMIN
from imperium.platform.events import EventLog
from imperium.platform.webhooks.signature import signature
from support.receiver import Receiver
from support.waiting import until

SECRET = "sixteen or more characters"
CENT: dict[str, Any] = {"dailyUsd": "0.01"}


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    found = Receiver()
    await found.start()
    yield found
    await found.stop()


def hook(receiver: Receiver) -> dict[str, Any]:
    return {"url": f"http://{receiver.host}/hook", "secret": SECRET, "allowedHosts": [receiver.host]}


async def told(workplace: Workplace) -> list[tuple[str, int]]:
    """Counter and percentage of the tenant's events."""
    events = await EventLog(workplace.database, workplace.journal).read("acme")
    assert {event.type for event in events} <= {"cost_alert"}
    return [(event.data["id"].rsplit(":", 2)[0], event.data["percent"]) for event in events]


async def until_told(workplace: Workplace, number: int) -> list[tuple[str, int]]:
    async with asyncio.timeout(60):
        while len(found := await told(workplace)) < number:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    return found


@asynccontextmanager
async def unable_to_store(workplace: Workplace) -> AsyncIterator[None]:
    """Until an alert could not be stored."""
    with workplace.database.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE cost_alerts RENAME TO elsewhere")
    with capture_logs() as logs:
        yield
        await until(lambda: any(log["event"] == "cost alert not stored" for log in logs))
    with workplace.database.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE elsewhere RENAME TO cost_alerts")


async def test_each_threshold_is_told_once(workplace: Workplace) -> None:
    quotas = await workplace.open(user=CENT)
    name = "quota:key_ann:2026-11-18"
    with capture_logs() as logs:
        for cost in (7_000, 1_000, 100, 100, 900, 0):
            await workplace.ask(quotas, ANN, cost)
        assert await until_told(workplace, 2) == [(name, 80), (name, 90)]
        await workplace.ask(quotas, ANN, 900)
        assert await until_told(workplace, 3) == [(name, 80), (name, 90), (name, 100)]
    said = [(log["event"], log["percent"]) for log in logs if "percent" in log]
    assert said == [("quota nearly spent", 80), ("quota nearly spent", 90), ("quota spent", 100)]


async def test_what_is_only_held_is_not_told(workplace: Workplace) -> None:
    quotas = await workplace.open(user=CENT)
    hold = await workplace.reserve(quotas, ANN, 10_000)
    await workplace.finish(quotas, hold, ANN, 10)
    await quotas.close()
    assert await told(workplace) == []


async def test_the_next_period_and_other_scopes_are_told_anew(workplace: Workplace) -> None:
    quotas = await workplace.open(user=CENT, organisation={"dailyRequests": 1}, alertPercents=[100])
    await workplace.ask(quotas, ANN, 10_000)
    assert sorted(await until_told(workplace, 2)) == [
        ("quota:key_ann:2026-11-18", 100),
        ("quota:organisation:acme:2026-11-18", 100),
    ]
    workplace.clock.now += 86_400
    await workplace.ask(quotas, BOB, 10_000)
    assert len(await until_told(workplace, 4)) == 4


async def test_two_processes_tell_it_once(workplace: Workplace) -> None:
    """The second counts from the ledger and finds the limit as spent as the first did."""
    first = await workplace.open(user=CENT)
    await workplace.ask(first, ANN, 8_500)
    await until_told(workplace, 1)
    second = await workplace.open(user=CENT)
    await workplace.ask(second, ANN, 700)
    assert [percent for _, percent in await until_told(workplace, 2)] == [80, 90]
    await first.close()
    await second.close()
    assert len(await told(workplace)) == 2


async def test_what_a_crash_kept_from_being_told_is_told_at_start(workplace: Workplace) -> None:
    await workplace.record("spent before", ANN, 9_100)
    await workplace.open(user=CENT)
    assert [percent for _, percent in sorted(await until_told(workplace, 2))] == [80, 90]


async def test_a_limit_that_is_lowered_is_told_with_the_next_request(workplace: Workplace) -> None:
    quotas = await workplace.open(user={"dailyUsd": 1}, alertPercents=[80])
    await workplace.ask(quotas, ANN, 8_000)
    await quotas.limits.set(scopes(ANN)[0], Limits("UTC", daily_micro_usd=10_000), LOCAL_ADMIN)
    await workplace.ask(quotas, ANN, 1)
    assert len(await until_told(workplace, 1)) == 1


async def test_what_could_not_be_stored_is_told_with_the_next_request(workplace: Workplace) -> None:
    quotas = await workplace.open(user={"dailyUsd": "0.01", "dailyRequests": 100}, alertPercents=[80])
    async with unable_to_store(workplace):
        await workplace.ask(quotas, ANN, 8_000)
    await workplace.ask(quotas, ANN, 0)
    assert await until_told(workplace, 1) == [("quota:key_ann:2026-11-18", 80)]


async def test_what_could_not_be_stored_is_told_in_time_also_without_news(workplace: Workplace) -> None:
    """Where there is plenty, what is spent is booked, and so shown, but now and then."""
    quotas = await workplace.open(user={"dailyUsd": "1", "dailyRequests": 100_000}, alertPercents=[80])
    async with unable_to_store(workplace):
        await workplace.ask(quotas, ANN, 810_000)
        running = await workplace.reserve(quotas, ANN, 10)
    await workplace.finish(quotas, running, ANN, 10)
    await workplace.ask(quotas, ANN, 10)
    await quotas.beat()
    assert await until_told(workplace, 1) == [("quota:key_ann:2026-11-18", 80)]


async def test_the_webhook_is_signed_and_says_what_is_spent(workplace: Workplace, receiver: Receiver) -> None:
    quotas = await workplace.open(user=CENT, webhook=hook(receiver), alertPercents=[80])
    await workplace.ask(quotas, ANN, 8_200)
    await until(lambda: receiver.taken)
    (delivery,) = receiver.taken
    assert delivery.is_signed(SECRET)
    assert not delivery.is_signed(SECRET + "!")
    assert delivery.headers["x-imperium-delivery"] == "quota:key_ann:2026-11-18:micro_usd:80"
    assert delivery.document == {
        "type": "cost_alert",
        "id": "quota:key_ann:2026-11-18:micro_usd:80",
        "tenant": "acme",
        "scope": "user",
        "subject": "key_ann",
        "period": "day",
        "resets_at": NOON + 43_200,
        "measure": "micro_usd",
        "percent": 80,
        "spent": 8_200,
        "limit": 10_000,
        "raised_at": NOON,
    }
    repository = QuotaRepository(workplace.database, workplace.journal)
    await until_delivered(repository, 1)


async def until_delivered(repository: QuotaRepository, number: int) -> None:
    async with asyncio.timeout(60):
        while sum(alert.delivered_at is not None for alert in await repository.alerts("acme", 10)) < number:  # noqa: ASYNC110
            await asyncio.sleep(0.01)


def test_a_known_signature() -> None:
    """From `printf '1700000000.{}' | openssl dgst -sha256 -hmac 'a secret'`."""
    assert signature("a secret", 1_700_000_000, b"{}") == (
        "t=1700000000,v1=f4c7f7db2c2d22e9144ae6536d7918d29e7c70122e5704b842c2a7d02bee924f"
    )


async def test_a_webhook_that_is_refused_is_sent_again(workplace: Workplace, receiver: Receiver) -> None:
    receiver.refusals = [500, 429, 302]
    quotas = await workplace.open(user=CENT, webhook=hook(receiver), alertPercents=[80], retry_s=0.001)
    await workplace.ask(quotas, ANN, 8_200)
    await until(lambda: receiver.seen)

    def passes() -> bool:
        workplace.clock.now += 1  # the waits between tries are told by the clock
        return bool(receiver.taken)

    await until(passes)
    assert len(receiver.seen) == 4
    assert len({delivery.document["id"] for delivery in receiver.seen}) == 1


async def test_an_outbox_survives_its_process(workplace: Workplace, receiver: Receiver) -> None:
    """Nobody took it; the next process sends it."""
    receiver.refusals = [503] * 1_000
    quotas = await workplace.open(user=CENT, webhook=hook(receiver), alertPercents=[80])
    await workplace.ask(quotas, ANN, 8_200)
    await until(lambda: receiver.seen)
    await quotas.close()
    receiver.refusals = []
    workplace.clock.now += 3_600
    await workplace.open(user=CENT, webhook=hook(receiver), alertPercents=[80])
    await until(lambda: receiver.taken)
    await until_delivered(QuotaRepository(workplace.database, workplace.journal), 1)


async def test_a_private_address_needs_an_administrators_word(workplace: Workplace, receiver: Receiver) -> None:
    settings = {**hook(receiver), "allowedHosts": []}
    with capture_logs() as logs:
        quotas = await workplace.open(user=CENT, webhook=settings, alertPercents=[80])
        await workplace.ask(quotas, ANN, 8_200)
        await until(lambda: any(log["event"] == "cost alert not delivered" for log in logs))
    assert receiver.seen == []
    assert not any(SECRET in str(log) for log in logs)


async def test_a_redirect_is_no_delivery(workplace: Workplace, receiver: Receiver) -> None:
    settings = {**hook(receiver), "url": f"http://{receiver.host}/moved"}
    with capture_logs() as logs:
        quotas = await workplace.open(user=CENT, webhook=settings, alertPercents=[80])
        await workplace.ask(quotas, ANN, 8_200)
        await until(lambda: any(log["event"] == "cost alert not delivered" for log in logs))
    assert receiver.taken == []


async def test_two_processes_send_it_once(workplace: Workplace, receiver: Receiver) -> None:
    replicas = [await workplace.open(user=CENT, webhook=hook(receiver), alertPercents=[80, 90]) for _ in range(2)]
    await workplace.ask(replicas[0], ANN, 9_200)
    await until_delivered(QuotaRepository(workplace.database, workplace.journal), 2)
    for quotas in replicas:
        await quotas.close()
    assert len(receiver.taken) == 2
