"""One question to a key service, and its answer or the error that it comes to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import aiohttp
import orjson

from imperium.platform.errors import ProviderUnavailable

TIMEOUT_S = 10.0
PASSES = "This passes by itself: try again. Requests with keys that this service sealed can't be sent meanwhile."


class Answer(NamedTuple):
    """`body` is the JSON object that came, empty when none did."""

    status: int
    body: Mapping[str, Any]


@dataclass(slots=True)
class Exchange:
    """Asks the service `name`. Redirects aren't followed, and nothing of the environment's proxies is used."""

    name: str
    _session: aiohttp.ClientSession | None = None

    async def ask(self, method: str, url: str, headers: Mapping[str, str], body: bytes | None = None) -> Answer:
        """Raises ProviderUnavailable when no answer comes, or one of a broken server (5xx)."""
        try:
            async with self._sessions().request(
                method, url, headers=headers, data=body, allow_redirects=False
            ) as response:
                answer = Answer(response.status, _object(await response.read()))
        except (aiohttp.ClientError, TimeoutError) as error:
            raise ProviderUnavailable(f"{self.name} gives no answer ({type(error).__name__}).", remedy=PASSES) from None
        if answer.status >= 500:
            raise ProviderUnavailable(f"{self.name} is unavailable (status {answer.status}).", remedy=PASSES)
        return answer

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    def _sessions(self) -> aiohttp.ClientSession:
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(
                timeout=aiohttp.ClientTimeout(total=TIMEOUT_S), cookie_jar=aiohttp.DummyCookieJar(), trust_env=False
            )
        return self._session


def _object(content: bytes) -> Mapping[str, Any]:
    try:
        value = orjson.loads(content)
    except orjson.JSONDecodeError:
        return {}
    return value if isinstance(value, dict) else {}
