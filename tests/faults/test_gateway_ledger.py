"""A ledger that can't be written: no answer is given without its record, and the error is plain."""

from __future__ import annotations

import asyncio
import resource
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from imperium.platform import database
from support.gateway import CHAT, HELLO, Gateway, ask
from support.upstream_app import Provider, connected, serving
from support.waiting import until


@pytest.fixture
def gateway(provider: Provider, tmp_path: Path) -> Gateway:
    return Gateway(tmp_path / "data", provider)


async def test_a_full_disk_is_told_and_what_was_asked_later_is_recorded(provider: Provider, gateway: Gateway) -> None:
    async with gateway.serving() as http:
        before = await ask(http)
        with full_disk(gateway):
            stream, *others = [await ask(http, stream=stream) for stream in (True, False, True)]
            assert len(provider.requests) == 2, "no more is bought than what showed that it can't be recorded"
            assert not stream.is_whole
            assert b"storage-full" in stream.body
            assert b"[DONE]" not in stream.body
            assert [other.status for other in others] == [507, 507]
            assert {other.json["error"]["code"] for other in others} == {"storage-full"}
            assert "Free disk space" in str(others[0].json)
            async with http.get("/health") as health:
                assert health.status == 200
        noticed, after = await ask(http), await ask(http, stream=True)
    assert before.is_whole
    assert noticed.status in (200, 507)
    assert after.is_whole
    assert gateway.ledger().keys() >= {before.request_id, after.request_id}


@contextmanager
def full_disk(gateway: Gateway) -> Iterator[None]:
    """No file of the server grows beyond what the database's log has by now."""
    size = (gateway.data / "imperium.sqlite-wal").stat().st_size
    before = resource.prlimit(gateway.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(gateway.pid, resource.RLIMIT_FSIZE, (size, before[1]))
    yield
    resource.prlimit(gateway.pid, resource.RLIMIT_FSIZE, before)


async def test_an_answer_waits_for_its_record(provider: Provider, gateway: Gateway) -> None:
    async with gateway.serving() as http:
        with locked(gateway.data):
            asking = [asyncio.create_task(ask(http, stream=stream)) for stream in (False, True)]
            await until(lambda: len(provider.requests) == 2)
            done, _ = await asyncio.wait(asking, timeout=0.5)
            assert not done, "the provider has answered, the ledger has not"
        answers = await asyncio.gather(*asking)
    assert [answer.is_whole for answer in answers] == [True, True]
    assert gateway.ledger() == {answer.request_id: "succeeded" for answer in answers}


@contextmanager
def locked(data: Path) -> Iterator[None]:
    """Another program writes to the database, and is slow."""
    other = sqlite3.connect(data / "imperium.sqlite", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()


async def test_a_ledger_that_stays_locked_is_told(
    provider: Provider, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(database.SQLITE_OPTIONS, "timeout", 0.05)
    settings = connected(tmp_path, provider, {"fast_ai": "echo"})
    async with serving(settings) as running:
        body = {"model": "fast_ai", "messages": HELLO}
        with locked(settings.storage.data_folder):
            whole = await running.http.post(CHAT, json=body)
            stream = await running.http.post(CHAT, json=body | {"stream": True})
        assert whole.status_code == 503
        assert "The database is busy" in whole.json()["error"]["message"]
        assert "The database is busy" in stream.text
        assert "[DONE]" not in stream.text
        assert (await running.http.post(CHAT, json=body)).status_code == 200
