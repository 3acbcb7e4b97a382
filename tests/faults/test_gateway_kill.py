"""kill -9 of a gateway that is busy: whatever a client was answered in full is in the ledger."""

from __future__ import annotations

import asyncio
import random
from pathlib import Path

import aiohttp

from support.gateway import Gateway, ask
from support.upstream_app import COST, Provider
from support.waiting import until

CLIENTS = 20


class Crowd:
    """Clients that ask one request after another until the connection is gone; odd ones want streams."""

    def __init__(self) -> None:
        self.answered: set[str] = set()
        self.cut = 0

    async def client(self, http: aiohttp.ClientSession, number: int) -> None:
        while True:
            try:
                answer = await ask(http, stream=bool(number % 2))
            except aiohttp.ClientError:
                self.cut += 1
                return
            assert answer.status == 200, answer.body
            if answer.is_whole:
                self.answered.add(answer.request_id)


async def test_nothing_that_was_answered_is_missing(provider: Provider, tmp_path: Path) -> None:
    crowd = Crowd()
    gateway = Gateway(tmp_path / "data", provider, quotas={"user": {"dailyUsd": 1}})
    for _ in range(2):
        enough = len(crowd.answered) + random.randint(60, 400)
        await asyncio.to_thread(gateway.start)
        async with gateway.clients() as http:
            hammering = [asyncio.create_task(crowd.client(http, number)) for number in range(CLIENTS)]
            await until(lambda enough=enough: len(crowd.answered) >= enough)
            await asyncio.to_thread(gateway.kill)
            await asyncio.gather(*hammering)
    recorded = gateway.ledger()
    assert "" not in crowd.answered
    assert crowd.answered <= recorded.keys()
    assert {recorded[request_id] for request_id in crowd.answered} == {"succeeded"}
    assert len(recorded) <= len(crowd.answered) + crowd.cut
    async with gateway.serving() as http, http.get("/quotas") as told:
        used = (await told.json())["used"]["user"]["day"]
    assert used == {"requests": len(recorded), "micro_usd": len(recorded) * COST}, "counted again from the ledger"
