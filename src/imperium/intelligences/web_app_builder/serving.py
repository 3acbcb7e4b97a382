"""Starting an app that was built: its database brought up to date, then its server on a free port of this machine."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from imperium.intelligences.web_app_builder.model import App
from imperium.intelligences.web_app_builder.trial import begin, end, parts, run
from imperium.platform.errors import FatalError, TimedOut

PATIENCE_S = 60.0


@dataclass(frozen=True, slots=True)
class Running:
    """A server that answers at `address`."""

    address: str
    process: asyncio.subprocess.Process


@asynccontextmanager
async def served(app: App, folder: Path, **environment: str) -> AsyncIterator[Running]:
    """The app while it runs; it ends with the block. `environment` are further settings of it.

    Raises:
        FatalError: its database can't be brought up to date, or its server ended.
        TimedOut: it didn't answer within a minute.
    """
    backend = parts(app)["backend"]
    for command in backend.prepare:
        step = await run("backend", command, folder / "backend", more=environment)
        if not step.passed:
            raise FatalError(f"{step.shown} failed: {step.output[-500:]}")
    port = _free_port()
    command = (*(word for word in backend.start if word != "--reload"), "--host", "127.0.0.1", "--port", str(port))
    process = await begin(command, folder / "backend", environment)
    reader = asyncio.create_task(_drain(process))
    try:
        yield await _answering(Running(f"http://127.0.0.1:{port}", process), reader)
    finally:
        end(process)
        await process.wait()
        reader.cancel()


async def _answering(running: Running, reader: asyncio.Task[bytes]) -> Running:
    try:
        async with asyncio.timeout(PATIENCE_S), aiohttp.ClientSession() as session:
            while not await _is_well(session, running.address):
                if running.process.returncode is not None:
                    said = (await reader).decode("utf-8", "replace")
                    raise FatalError(f"The server ended at once: {said[-500:]}")
                await asyncio.sleep(0.1)
    except TimeoutError:
        raise TimedOut(f"The server did not answer within {PATIENCE_S:.0f} s.") from None
    return running


async def _is_well(session: aiohttp.ClientSession, address: str) -> bool:
    try:
        async with session.get(f"{address}/api/health") as answer:
            return answer.status == 200
    except aiohttp.ClientError:
        return False


async def _drain(process: asyncio.subprocess.Process) -> bytes:
    """The last of what it says, so that its pipe is never full."""
    assert process.stdout is not None
    kept = b""
    while chunk := await process.stdout.read(65_536):
        kept = (kept + chunk)[-65_536:]
    return kept


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
