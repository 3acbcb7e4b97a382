"""Limits where one day ends and another begins, and when the clock is set: through the whole server."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from support.upstream_app import COST, Provider, Running, connected, serving
from support.waiting import until

HELLO = [{"role": "user", "content": "hello there"}]
HOUR_S = 3_600.0
TURNS = [
    ("UTC", "2026-11-21T00:00", False),
    ("UTC", "2026-12-01T00:00", True),
    ("UTC", "2028-02-29T00:00", False),
    ("Europe/Berlin", "2026-03-28T23:00", False),
    ("Europe/Berlin", "2026-03-29T22:00", False),
    ("Europe/Berlin", "2026-10-24T22:00", False),
    ("Europe/Berlin", "2026-10-25T23:00", False),
    ("Europe/Berlin", "2026-10-31T23:00", True),
    ("America/Sao_Paulo", "2018-11-04T03:00", False),
    ("Pacific/Kiritimati", "2026-12-31T10:00", True),
    ("Asia/Kathmandu", "2026-11-20T18:15", False),
]
"""When a day begins there, in UTC, and whether a month does. Berlin's clocks change on 29 March, a day of 23 hours, and
on 25 October, one of 25; Sao Paulo's 4 November 2018 has no midnight: it begins at one."""


class Clock:
    """The wall clock, set by hand."""

    def __init__(self, moment: str) -> None:
        self.now = datetime.fromisoformat(moment).replace(tzinfo=UTC).timestamp()

    def __call__(self) -> float:
        return self.now


class Limited:
    """A server with limits on its one user."""

    def __init__(self, running: Running, clock: Clock) -> None:
        self.running = running
        self.clock = clock

    async def ask(self, model: str = "fast_ai", **more: Any) -> httpx.Response:
        body = {"model": model, "messages": HELLO, **more}
        return await self.running.http.post("/v1/chat/completions", json=body)

    async def statuses(self, count: int) -> list[int]:
        return [(await self.ask()).status_code for _ in range(count)]

    async def own(self, what: str) -> tuple[int, int]:
        """Requests of this day, and of this month."""
        shown = (await self.running.get("/quotas"))[what]["user"]
        return shown["day"]["requests"], shown["month"]["requests"]

    async def spent(self, days: int) -> list[tuple[int, int]]:
        """Answered requests and micro-USD of the latest days, as the ledger has them."""
        listed = (await self.running.get("/usage", params={"days": days}))["days"]
        return [(day["requests"] - day["failed"], day["cost_micro_usd"]) for day in listed]


@pytest.fixture
async def limited(provider: Provider, tmp_path: Path) -> Any:
    @asynccontextmanager
    async def open_limited(clock: Clock, time_zone: str = "UTC", **limits: Any) -> AsyncIterator[Limited]:
        roles = {"fast_ai": "echo", "medium_ai": "slow"}
        quotas = {"user": limits, "timeZone": time_zone, "patienceSeconds": 0.2}
        async with serving(connected(tmp_path, provider, roles, quotas=quotas), clock) as running:
            yield Limited(running, clock)

    return open_limited


@pytest.mark.parametrize(("time_zone", "turn", "is_month"), TURNS)
async def test_a_new_day_is_fresh_and_the_old_one_keeps_what_it_had(
    limited: Any, time_zone: str, turn: str, is_month: bool
) -> None:
    clock = Clock(turn)
    midnight = clock.now
    clock.now = midnight - 0.1
    async with limited(clock, time_zone, dailyRequests=2, monthlyRequests=100) as server:
        assert await server.statuses(2) == [200, 200]
        refused = await server.ask()
        assert (refused.status_code, refused.headers["retry-after"]) == (429, "1")
        assert await server.own("used") == (2, 2)
        resets = (await server.running.get("/quotas"))["resets_at"]["user"]["day"]
        assert datetime.fromisoformat(resets).timestamp() == midnight
        clock.now = midnight
        assert await server.own("used") == (0, 0 if is_month else 2)
        clock.now = midnight + 0.1
        assert await server.statuses(3) == [200, 200, 429]
        assert await server.own("used") == (2, 2 if is_month else 4)
        assert await server.spent(2) == [(2, 2 * COST), (2, 2 * COST)]


async def test_who_is_refused_early_waits_for_the_real_end_of_a_long_day(limited: Any) -> None:
    """25 October of Berlin has 25 hours, and a month that is spent lasts longer than its day."""
    clock = Clock("2026-10-24T22:00")
    async with limited(clock, "Europe/Berlin", dailyRequests=1) as server:
        assert await server.statuses(1) == [200]
        refused = await server.ask()
        assert float(refused.headers["retry-after"]) == 25 * HOUR_S
        assert "2026-10-26 00:00 (Europe/Berlin)" in refused.text


async def test_a_limit_of_ones_own_has_a_midnight_of_its_own(limited: Any) -> None:
    clock = Clock("2026-11-20T14:59:59.900")
    async with limited(clock, "UTC", dailyRequests=5) as server:
        own = {"daily_requests": 1, "time_zone": "Asia/Tokyo"}
        assert (await server.running.http.put("/quotas/user/local", json=own)).status_code == 200
        assert await server.statuses(2) == [200, 429]
        clock.now += 0.2
        assert await server.statuses(2) == [200, 429]
        assert await server.spent(2) == [(1, COST), (1, COST)]


@pytest.mark.parametrize("stream", [False, True])
async def test_an_answer_over_midnight_counts_into_the_day_in_which_it_was_asked_for(
    limited: Any, provider: Provider, stream: bool
) -> None:
    clock = Clock("2026-11-30T23:59:59.900")
    gate = provider.waits["slow"] = asyncio.Event()
    async with limited(clock, dailyUsd=1, dailyRequests=1, monthlyRequests=1) as server:
        asking = asyncio.create_task(server.ask("medium_ai", stream=stream))
        await until(lambda: bool(provider.held))
        assert await server.own("held") == (1, 1)
        clock.now += 0.2
        assert await server.own("held") == (0, 0)
        assert await server.statuses(2) == [200, 429]
        gate.set()
        assert (await asking).status_code == 200
        assert await server.own("used") == (1, 1)
        assert await server.spent(2) == [(1, COST), (1, COST)]
        clock.now -= 0.2
        assert await server.own("used") == (1, 1)
        assert await server.own("held") == (0, 0)
        assert await server.statuses(1) == [429]


async def test_a_clock_that_is_set_back_gives_nothing_twice(limited: Any) -> None:
    clock = Clock("2026-11-30T23:30")
    async with limited(clock, dailyRequests=2, monthlyRequests=3) as server:
        assert await server.statuses(2) == [200, 200]
        clock.now += HOUR_S
        assert await server.statuses(1) == [200]
        clock.now -= HOUR_S
        assert await server.statuses(1) == [429]
        assert await server.own("used") == (2, 2)
        clock.now += HOUR_S
        assert await server.own("used") == (1, 1)
        assert await server.statuses(2) == [200, 429]
        assert await server.spent(2) == [(2, 2 * COST), (2, 2 * COST)]


@pytest.mark.parametrize("step_s", [-HOUR_S, HOUR_S])
async def test_a_reservation_does_not_end_because_the_clock_is_set(
    limited: Any, provider: Provider, step_s: float
) -> None:
    """Leases run on a clock that nobody sets."""
    clock = Clock("2026-11-20T12:00")
    gate = provider.waits["slow"] = asyncio.Event()
    async with limited(clock, dailyRequests=1, monthlyRequests=10) as server:
        asking = asyncio.create_task(server.ask("medium_ai", stream=True))
        await until(lambda: bool(provider.held))
        clock.now += step_s
        held_up = await server.ask()
        assert (held_up.status_code, "held by running requests" in held_up.text) == (503, True)
        assert await server.own("held") == (1, 1)
        gate.set()
        assert (await asking).status_code == 200
        assert await server.statuses(1) == [429]
        assert await server.own("used") == (1, 1)
        assert await server.own("held") == (0, 0)
        assert await server.spent(1) == [(1, COST)]
