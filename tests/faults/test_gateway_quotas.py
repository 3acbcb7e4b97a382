"""A limit of money on a real server: a thousand at once never pass it, and without what counts it nothing is spent."""

from __future__ import annotations

import asyncio
from collections import Counter
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from models.quota.redis_server import RedisServer
from support.gateway import Gateway, ask
from support.upstream_app import COST, ONE_DOLLAR, Provider
from support.waiting import until

LIMIT = 9_000
"""Micro-USD: half of what a thousand answers cost."""


async def own(http: aiohttp.ClientSession, what: str) -> Any:
    async with http.get("/quotas") as told:
        return (await told.json())[what]["user"]["day"]


async def test_a_thousand_at_once_use_the_limit_up_and_no_more(provider: Provider, tmp_path: Path) -> None:
    quotas = {"user": {"dailyUsd": LIMIT / 1_000_000}, "patienceSeconds": 600}
    gateway = Gateway(tmp_path / "data", provider, quotas=quotas)
    async with gateway.serving() as http:
        answers = await asyncio.gather(*[ask(http, stream=bool(number % 2)) for number in range(1_000)])
        used, held = await own(http, "used"), await own(http, "held")
    statuses = Counter(answer.status for answer in answers)
    assert statuses == {200: used["requests"], 429: 1_000 - used["requests"]}
    assert used["micro_usd"] == statuses[200] * COST == len(provider.requests) * COST
    assert LIMIT * 0.97 <= used["micro_usd"] <= LIMIT
    assert held == {"requests": 0, "micro_usd": 0}
    assert {answer.json["error"]["code"] for answer in answers if answer.status == 429} == {"quota-exhausted"}
    assert len(gateway.ledger().keys() & {answer.request_id for answer in answers if answer.is_whole}) == statuses[200]


@pytest.mark.skipif(not RedisServer.is_installed(), reason="redis-server is not installed here")
async def test_without_redis_money_waits_and_what_is_free_goes_on(provider: Provider, tmp_path: Path) -> None:
    redis = RedisServer(tmp_path)
    redis.start()
    limits = {"user": {"dailyUsd": 1, "dailyRequests": 1_000}, "counter": "redis", "redisUrl": redis.url}
    prices = {"openai:echo": ONE_DOLLAR, "openai:free": dict.fromkeys(ONE_DOLLAR, 0)}
    gateway = Gateway(tmp_path / "data", provider, quotas=limits, prices=prices)
    try:
        async with gateway.serving() as http:
            assert (await ask(http)).is_whole
            assert await said(http) == "ok"
            redis.stop()
            for stream in (False, True):
                refused = await ask(http, stream=stream)
                assert (refused.status, refused.json["error"]["code"]) == (503, "capacity-exceeded")
                assert "can't be counted now" in refused.json["error"]["message"]
            assert len(provider.requests) == 1, "nothing that costs money was begun"
            assert (await ask(http, "openai:free")).is_whole
            assert "Limits of money refuse, limits of requests are open." in await said(http)
            redis.start()
            await until_answered(http)
            assert await said(http) == "ok"
            used = await own(http, "used")
    finally:
        redis.stop()
    assert used == {"requests": 3, "micro_usd": 2 * COST}, "what Redis forgot is in the ledger"


async def said(http: aiohttp.ClientSession) -> str:
    """What `/status` says of the quotas."""
    async with http.get("/status") as told:
        return str((await told.json())["services"]["quotas"]["status"])


async def until_answered(http: aiohttp.ClientSession) -> None:
    answers: list[int] = []

    async def asking() -> None:
        while 200 not in answers:
            answers.append((await ask(http)).status)

    task = asyncio.create_task(asking())
    await until(task.done)
    assert set(answers) <= {200, 503}
