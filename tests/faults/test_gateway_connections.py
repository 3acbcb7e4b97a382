"""Ten thousand connections that are open and ask nothing, or never finish asking, are in nobody's way."""

from __future__ import annotations

import asyncio
import resource
import socket
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager, suppress
from pathlib import Path

import aiohttp
import psutil
import pytest

from support.gateway import Gateway, ask
from support.upstream_app import Provider

CONNECTIONS = 10_000
FEWEST = 1_000
RESERVE = 500
"""Descriptors for everything else, in either process."""
WAVE = 200
USUAL = 1_024
"""Descriptors of a process that hasn't asked for more."""
BYTES_EACH = 15_000
"""What a connection may cost the server; it takes about 3,300."""
BEGUN = b"POST /v1/chat/completions HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\n"
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="other systems allow fewer descriptors")


async def test_the_server_still_answers(provider: Provider, tmp_path: Path) -> None:
    gateway = Gateway(tmp_path / "data", provider)
    with descriptors(USUAL):
        await asyncio.to_thread(gateway.start)
    try:
        with descriptors(None) as allowed:
            await _check_many(gateway, _bounded(allowed))
    finally:
        await asyncio.to_thread(gateway.stop)
    assert len(gateway.ledger()) == 300


async def test_when_there_are_no_more_descriptors_it_goes_on_with_those_it_has(
    provider: Provider, tmp_path: Path
) -> None:
    gateway = Gateway(tmp_path / "data", provider)
    async with gateway.serving() as http:
        assert (await ask(http)).is_whole
        few = psutil.Process(gateway.pid).num_fds() + 20
        resource.prlimit(gateway.pid, resource.RLIMIT_NOFILE, (few, few))
        async with opened(gateway, 100):
            for stream in (False, True):
                assert (await ask(http, stream=stream)).is_whole, "over connections that were there"
        async with gateway.clients() as others:
            assert await is_answered_at_last(others)


async def is_answered_at_last(http: aiohttp.ClientSession) -> bool:
    """Whether a new connection is served, as soon as the server has seen that the others are gone."""
    for _ in range(300):
        with suppress(aiohttp.ClientError):
            return (await ask(http)).is_whole
        await asyncio.sleep(0.1)
    return False


async def _check_many(gateway: Gateway, connections: int) -> None:
    server = psutil.Process(gateway.pid)
    async with gateway.clients() as http:
        await asyncio.gather(*[ask(http, stream=bool(number % 2)) for number in range(100)])
        before = server.memory_info().rss
        async with opened(gateway, connections) as sockets:
            answers = await asyncio.gather(*[ask(http, stream=bool(number % 2)) for number in range(200)])
            assert [answer.is_whole for answer in answers] == [True] * 200
            assert len(server.net_connections("tcp")) > connections
            grown = server.memory_info().rss - before
            assert grown < connections * BYTES_EACH, f"{grown / connections:,.0f} bytes a connection"
            for late in sockets[:: len(sockets) // 20]:
                assert await health(late) == b"HTTP/1.1 200"


def _bounded(allowed: int) -> int:
    if allowed - RESERVE < FEWEST:
        pytest.skip(f"this machine allows {allowed:,} descriptors a process")
    if allowed - RESERVE < CONNECTIONS:
        print(f"{allowed - RESERVE:,} connections instead of {CONNECTIONS:,}: no more descriptors are allowed here")
    return min(allowed - RESERVE, CONNECTIONS)


@contextmanager
def descriptors(wanted: int | None) -> Iterator[int]:
    """So many, or as many as may be, for this process and those that it starts meanwhile."""
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted or before[1], before[1]))
    try:
        yield CONNECTIONS + RESERVE if before[1] == resource.RLIM_INFINITY else before[1]
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)


@asynccontextmanager
async def opened(gateway: Gateway, count: int) -> AsyncIterator[list[socket.socket]]:
    """Connections that say nothing; beside them a tenth as many whose request never ends."""
    host, port = gateway.client.base_url.host, gateway.client.base_url.port
    assert port is not None
    with ExitStack() as closing:
        found: list[socket.socket] = []
        while len(found) < count:
            wave = [closing.enter_context(_unblocked()) for _ in range(min(WAVE, count - len(found)))]
            loop = asyncio.get_running_loop()
            await asyncio.gather(*[loop.sock_connect(made, (host, port)) for made in wave])
            for half in wave[::10]:
                await loop.sock_sendall(half, BEGUN)
            found += [made for number, made in enumerate(wave) if number % 10]
            count -= len(wave[::10])
        yield found


def _unblocked() -> socket.socket:
    made = socket.socket()
    made.setblocking(False)
    return made


async def health(connection: socket.socket) -> bytes:
    """What a connection is answered that has waited so long."""
    loop = asyncio.get_running_loop()
    await loop.sock_sendall(connection, b"GET /health HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n")
    return (await loop.sock_recv(connection, 65_536))[:12]
