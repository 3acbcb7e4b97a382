"""One question to a key service, and its answer or the error that it comes to."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import orjson
from yarl import URL

from imperium.models.http.client import HttpClient
from imperium.models.http.errors import HttpError
from imperium.models.keys.transport import Slips
from imperium.platform.errors import ProviderUnavailable

TIMEOUT_S = 10.0
PASSES = "This passes by itself: try again. Requests with keys that this service sealed can't be sent meanwhile."


class Answer(NamedTuple):
    """`body` is the JSON object that came, empty when none did."""

    status: int
    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Exchange:
    """Asks the service `name`. Redirects aren't followed, and nothing of the environment's proxies is used."""

    name: str
    _client: HttpClient = field(default_factory=lambda: HttpClient(Slips()))

    async def ask(self, method: str, url: str, headers: Mapping[str, str], body: bytes | None = None) -> Answer:
        """Raises ProviderUnavailable when no answer comes, or one of a broken server (5xx)."""
        try:
            async with asyncio.timeout(TIMEOUT_S):
                answer = await self._answer(method, URL(url), headers, body)
        except (HttpError, TimeoutError) as error:
            raise ProviderUnavailable(f"{self.name} gives no answer ({type(error).__name__}).", remedy=PASSES) from None
        if answer.status >= 500:
            raise ProviderUnavailable(f"{self.name} is unavailable (status {answer.status}).", remedy=PASSES)
        return answer

    async def close(self) -> None:
        await self._client.close()

    async def _answer(self, method: str, url: URL, headers: Mapping[str, str], body: bytes | None) -> Answer:
        asked = self._client.ask(method, str(url.origin()), url.raw_path_qs, headers, body, TIMEOUT_S)
        content = bytearray()
        with await asked as response:
            while piece := await response.piece(TIMEOUT_S):
                content += piece
            return Answer(response.status, _object(bytes(content)))


def _object(content: bytes) -> Mapping[str, Any]:
    try:
        value = orjson.loads(content)
    except orjson.JSONDecodeError:
        return {}
    return value if isinstance(value, dict) else {}
