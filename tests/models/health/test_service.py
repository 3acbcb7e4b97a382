"""Providers are watched by replicas that share a database, with a clock that the test sets."""

from __future__ import annotations

import asyncio
import random
from contextlib import aclosing

import pytest
from lists import Lists

from imperium.models.chain import Attempt
from imperium.models.health.alarm import STREAM, Alarm
from imperium.models.health.probe import probe
from imperium.models.health.repository import HealthRepository
from imperium.models.health.service import ProviderHealth
from imperium.models.provider import Candidate, Connection
from imperium.models.upstream import Upstream
from imperium.platform.database import Database
from imperium.platform.errors import ImperiumError, InvalidInput, ProviderUnavailable
from imperium.platform.events import EventLog
from imperium.platform.settings import Health
from imperium.platform.telemetry import metrics
from support.waiting import PATIENCE_S

SETTINGS = Health(enabled=True, interval_seconds=300, jitter=0.1, timeout_seconds=600, failures=5, good_checks=3)
ROUND = 331.0
"""Seconds after which every provider is due again."""


class Clock:
    now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


class House:
    """Replicas over one database and one set of providers."""

    def __init__(self, lists: Lists, asking: Upstream, database: Database, events: EventLog) -> None:
        self.clock = Clock()
        self.lists, self.asking, self.database, self.events = lists, asking, database, events
        self.connections: dict[str, Connection] = {name: lists.connection(name) for name in ("one", "two")}

    def replica(self, name: str = "a", settings: Health = SETTINGS) -> ProviderHealth:
        return ProviderHealth(
            settings,
            HealthRepository(self.database),
            lambda connection: probe(self.asking, connection, settings.timeout_seconds, self.clock),
            lambda: self.connections,
            Alarm(self.events),
            name,
            self.clock,
            random.Random(name),
        )

    async def rounds(self, *replicas: ProviderHealth, times: int = 1) -> None:
        for _ in range(times):
            self.clock.now += ROUND
            for replica in replicas:
                await replica.look()

    def call(self, provider: str, error: ImperiumError | None = None) -> Attempt:
        return Attempt(Candidate(self.connections[provider], "m"), 2.0, 0.5, error)

    async def told(self) -> list[tuple[str, str]]:
        return [(event.type, event.data["provider"]) for event in await self.events.read(STREAM)]


@pytest.fixture
def house(lists: Lists, asking: Upstream, database: Database, events: EventLog) -> House:
    return House(lists, asking, database, events)


def states(health: ProviderHealth) -> dict[str, bool]:
    return {standing.provider: standing.healthy for standing in health.standings()}


async def test_everybody_is_asked_once_an_interval_and_never_for_money(house: House) -> None:
    health = house.replica()
    await health.look()
    assert house.lists.asked == []
    await house.rounds(health, times=3)
    assert sorted(house.lists.asked) == ["/one/models"] * 3 + ["/two/models"] * 3
    assert house.lists.completions == 0
    assert states(health) == {"one": True, "two": True}


async def test_down_and_up_again(house: House) -> None:
    health = house.replica()
    house.lists.answers["one"] = 503
    await house.rounds(health, times=2)
    assert states(health) == {"one": False, "two": True}
    assert health.illness("one") == 3
    assert health.illness("two") == 0
    house.lists.answers["one"] = "ok"
    await house.rounds(health, times=2)
    assert health.illness("one") == 1
    await house.rounds(health)
    assert health.illness("one") == 0
    assert await house.told() == [("provider.unhealthy", "one"), ("provider.healthy", "one")]


async def test_checks_are_counted(house: House) -> None:
    house.connections = {"counted": house.lists.connection("counted")}
    house.lists.answers["counted"] = 429
    health, value = house.replica(), metrics.REGISTRY.get_sample_value
    bad = {"provider": "counted", "result": "bad"}
    before = value("provider_health_checks_total", bad) or 0
    await health.look()
    await house.rounds(health)
    assert value("provider_health_checks_total", bad) == before + 1
    assert value("provider_healthy", {"provider": "counted"}) == 0


async def test_real_traffic_saves_the_question(house: House) -> None:
    health = house.replica()
    await health.look()
    house.clock.now += ROUND
    health.observe(house.call("one"))
    await health.look()
    assert house.lists.asked == ["/two/models"]
    (one, _) = health.standings()
    assert (one.source, one.healthy, one.response_s) == ("traffic", True, 0.5)
    await house.rounds(health)
    assert house.lists.asked.count("/one/models") == 1


async def test_failures_in_a_row_take_it_off_the_routes_at_once(house: House) -> None:
    health = house.replica()
    for _ in range(4):
        health.observe(house.call("one", ProviderUnavailable("x", reason=500)))
    assert health.illness("one") == 0
    health.observe(house.call("one", ProviderUnavailable("x", reason=500)))
    assert health.illness("one") > 0
    await health.look()
    (one, _) = health.standings()
    assert one.reason == "5 requests in a row failed: refused with 500"
    assert await house.told() == [("provider.unhealthy", "one")]


async def test_a_success_in_between_begins_the_count_anew(house: House) -> None:
    health = house.replica()
    for number in range(20):
        failure = None if number % 5 == 4 else ProviderUnavailable("x", reason=500)
        health.observe(house.call("one", failure))
    assert health.illness("one") == 0


async def test_a_requests_own_fault_and_a_users_own_key_say_nothing(house: House) -> None:
    health = house.replica()
    own = house.lists.connection("one")
    house.connections["own"] = Connection(
        "one", own.provider, own.dialect, own.base_url, None, own.settings, owner="up_1"
    )
    for _ in range(20):
        health.observe(house.call("one", InvalidInput("x")))
        health.observe(house.call("own", ProviderUnavailable("x", reason=429)))
    assert health.illness("one") == 0


async def test_replicas_share_what_one_of_them_found(house: House) -> None:
    first, second = house.replica("a"), house.replica("b")
    house.lists.answers["one"] = 500
    for replica in (first, second):
        await replica.look()
    await house.rounds(first, second, times=4)
    assert house.lists.asked.count("/one/models") == 4
    assert states(first) == states(second) == {"one": False, "two": True}
    assert await house.told() == [("provider.unhealthy", "one")]


async def test_it_survives_a_restart(house: House) -> None:
    health = house.replica()
    house.lists.answers["one"] = 500
    await health.look()
    await house.rounds(health)
    asked = len(house.lists.asked)
    again = house.replica()
    await again.look()
    assert states(again) == {"one": False, "two": True}
    assert len(house.lists.asked) == asked


async def test_a_replica_that_died_while_checking_is_in_nobodys_way_for_long(house: House) -> None:
    health = house.replica()
    repository = HealthRepository(house.database)
    await health.look()
    house.clock.now += ROUND
    (one, _) = health.standings()
    assert await repository.claim(one, "dead", house.clock.now, house.clock.now + 640)
    await health.look()
    assert house.lists.asked == ["/two/models"]
    await house.rounds(health, times=2)
    assert "/one/models" in house.lists.asked


async def test_what_has_no_free_question_is_taken_off_by_traffic_and_comes_back(house: House) -> None:
    health = house.replica()
    house.lists.answers["one"] = 404
    await health.look()
    await house.rounds(health, times=2)
    assert health.illness("one") == 0
    house.clock.now += 1
    for _ in range(5):
        health.observe(house.call("one", ProviderUnavailable("x")))
    await house.rounds(health, times=2)
    assert health.illness("one") > 0
    await house.rounds(health)
    house.clock.now += 1
    health.observe(house.call("one"))
    await house.rounds(health)
    (one, _) = health.standings()
    assert (one.healthy, one.source) == (True, "traffic")


async def test_what_was_removed_is_not_shown_or_asked(house: House) -> None:
    health = house.replica()
    await health.look()
    await house.rounds(health)
    del house.connections["one"]
    await house.rounds(health)
    assert [standing.provider for standing in health.standings()] == ["two"]
    assert house.lists.asked.count("/one/models") == 1


async def test_switched_off_it_watches_nothing(house: House) -> None:
    health = house.replica(settings=SETTINGS.model_copy(update={"enabled": False}))
    for _ in range(20):
        health.observe(house.call("one", ProviderUnavailable("x")))
    health.start()
    await health.close()
    assert health.illness("one") == 0


async def test_in_the_background_a_failure_is_kept_and_told_at_once(house: House) -> None:
    health = house.replica()
    health.start()
    for _ in range(5):
        health.observe(house.call("one", ProviderUnavailable("x")))
    async with aclosing(house.events.follow(STREAM)) as events, asyncio.timeout(PATIENCE_S):
        await anext(events)
    await health.close()
    assert await house.told() == [("provider.unhealthy", "one")]
