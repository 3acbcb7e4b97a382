"""Who asked to be told is told: signed, again while it fails, and also when the server was killed in between."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import orjson
import pytest

from imperium.platform.jobs.signing import Signing
from support.receiver import Receiver
from support.server import Server
from support.studio import IMAGE, studio
from support.waiting import until


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    found = Receiver()
    await found.start()
    yield found
    await found.stop()


def told(receiver: Receiver) -> dict[str, Any]:
    return {"prompt": "a red door", "client_id": "c9", "callback_url": f"http://{receiver.host}/hook"}


@pytest.mark.parametrize("refusals", [[], [503]], ids=["at once", "at the second try"])
async def test_the_end_of_a_job_is_posted_and_signed(tmp_path: Path, receiver: Receiver, refusals: list[int]) -> None:
    receiver.refusals = list(refusals)
    async with studio(tmp_path, callbacks={"secret": None, "allowedHosts": [receiver.host]}) as (running, _):
        accepted = (await running.http.post(IMAGE, json=told(receiver))).json()
        await until(lambda: receiver.taken)
        (delivery,) = receiver.taken
        assert len(receiver.seen) == len(refusals) + 1
        secret = (await running.get("/api/v1/callbacks/secret"))["secret"]
        assert delivery.is_signed(secret)
        assert not delivery.is_signed(secret + "x")
        job = delivery.document["job"]
        assert delivery.document["type"] == "job.ended"
        assert delivery.headers["x-imperium-delivery"] == delivery.document["delivery"]
        assert (job["id"], job["status"], job["client_id"]) == (accepted["id"], "succeeded", "c9")
        assert job["artifacts"][0]["media_type"] == "image/png"
        assert job == await running.get(accepted["status_url"])


async def test_failed_and_cancelled_jobs_are_told_too_and_others_not(tmp_path: Path, receiver: Receiver) -> None:
    async with studio(tmp_path, callbacks={"secret": None, "allowedHosts": [receiver.host]}) as (running, made):
        slow = (await running.http.post(IMAGE, json={**told(receiver), "prompt": "slow door"})).json()
        await running.http.post(IMAGE, json={"prompt": "nobody is told of this"})
        await running.http.post(IMAGE, json={**told(receiver), "prompt": "bad door"})
        await until(lambda: receiver.taken)
        await running.http.post(slow["cancel_url"])
        await until(lambda: len(receiver.taken) == 2)
    assert [delivery.document["job"]["status"] for delivery in receiver.taken] == ["failed", "cancelled"]
    assert made.painted == ["nobody is told of this"]


async def test_after_kill_9_it_is_told_still(tmp_path: Path, receiver: Receiver) -> None:
    receiver.refusals = [500]
    (tmp_path / "orchestration_config.json").write_bytes(orjson.dumps({"callbacks": {"allowedHosts": [receiver.host]}}))
    server = Server(tmp_path)
    await asyncio.to_thread(server.start)
    try:
        answer = await asyncio.to_thread(
            server.client.post, IMAGE, json={**told(receiver), "resolution": "64x64", "samples": 1}
        )
        assert answer.status_code == 202, answer.text
        await until(lambda: receiver.seen, within_s=120)
        await asyncio.to_thread(server.kill)
        assert not receiver.taken
        await asyncio.to_thread(server.start)
        await until(lambda: receiver.taken, within_s=150)
    finally:
        await asyncio.to_thread(server.stop)
    assert receiver.taken[0].document["job"]["id"] == answer.json()["id"]


def test_each_tenant_has_a_secret_of_its_own_that_stays(tmp_path: Path) -> None:
    signing = Signing(tmp_path)
    assert signing.secret("acme") == Signing(tmp_path).secret("acme") != signing.secret("rival")
    assert (tmp_path / "callbacks.key").stat().st_mode & 0o077 == 0
    assert Signing(tmp_path, "shared by several").secret("acme") == Signing(tmp_path / "x", "shared by several").secret(
        "acme"
    )
