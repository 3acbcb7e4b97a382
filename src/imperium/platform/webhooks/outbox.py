"""Posts what lies in a table until it is answered with 2xx: at least once each, also after a crash."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from typing import Any, Generic, Protocol, TypeVar

import structlog
from msgspec import Struct
from yarl import URL

from imperium.kit.backoff import full_jitter
from imperium.platform.errors import ImperiumError
from imperium.platform.webhooks.signature import DELIVERY, SIGNATURE, signature

CLAIM_S = 60.0
"""While one process posts a letter, no other one does."""
MOST_TRIES = 12
"""With waits that double up to an hour: about four hours."""
BASE_S, CAP_S = 5.0, 3_600.0
LOOK_S = 30.0
_log = structlog.get_logger("imperium.webhooks")


class Letter(Protocol):
    """What is to be posted. `attempts` were made before."""

    @property
    def id(self) -> str: ...

    @property
    def attempts(self) -> int: ...


L = TypeVar("L", bound=Letter)


class Letters(Protocol[L]):
    """The table of an outbox."""

    async def due(self, now: float) -> list[L]:
        """What is to be posted by now, the oldest first."""

    async def next_due(self) -> float | None:
        """When something is; None when nothing is left."""

    async def claim(self, letter: L, until: float) -> bool:
        """Whether it is this process that posts it now; the others leave it alone `until` then."""

    async def delivered(self, letter_id: str, at: float) -> None: ...

    async def failed(self, letter_id: str, next_try_at: float | None) -> None:
        """`next_try_at` None: it is given up."""


class Post(Struct, frozen=True):
    """Where a letter goes, what it says, and with what it is signed."""

    url: str
    body: bytes
    secret: str


class Arrived(Protocol):
    """An answer. `url` is where it came from after redirects."""

    @property
    def status(self) -> int: ...

    @property
    def url(self) -> str: ...


class Client(Protocol):
    """Posts only where callers may send us."""

    async def fetch(
        self, url: str, *, method: str, headers: Mapping[str, str] | None, body: bytes | None
    ) -> Arrived: ...

    async def close(self) -> None: ...


class Outbox(Generic[L]):
    """Empties a table of letters. `write` puts a letter into words, when it is posted."""

    def __init__(
        self,
        kind: str,
        letters: Letters[L],
        write: Callable[[L], Awaitable[Post]],
        client: Client,
        clock: Callable[[], float] = time.time,
        base_s: float = BASE_S,
    ) -> None:
        self._kind = kind
        self._letters = letters
        self._write = write
        self._client = client
        self._clock = clock
        self._base_s = base_s
        self._woken = asyncio.Event()
        self._posting: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._posting = asyncio.create_task(self._post_for_ever())

    def wake(self) -> None:
        """Something is due."""
        self._woken.set()

    async def close(self) -> None:
        if self._posting is not None:
            self._posting.cancel()
            await asyncio.gather(self._posting, return_exceptions=True)
        await self._client.close()

    async def _post_for_ever(self) -> None:
        while True:
            self._woken.clear()
            try:
                wait_s = await self._post_due()
            except ImperiumError as error:
                _log.warning("outbox not read", kind=self._kind, error=error.detail)
                wait_s = LOOK_S
            with suppress(TimeoutError):
                async with asyncio.timeout(wait_s):  # `wait_for` may lose the cancellation that ends this
                    await self._woken.wait()

    async def _post_due(self) -> float:
        """Posts what is due; returns how long nothing will be, in seconds."""
        due = [letter for letter in await self._letters.due(self._clock()) if await self._claimed(letter)]
        await asyncio.gather(*map(self._post, due))
        following = await self._letters.next_due()
        return LOOK_S if following is None else min(LOOK_S, max(0.0, following - self._clock()))

    def _claimed(self, letter: L) -> Awaitable[bool]:
        return self._letters.claim(letter, self._clock() + CLAIM_S)

    async def _post(self, letter: L) -> None:
        attempt = letter.attempts + 1
        if why := await self._refused(letter):
            last = attempt >= MOST_TRIES
            wait_s = full_jitter(attempt, base_s=self._base_s, cap_s=CAP_S)
            await self._letters.failed(letter.id, None if last else self._clock() + wait_s)
            told: dict[str, Any] = {"letter": letter.id, "attempt": attempt, "reason": why}
            _log.log(40 if last else 30, f"{self._kind} not delivered", **told)
        else:
            await self._letters.delivered(letter.id, self._clock())

    async def _refused(self, letter: L) -> str | None:
        """Why it did not arrive; None when it did."""
        try:
            post = await self._write(letter)
            answer = await self._client.fetch(
                post.url, method="POST", headers=self._headers(letter, post), body=post.body
            )
        except ImperiumError as error:
            return error.detail
        if URL(answer.url) != URL(post.url):
            return "it led elsewhere, and what is posted there may be lost"
        return None if 200 <= answer.status < 300 else f"it answered {answer.status}"

    def _headers(self, letter: L, post: Post) -> dict[str, str]:
        return {
            "content-type": "application/json",
            DELIVERY: letter.id,
            SIGNATURE: signature(post.secret, int(self._clock()), post.body),
        }
