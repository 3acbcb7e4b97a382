"""A model in memory: started once for all who wait, restarted after growing waits, unloaded when nobody asks."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from imperium.models.http.client import HttpClient
from imperium.models.local import resident as residents
from imperium.models.local.child import Child, start
from imperium.models.local.resident import Resident
from imperium.models.local.store import LocalModel
from imperium.platform.errors import NetworkError, ProviderRejected, ProviderUnavailable
from imperium.platform.settings import Settings
from support.waiting import until

Configure = Callable[..., Settings]


class Bench:
    """A resident with a clock of the test's, and servers that really start."""

    def __init__(self, settings: Settings, model: LocalModel, folder: Path, http: HttpClient) -> None:
        self.now = 0.0
        self.waits: list[float] = []
        self.starts = 0
        self.failures: list[Exception] = []
        self.gate: asyncio.Event | None = None
        self._begin = lambda: start(settings.local, model, folder / "x.log", http)
        self.resident = Resident(model, self._start, clock=lambda: self.now, sleep=self._sleep)

    async def _start(self, model: LocalModel) -> Child:
        self.starts += 1
        if self.gate is not None:
            await self.gate.wait()
        if self.failures:
            raise self.failures.pop(0)
        return await self._begin()

    async def _sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.now += seconds

    async def use(self) -> Child:
        async with self.resident.serving() as server:
            assert self.resident.users > 0
            return server


@pytest.fixture
async def bench(
    configured: Configure,
    model: LocalModel,
    tmp_path: Path,
    http: HttpClient,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[Bench]:
    monkeypatch.setattr(residents, "full_jitter", lambda attempt, base_s, cap_s: min(cap_s, base_s * 2**attempt))
    bench = Bench(configured(), model, tmp_path, http)
    yield bench
    await bench.resident.unload()


async def test_it_starts_once_for_all_who_wait(bench: Bench) -> None:
    assert bench.resident.state == "on disk"
    servers = await asyncio.gather(*(bench.use() for _ in range(20)))
    assert bench.starts == 1
    assert len({server.process.pid for server in servers}) == 1
    assert bench.resident.state == "running"
    assert bench.resident.users == 0


async def test_who_leaves_while_it_loads_leaves_it_to_the_others(bench: Bench) -> None:
    bench.gate = asyncio.Event()
    impatient, patient = asyncio.create_task(bench.use()), asyncio.create_task(bench.use())
    await until(lambda: bench.resident.users == 2)
    assert bench.resident.state == "starting"
    impatient.cancel()
    await asyncio.gather(impatient, return_exceptions=True)
    bench.gate.set()
    assert (await patient).process.returncode is None
    assert bench.starts == 1


async def test_it_is_idle_only_when_nobody_has_used_it_for_so_long(bench: Bench) -> None:
    assert not bench.resident.is_idle_since(0)
    async with bench.resident.serving():
        bench.now += 1_000
        assert not bench.resident.is_idle_since(10)
    assert not bench.resident.is_idle_since(10)
    bench.now += 10
    assert bench.resident.is_idle_since(10)
    server = await bench.use()
    await bench.resident.unload()
    assert server.process.returncode is not None
    assert bench.resident.state == "on disk"
    await bench.use()
    assert bench.starts == 2
    assert bench.waits == [0.0, 0.0], "an orderly end is no failure"


async def test_one_that_dies_is_started_again_after_growing_waits(bench: Bench) -> None:
    for _ in range(3):
        server = await bench.use()
        os.kill(server.process.pid, signal.SIGKILL)
        await until(lambda: bench.resident.child is None)
        assert bench.resident.state == "failed"
        assert "ended by itself with -9" in bench.resident.problem
    await bench.use()
    assert bench.waits == [0.0, 2.0, 4.0, 8.0]
    bench.now += residents.STEADY_S
    os.kill((await bench.use()).process.pid, signal.SIGKILL)
    await until(lambda: bench.resident.child is None)
    await bench.use()
    assert bench.waits[-1] == 2.0, "who ran for long begins from the start"


async def test_what_no_repetition_helps_is_said_at_once(bench: Bench) -> None:
    bench.failures = [ProviderRejected("It doesn't load.", remedy="Take another."), ProviderRejected("Still not.")]
    with pytest.raises(ProviderRejected, match="doesn't load"):
        await bench.use()
    with pytest.raises(ProviderRejected, match="doesn't load") as again:
        await bench.use()
    assert again.value.remedy == "Take another."
    assert bench.starts == 1
    bench.now += 2.0
    with pytest.raises(ProviderRejected, match="Still not"):
        await bench.use()
    assert bench.starts == 2


async def test_what_may_pass_is_waited_for(bench: Bench) -> None:
    bench.failures = [NetworkError("the port was taken")]
    with pytest.raises(NetworkError):
        await bench.use()
    assert (await bench.use()).process.returncode is None
    assert bench.waits == [0.0, 2.0]
    assert bench.resident.problem == ""


async def test_one_that_hangs_is_ended(bench: Bench) -> None:
    server = await bench.use()

    async def is_well(child: Child) -> bool:
        return False

    for _ in range(residents.MOST_BAD_CHECKS):
        await bench.resident.examine(is_well)
    await until(lambda: bench.resident.child is None)
    assert server.process.returncode is not None


async def test_a_single_bad_check_is_forgiven(bench: Bench) -> None:
    await bench.use()
    answers = iter([False, False, True] * 3)

    async def is_well(child: Child) -> bool:
        return next(answers)

    for _ in range(9):
        await bench.resident.examine(is_well)
    assert bench.resident.state == "running"


async def test_unloading_while_it_loads_tells_who_waits(bench: Bench) -> None:
    bench.gate = asyncio.Event()
    waiting = asyncio.create_task(bench.use())
    await until(lambda: bench.starts == 1)
    await bench.resident.unload()
    with pytest.raises(ProviderUnavailable, match="was unloaded"):
        await waiting
    bench.gate = None
    assert (await bench.use()).process.returncode is None


async def test_a_file_that_is_gone_is_missing(bench: Bench, model: LocalModel) -> None:
    model.path.unlink()
    assert bench.resident.state == "missing"
