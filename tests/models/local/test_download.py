"""A file from a hub: resumed where it stopped, checked before it counts, whatever happens on the way."""

import asyncio
import errno
import hashlib
import random
from contextlib import aclosing
from pathlib import Path

import pytest
from aiohttp import web
from hub_server import COMMIT, HubServer

from imperium.models.local import download as downloads
from imperium.models.local.download import Wanted, download
from imperium.models.local.hub_client import HubClient
from imperium.platform.errors import (
    Conflict,
    ImperiumError,
    NetworkError,
    ProviderRejected,
    ProviderUnavailable,
    StorageFull,
)
from support.waiting import until

CONTENT = random.Random(7).randbytes(1_500_000)


@pytest.fixture
def wanted(hub: HubServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Wanted:
    monkeypatch.setattr(downloads, "PIECE", 10_000)
    hub.files["org/repo"] = {"a.gguf": CONTENT}
    target = tmp_path / "models" / "org" / "a.gguf"
    wanted = Wanted(f"/org/repo/resolve/{COMMIT}/a.gguf", len(CONTENT), hashlib.sha256(CONTENT).hexdigest(), target)
    hub.arrived = lambda count: len(CONTENT) - wanted.missing() >= count - downloads.PIECE
    return wanted


class Waits:
    """Instead of sleeping."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)


async def bring(client: HubClient, wanted: Wanted, sleep: Waits | None = None) -> list[int]:
    return [have async for have in download(client, wanted, sleep or Waits())]


async def failure(client: HubClient, wanted: Wanted) -> ImperiumError:
    with pytest.raises(ImperiumError) as caught:
        await bring(client, wanted)
    return caught.value


def ranges(hub: HubServer) -> list[str | None]:
    return [request.headers.get("range") for request in hub.downloads]


async def test_it_comes_whole(hub: HubServer, client: HubClient, wanted: Wanted) -> None:
    steps = await bring(client, wanted)
    assert wanted.target.read_bytes() == CONTENT
    assert steps == sorted(steps)
    assert (steps[0], steps[-1]) == (0, len(CONTENT))
    assert [*wanted.target.parent.iterdir()] == [wanted.target], "no part is left"
    assert await bring(client, wanted) == [len(CONTENT)], "it is there already"
    assert len(hub.downloads) == 1


async def test_a_broken_connection_is_taken_up_where_it_broke(
    hub: HubServer, client: HubClient, wanted: Wanted
) -> None:
    hub.cuts = [600_000, 500_000, 7, None]
    waits = Waits()
    await bring(client, wanted, waits)
    assert wanted.target.read_bytes() == CONTENT
    begins = [int((asked or "0").removeprefix("bytes=").rstrip("-")) for asked in ranges(hub)]
    assert len(begins) == 4
    assert 0 == begins[0] < begins[1] < begins[2] <= begins[3]
    assert 1_100_007 - 2 * downloads.PIECE <= begins[3] <= 1_100_007
    assert len(waits.seconds) == 3


async def test_it_is_given_up_when_nothing_comes(hub: HubServer, client: HubClient, wanted: Wanted) -> None:
    hub.cuts = [500_000, 0, 0, 0, 500_000, *([0] * 20)]
    assert isinstance(await failure(client, wanted), NetworkError)
    assert len(hub.downloads) == 9, "what comes in between makes five tries anew"
    kept = wanted.part.stat().st_size
    assert 1_000_000 - 2 * downloads.PIECE <= kept <= 1_000_000
    hub.cuts = []
    await bring(client, wanted)
    assert ranges(hub)[-1] == f"bytes={kept}-"


async def test_a_server_without_ranges_begins_anew(hub: HubServer, client: HubClient, wanted: Wanted) -> None:
    hub.ranges, hub.cuts = False, [600_000]
    await bring(client, wanted)
    assert wanted.target.read_bytes() == CONTENT


async def test_who_leaves_keeps_what_came(hub: HubServer, client: HubClient, wanted: Wanted) -> None:
    hub.cuts, hub.gate = [600_000], asyncio.Event()
    bringing = asyncio.create_task(bring(client, wanted))
    await until(lambda: wanted.part.exists() and wanted.part.stat().st_size >= 300_000)
    bringing.cancel()
    await asyncio.gather(bringing, return_exceptions=True)
    kept = wanted.part.stat().st_size
    assert 300_000 <= kept <= 600_000
    assert wanted.missing() == len(CONTENT) - kept
    hub.cuts, hub.gate = [], None
    await bring(client, wanted)
    assert wanted.target.read_bytes() == CONTENT
    assert ranges(hub)[-1] == f"bytes={kept}-"


async def test_who_closes_midway_too(client: HubClient, wanted: Wanted) -> None:
    async with aclosing(download(client, wanted)) as steps:
        async for have in steps:
            if have >= 20_000:
                break
    assert wanted.part.stat().st_size >= 20_000
    await bring(client, wanted)
    assert wanted.target.read_bytes() == CONTENT


@pytest.mark.parametrize("came", [CONTENT[:-1] + b"x", CONTENT + b"x", CONTENT[:-1]])
async def test_another_file_than_listed_is_deleted(
    hub: HubServer, client: HubClient, wanted: Wanted, came: bytes
) -> None:
    hub.files["org/repo"]["a.gguf"] = came
    error = await failure(client, wanted)
    assert isinstance(error, ProviderRejected)
    assert not wanted.target.exists()
    hub.files["org/repo"]["a.gguf"] = CONTENT
    await bring(client, wanted)
    assert wanted.target.read_bytes() == CONTENT


async def test_a_damaged_part_doesnt_count(hub: HubServer, client: HubClient, wanted: Wanted) -> None:
    wanted.part.parent.mkdir(parents=True)
    wanted.part.write_bytes(b"?" * 3_000)
    assert isinstance(await failure(client, wanted), ProviderRejected)
    await bring(client, wanted)
    wanted.target.unlink()
    wanted.part.write_bytes(CONTENT + b"more")
    await bring(client, wanted)
    assert wanted.target.read_bytes() == CONTENT


async def test_a_file_that_changed_replaces_the_old_one(client: HubClient, wanted: Wanted) -> None:
    wanted.target.parent.mkdir(parents=True)
    wanted.target.write_bytes(b"an older state of it")
    await bring(client, wanted)
    assert wanted.target.read_bytes() == CONTENT


async def test_two_at_once_are_one_too_many(hub: HubServer, client: HubClient, wanted: Wanted) -> None:
    hub.cuts, hub.gate = [5_000], asyncio.Event()
    first = asyncio.create_task(bring(client, wanted))
    await until(lambda: hub.downloads)
    assert isinstance(await failure(client, wanted), Conflict)
    hub.gate.set()
    await first
    assert wanted.target.read_bytes() == CONTENT


async def test_refusals_are_not_repeated_but_failures_are(hub: HubServer, client: HubClient, wanted: Wanted) -> None:
    hub.refusals = [web.Response(status=403)]
    assert isinstance(await failure(client, wanted), ProviderRejected)
    hub.refusals = [web.Response(status=500) for _ in range(5)]
    assert isinstance(await failure(client, wanted), ProviderUnavailable)
    hub.refusals = [web.Response(status=503, headers={"retry-after": "9"})]
    waits = Waits()
    await bring(client, wanted, waits)
    assert waits.seconds[0] >= 9


async def test_a_full_disk_is_said(client: HubClient, wanted: Wanted, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(downloads.os, "fsync", full)
    error = await failure(client, wanted)
    assert isinstance(error, StorageFull)
    monkeypatch.undo()
    await bring(client, wanted)
    assert wanted.target.exists()
