"""Brings one file of known size and SHA-256 onto the disk: resumed where it stopped, checked before it counts.

What has come so far lies in a part file named after the hash, so that a file that changed is never mixed with an older
one. The name wanted appears only when the hash is right.
"""

from __future__ import annotations

import asyncio
import errno
import fcntl
import hashlib
import os
import re
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator
from contextlib import aclosing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from imperium.models.http.client import Answer
from imperium.models.local.hub_client import HubClient
from imperium.platform.errors import (
    Conflict,
    NetworkError,
    ProviderRejected,
    StorageFull,
    TimedOut,
    TransientError,
)
from imperium.platform.resilience import Retries, RetryPolicy

PIECE = 1024 * 1024
"""Bytes that are hashed and written at once, outside the event loop."""
SPARE_BYTES = 512 * 1024 * 1024
"""What is left free on the disk."""
POLICY = RetryPolicy(deadline_s=float("inf"))
_CONTENT_RANGE = re.compile(r"bytes (\d+)-\d+/(\d+)")
Sleep = Callable[[float], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file at a path of the hub. `target` is where it goes."""

    path: str
    size: int
    sha256: str
    target: Path

    @property
    def part(self) -> Path:
        return self.target.parent / f".{self.sha256}.part"

    def missing(self) -> int:
        """Bytes that have yet to come."""
        return self.size - (self.part.stat().st_size if self.part.exists() else 0)

    def is_there(self) -> bool:
        """Whether it came before; the file is read for that."""
        return self.target.is_file() and self.target.stat().st_size == self.size and _sha256(self.target) == self.sha256


async def download(client: HubClient, wanted: Wanted, sleep: Sleep = asyncio.sleep) -> AsyncGenerator[int, None]:
    """How many bytes are there, whenever some came; the file is whole and right when it ends.

    A broken connection is taken up again, with growing waits while nothing comes. A caller who leaves keeps what came.

    Raises:
        Conflict: another download of this file runs.
        StorageFull: the disk takes no more.
        ProviderRejected: what came has another hash or length; it is deleted.
        ImperiumError: what the hub answers, when trying again didn't help.
    """
    if await asyncio.to_thread(wanted.is_there):
        yield wanted.size
        return
    wanted.target.parent.mkdir(parents=True, exist_ok=True)
    with _opened(wanted) as file:
        part = await asyncio.to_thread(_Part.resumed, file, wanted)
        yield part.have
        retries = Retries(POLICY, sleep=sleep)
        while part.have < wanted.size:
            before = part.have
            try:
                async with aclosing(_rest(client, wanted, part)) as pieces:
                    async for have in pieces:
                        yield have
            except (TransientError, TimedOut) as error:
                if part.have > before:
                    retries = Retries(POLICY, sleep=sleep)
                await retries.after(error)
        await asyncio.to_thread(part.finish)


async def _rest(client: HubClient, wanted: Wanted, part: _Part) -> AsyncGenerator[int, None]:
    """One answer's worth of bytes."""
    headers = {"range": f"bytes={part.have}-"} if part.have else {}
    async with client.get(wanted.path, headers, frozenset({200, 206})) as answer:
        await asyncio.to_thread(part.go_to, _begins(answer, wanted, part.have))
        waiting = bytearray()
        try:
            async for piece in client.pieces(answer):
                waiting += piece
                if len(waiting) >= PIECE:
                    yield await _kept(part, waiting)
        finally:
            part.add(bytes(waiting))  # little, and kept also for who leaves now
    yield part.have
    if part.have < wanted.size:
        raise NetworkError("The hub ended the file too early.", remedy="Pull again: it goes on where it stopped.")


async def _kept(part: _Part, waiting: bytearray) -> int:
    content = bytes(waiting)
    waiting.clear()
    return await asyncio.to_thread(part.add, content)


def _begins(answer: Answer, wanted: Wanted, have: int) -> int:
    """From which byte on the answer is. Raises ProviderRejected when it is of another file."""
    if answer.status == 200:
        begins, whole = 0, _length(answer)
    else:
        found = _CONTENT_RANGE.fullmatch(answer.headers.get("content-range", ""))
        begins, whole = (int(found[1]), int(found[2])) if found else (-1, None)
    if begins not in (0, have) or whole not in (None, wanted.size):
        raise ProviderRejected(
            f"The hub sends another file than it listed ({whole} bytes from {begins} on, not {wanted.size}).",
            field="model",
            remedy="Pull again later.",
        )
    return begins


def _length(answer: Answer) -> int | None:
    told = answer.headers.get("content-length", "")
    return int(told) if told.isdecimal() else None


class _Part:
    """What has come so far, and its hash."""

    def __init__(self, file: BinaryIO, wanted: Wanted) -> None:
        self._file = file
        self._wanted = wanted
        self._hash = hashlib.sha256()
        self.have = 0

    @classmethod
    def resumed(cls, file: BinaryIO, wanted: Wanted) -> _Part:
        """With what an earlier download left."""
        part = cls(file, wanted)
        file.seek(0)
        while content := file.read(PIECE):
            part._hash.update(content)
            part.have += len(content)
        if part.have > wanted.size:
            part.go_to(0)
        return part

    def go_to(self, begins: int) -> None:
        """Forget all of it when the answer begins anew."""
        if begins != self.have:
            self._file.seek(0)
            self._file.truncate()
            self._hash, self.have = hashlib.sha256(), 0

    def add(self, content: bytes) -> int:
        if self.have + len(content) > self._wanted.size:
            self._drop()
            raise self._wrong("is longer than the hub says")
        with _disk_errors(self._wanted.target.parent):
            self._file.write(content)
            self._file.flush()
        self._hash.update(content)
        self.have += len(content)
        return self.have

    def finish(self) -> None:
        """Give it its name."""
        if self._hash.hexdigest() != self._wanted.sha256:
            self._drop()
            raise self._wrong(f"has the SHA-256 {self._hash.hexdigest()}, and the hub says {self._wanted.sha256}")
        with _disk_errors(self._wanted.target.parent):
            os.fsync(self._file.fileno())
            self._wanted.part.replace(self._wanted.target)

    def _drop(self) -> None:
        self._wanted.part.unlink(missing_ok=True)

    def _wrong(self, how: str) -> ProviderRejected:
        return ProviderRejected(
            f"What came as {self._wanted.target.name} {how}.",
            field="model",
            remedy="It was deleted. Pull again; if it happens again, the hub or something on the way is wrong.",
        )


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def _opened(wanted: Wanted) -> Iterator[BinaryIO]:
    """The part file, for us alone."""
    with wanted.part.open("a+b") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Conflict(f"{wanted.target.name} is being pulled already.", remedy="Wait for that.") from None
        yield file


@contextmanager
def _disk_errors(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise StorageFull(f"The disk under {folder} is full.", remedy="Free space, then pull again.") from error
        raise
