"""Clients that leave: the provider is let go at once, what came is charged once, and nothing stays reserved."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from support.gateway import CHAT, HELLO
from support.upstream_app import ONE_DOLLAR, Provider, Running, connected, serving
from support.waiting import until

WIRES: dict[str, dict[str, Any]] = {
    CHAT: {"messages": HELLO},
    "/v1/messages": {"messages": HELLO, "max_tokens": 50},
}


@pytest.fixture
async def running(provider: Provider, tmp_path: Path) -> AsyncIterator[Running]:
    quotas = {"user": {"dailyUsd": 1, "dailyRequests": 1_000}}
    prices = {"openai:stall-5": ONE_DOLLAR}
    settings = connected(tmp_path, provider, {"fast_ai": "echo"}, quotas=quotas, prices=prices)
    async with serving(settings) as server:
        yield server


async def quota(running: Running, what: str) -> dict[str, int]:
    shown: dict[str, int] = (await running.get("/quotas"))[what]["user"]["day"]
    return shown


async def until_settled(running: Running) -> None:
    async with asyncio.timeout(60):
        while (await quota(running, "held"))["requests"]:  # noqa: ASYNC110
            await asyncio.sleep(0.01)


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("path", list(WIRES))
async def test_gone_before_the_first_word(running: Running, provider: Provider, path: str, stream: bool) -> None:
    provider.waits["echo"] = asyncio.Event()
    body = {"model": "openai:echo", "stream": stream, **WIRES[path]}
    asking = asyncio.create_task(running.http.post(path, json=body))
    await until(lambda: provider.held == ["echo"])
    asking.cancel()
    await until(lambda: provider.left == ["echo"])
    await until_settled(running)
    assert await quota(running, "used") == {"requests": 0, "micro_usd": 0}
    assert (await running.get("/stats"))["requests"]["models"] == 1, "it is in the ledger, at no cost"
    assert len(provider.held) == 1, "nobody was asked instead"


@pytest.mark.parametrize("path", list(WIRES))
async def test_gone_midway(running: Running, provider: Provider, path: str) -> None:
    body = {"model": "openai:stall-5", "stream": True, **WIRES[path]}
    async with running.http.stream("POST", path, json=body) as answer:
        async for line in answer.aiter_lines():
            if "hello" in line:
                break
    await until(lambda: provider.left == ["stall-5"])
    await until_settled(running)
    used = await quota(running, "used")
    assert used["requests"] == 1
    assert 0 < used["micro_usd"] < 40
    total = (await running.get("/usage?days=1"))["total"]
    assert total["cost_micro_usd"] == used["micro_usd"], "charged once"
    assert len(provider.requests) == 1
