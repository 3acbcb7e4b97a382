"""A limit holds through the whole server, whatever becomes of the requests."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import openai
import pytest

from support.upstream_app import COST, ONE_DOLLAR, Provider, Running, connected, serving

HELLO = [{"role": "user", "content": "hello there"}]
LIMIT = 3_000
"""Micro-USD; an answer costs 18."""


@pytest.fixture
async def running(provider: Provider, tmp_path: Path) -> AsyncIterator[Running]:
    roles = {"fast_ai": "echo", "medium_ai": "cut-3", "code_ai": "status-500"}
    quotas = {"user": {"dailyUsd": LIMIT / 1_000_000}, "patienceSeconds": 600}
    prices = {"openai:stall-3": ONE_DOLLAR}
    async with serving(connected(tmp_path, provider, roles, quotas=quotas, prices=prices)) as server:
        yield server


async def own(running: Running, what: str) -> dict[str, Any]:
    shown: dict[str, Any] = (await running.get("/quotas"))[what]["user"]["day"]
    return shown


async def until_nothing_is_held(running: Running) -> None:
    async with asyncio.timeout(60):
        while (await own(running, "held"))["requests"]:  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def test_many_at_once_use_the_limit_up_and_no_more(running: Running) -> None:
    answers = await asyncio.gather(
        *[running.http.post("/v1/chat/completions", json={"model": "fast_ai", "messages": HELLO}) for _ in range(220)]
    )
    by_status = {status: sum(a.status_code == status for a in answers) for status in (200, 429)}
    used = await own(running, "used")
    assert used == {"requests": by_status[200], "micro_usd": by_status[200] * COST}
    assert LIMIT * 0.97 <= used["micro_usd"] <= LIMIT
    assert by_status[429] == 220 - by_status[200]
    assert (await running.get("/usage?days=1"))["total"]["cost_micro_usd"] == used["micro_usd"]


async def test_clients_learn_when_it_begins_anew(running: Running) -> None:
    await running.http.put("/quotas/user/local", json={"daily_usd": 0})
    async with openai.AsyncOpenAI(base_url=f"{running.address}/v1", api_key="none", max_retries=0) as client:
        with pytest.raises(openai.RateLimitError, match="limit of") as refused:
            await client.chat.completions.create(model="fast_ai", messages=HELLO)
    assert refused.value.code == "quota-exhausted"
    now = datetime.now(UTC)
    left_s = 86_400 - (now.hour * 3_600 + now.minute * 60 + now.second)
    assert abs(int(refused.value.response.headers["retry-after"]) - left_s) < 600 or left_s < 600
    await running.http.delete("/quotas/user/local")
    answer = await running.http.post("/v1/chat/completions", json={"model": "fast_ai", "messages": HELLO})
    assert answer.status_code == 200


async def test_a_broken_stream_is_charged_for_what_came(running: Running) -> None:
    body = {"model": "medium_ai", "messages": HELLO, "stream": True}
    answer = await running.http.post("/v1/chat/completions", json=body)
    assert "error" in answer.text
    await until_nothing_is_held(running)
    used = await own(running, "used")
    assert used["requests"] == 1
    assert 0 < used["micro_usd"] < 100


async def test_a_failed_request_gives_back_what_it_reserved(running: Running) -> None:
    answer = await running.http.post("/v1/chat/completions", json={"model": "code_ai", "messages": HELLO})
    assert answer.status_code >= 500
    assert await own(running, "held") == {"requests": 0, "micro_usd": 0}
    assert await own(running, "used") == {"requests": 0, "micro_usd": 0}


async def test_a_client_that_leaves_holds_nothing(running: Running) -> None:
    body = {"model": "openai:stall-3", "messages": HELLO, "stream": True}
    async with running.http.stream("POST", "/v1/chat/completions", json=body) as answer:
        async for _ in answer.aiter_lines():
            break
        assert (await own(running, "held"))["requests"] == 1
    await until_nothing_is_held(running)
    assert (await own(running, "used"))["requests"] == 1


async def test_where_money_is_limited_what_costs_nobody_knows_how_much_is_not_asked(
    provider: Provider, tmp_path: Path
) -> None:
    roles = {"fast_ai": {"provider": "openai", "model": "of-no-known-price", "fallbacks": ["openai:echo"]}}
    quotas = {"user": {"dailyUsd": 1}}
    async with serving(connected(tmp_path, provider, roles, quotas=quotas)) as server:
        given = await server.http.post("/v1/chat/completions", json={"model": "fast_ai", "messages": HELLO})
        assert given.headers["x-imperium-model"] == "echo"
        refused = await server.http.post(
            "/v1/chat/completions", json={"model": "openai:of-no-known-price", "messages": HELLO}
        )
        assert refused.status_code == 402
        assert "of-no-known-price costs isn't known" in refused.text
        await server.http.put("/quotas/user/local", json={"daily_requests": 10})
        free = await server.http.post(
            "/v1/chat/completions", json={"model": "openai:of-no-known-price", "messages": HELLO}
        )
        assert free.status_code == 200
