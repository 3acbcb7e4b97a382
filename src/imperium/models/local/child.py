"""A llama.cpp server as a child process on a loopback port: started, watched until it is ready, ended."""

from __future__ import annotations

import asyncio
import os
import re
import secrets
import signal
import socket
import sys
from asyncio.subprocess import DEVNULL, Process
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from imperium.models.http.client import HttpClient
from imperium.models.http.errors import HttpError
from imperium.models.local import leash, program
from imperium.models.local.store import LocalModel
from imperium.platform.errors import (
    CapacityExceeded,
    ImperiumError,
    NetworkError,
    NotFound,
    ProviderRejected,
    TimedOut,
)
from imperium.platform.settings import Local

LOOK_EVERY_S = 0.05
HEALTH_TIMEOUT_S = 5.0
GRACE_S = 5.0
"""From the polite signal to the other one."""
LARGEST_LOG = 8 * 1024 * 1024
TAIL_BYTES = 8_192
SHOWN = 300
_TELLING = ("error loading model", "couldn't bind", "address already in use", "not supported", "failed to", "error")
"""What is looked for in a log, the most telling first."""
_PREFIX = re.compile(r"^(?:[\d.]+ )?[A-Z] (?:\S+ +)?(?=\S+:)")
_PORT_TAKEN = ("couldn't bind", "address already in use")


@dataclass(slots=True)
class Child:
    """A server that has the model loaded, when `start` returned it. `headers` let in who sends them; `log_from` is
    where its log begins in the file."""

    model: LocalModel
    address: str
    process: Process
    headers: dict[str, str] = field(repr=False)
    log_from: int = 0

    async def is_well(self, client: HttpClient) -> bool:
        """Whether it says that it is ready."""
        try:
            with await client.ask("GET", self.address, "/health", {}, None, HEALTH_TIMEOUT_S) as answer:
                return answer.status == 200
        except (HttpError, TimeoutError):
            return False

    async def end(self) -> None:
        """Returns when the process is gone."""
        _signal(self.process, signal.SIGTERM)
        try:
            await asyncio.wait_for(self.process.wait(), GRACE_S)
        except TimeoutError:
            _signal(self.process, signal.SIGKILL)
            await self.process.wait()


async def start(settings: Local, model: LocalModel, log: Path, client: HttpClient) -> Child:
    """A server with the model loaded. Its log is appended to `log`.

    Raises:
        NotFound: the file is gone.
        NoModelConnected, InvalidInput: no server program can be found.
        ProviderRejected: the program doesn't load this model; says what it said.
        CapacityExceeded: the system ended it, most often for lack of memory.
        TimedOut: not loaded within `startSeconds`.
        NetworkError: its port was taken by another program meanwhile.
    """
    if not model.is_there:
        raise NotFound(f"{model.path} is gone.", field="model", remedy=f"`imperium models remove {model.name}`.")
    child = await _launched(settings, model, log)
    try:
        async with asyncio.timeout(settings.start_seconds):
            await _ready(child, client, log)
    except TimeoutError:
        await child.end()
        raise TimedOut(
            f"{model.name} wasn't loaded within {settings.start_seconds:g} s.",
            remedy=f"Look into {log.name}, or raise local.startSeconds.",
        ) from None
    except BaseException:
        await child.end()
        raise
    return child


async def _launched(settings: Local, model: LocalModel, log: Path) -> Child:
    port, key = _free_port(), secrets.token_urlsafe(32)
    command = [*program.find_program(settings), *program.arguments(settings, model, port)]
    with _opened(log) as output:
        begins = output.tell()
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-I", "-S", leash.__file__, str(os.getpid())),
            *command,
            stdin=DEVNULL,
            stdout=output,
            stderr=output,
            env=program.environment(key),
            start_new_session=True,
        )
    return Child(model, f"http://127.0.0.1:{port}", process, {"authorization": f"Bearer {key}"}, begins)


async def _ready(child: Child, client: HttpClient, log: Path) -> None:
    while not await child.is_well(client):
        if child.process.returncode is not None:
            raise _ended(child, log)
        await asyncio.sleep(LOOK_EVERY_S)
    if child.process.returncode is not None:  # who answered there was another program
        raise _ended(child, log)


def _ended(child: Child, log: Path) -> ImperiumError:
    """Why a child ended before it was ready."""
    model, code = child.model, child.process.returncode
    if code == -signal.SIGKILL:
        return CapacityExceeded(
            f"{model.name} was ended by the system while it was loaded, most often for lack of memory.",
            remedy="Choose a smaller quantisation, or lower local.contextTokens.",
        )
    said = last_words(log, child.log_from).replace(str(model.path.parent) + os.sep, "")
    if any(words in said.lower() for words in _PORT_TAKEN):
        return NetworkError(f"{model.name}: another program took the port.", remedy="Ask again.")
    return ProviderRejected(
        f"llama.cpp doesn't load {model.name}: {said or f'it ended with {code}'}.",
        remedy=f"The whole log is {log.name}, beside the models.",
    )


def last_words(log: Path, begins: int = 0) -> str:
    """The line of the log's end that tells most of what went wrong; empty when none does."""
    with log.open("rb") as file:
        file.seek(max(begins, file.seek(0, os.SEEK_END) - TAIL_BYTES))
        lines = file.read().decode(errors="replace").splitlines()
    telling = (line for words in _TELLING for line in lines if words in line.lower())
    return _PREFIX.sub("", next(telling, "").strip())[:SHOWN].rstrip(".")


def _opened(log: Path) -> BinaryIO:
    """For the user's eyes only. One that has grown large is begun anew; the one before stays beside it."""
    log.parent.mkdir(parents=True, exist_ok=True)
    if log.exists() and log.stat().st_size > LARGEST_LOG:
        log.replace(log.with_suffix(".1.log"))
    return os.fdopen(os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab")


def _free_port() -> int:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        port: int = bound.getsockname()[1]
        return port


def _signal(process: Process, number: signal.Signals) -> None:
    if process.returncode is None:
        try:
            process.send_signal(number)
        except ProcessLookupError:
            return
