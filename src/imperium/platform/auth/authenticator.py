"""From a request's headers to its principal."""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections.abc import Callable, Mapping

import structlog

from imperium.platform.auth.access import not_authenticated
from imperium.platform.auth.bind import is_loopback
from imperium.platform.auth.keys import ApiKey, matches, split
from imperium.platform.auth.principal import LOCAL_ADMIN, Principal
from imperium.platform.auth.repository import KeyRepository

REMEMBERED_S = 30.0
"""A verified key is trusted this long without a look at the database: so long a revocation elsewhere may take.
Once the clock is set back, nothing is remembered: nobody knows for how long it would be."""

_LOOK_FOR_FIRST_KEY_S = 5.0
_MOST_REMEMBERED = 10_000
_Remembered = tuple[ApiKey | None, Principal | None, float]
_NOBODY: _Remembered = (None, None, 0.0)
_log = structlog.get_logger("imperium.auth")


class Authenticator:
    """Loopback without keys: everyone is the local administrator. Else a key is asked for.

    A key comes as `Authorization: Bearer imp_…` or as `x-api-key: imp_…`, as the clients of OpenAI and of Anthropic
    send theirs. Where no key is needed, whatever a client sends is ignored.
    """

    def __init__(self, keys: KeyRepository, host: str, clock: Callable[[], float] = time.time) -> None:
        self._keys = keys
        self._loopback = is_loopback(host)
        self._clock = clock
        self._remembered: dict[bytes, _Remembered] = {}
        self._key_needed = not self._loopback
        self._looked_at = float("-inf")
        self._touching: set[asyncio.Task[None]] = set()

    async def authenticate(self, headers: Mapping[str, str]) -> Principal:
        """Raises AuthenticationFailed."""
        now = self._clock()
        if self._loopback and not 0 <= now - self._looked_at < _LOOK_FOR_FIRST_KEY_S:
            await self._look_for_keys(now)
        if not self._key_needed:
            return LOCAL_ADMIN
        token = _token(headers)
        if token is None:
            raise not_authenticated()
        digest = hashlib.sha256(token.encode()).digest()  # so that no token lies in memory for long
        key, principal, since = self._remembered.get(digest, _NOBODY)
        if key is None or principal is None or not 0 <= now - since < REMEMBERED_S:
            key = await self._looked_up(token)
            principal = self._remember(digest, key, now)
        if not key.works(now):
            raise not_authenticated("This API key was revoked, or its time is over.")
        return principal

    def forget(self) -> None:
        """Look again at everything that was remembered: a key was made or revoked."""
        self._remembered.clear()
        self._looked_at = float("-inf")

    async def _look_for_keys(self, now: float) -> None:
        """Rarely, and again and again, since the first key may be made by another process. Who knows from before what
        to do doesn't look while another request does."""
        if self._looked_at > float("-inf"):
            self._looked_at = now
        self._key_needed = await self._keys.any_in_force()
        self._looked_at = now

    async def _looked_up(self, token: str) -> ApiKey:
        parts = split(token)
        key = await self._keys.get(parts[0]) if parts else None
        if parts is None or not matches(parts[1], key) or key is None:
            raise not_authenticated("This API key is not known here.")
        return key

    def _remember(self, digest: bytes, key: ApiKey, now: float) -> Principal:
        if len(self._remembered) >= _MOST_REMEMBERED:
            self._remembered.clear()
        principal = key.principal
        self._remembered[digest] = (key, principal, now)
        task = asyncio.create_task(self._touch(key.id, now))
        self._touching.add(task)
        task.add_done_callback(self._touching.discard)
        return principal

    async def _touch(self, key_id: str, now: float) -> None:
        """Nobody waits for this, and nothing fails with it: "last used" is for people who tidy up."""
        try:
            await self._keys.touch(key_id, now)
        except Exception as error:  # noqa: BLE001
            _log.warning("last use of a key not noted", key_id=key_id, error=str(error))


def _token(headers: Mapping[str, str]) -> str | None:
    scheme, _, credentials = headers.get("authorization", "").partition(" ")
    token = credentials.strip() if scheme.lower() == "bearer" else headers.get("x-api-key", "").strip()
    return token or None
