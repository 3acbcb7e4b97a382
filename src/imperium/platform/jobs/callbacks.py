"""Tells clients how their runs ended, at the URLs they gave: signed, and until it has arrived."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Protocol

import orjson

from imperium.kit.ids import new_id
from imperium.platform.errors import ImperiumError, InvalidInput
from imperium.platform.jobs.repository import Callback, CallbackRepository
from imperium.platform.jobs.signing import Signing
from imperium.platform.journal import Entry
from imperium.platform.webhooks import outbox
from imperium.platform.webhooks.outbox import BASE_S, Outbox, Post


class Client(outbox.Client, Protocol):
    async def check(self, url: str) -> None:
        """Raises InvalidInput or NetworkError for a URL that can't be posted to."""


class Callbacks(Outbox[Callback]):
    """`describe(run_id)` is what a client is told of its run."""

    def __init__(
        self,
        repository: CallbackRepository,
        signing: Signing,
        client: Client,
        describe: Callable[[str], Awaitable[dict[str, Any]]],
        clock: Callable[[], float] = time.time,
        base_s: float = BASE_S,
    ) -> None:
        async def write(callback: Callback) -> Post:
            body = {"type": "job.ended", "delivery": callback.id, "job": await describe(callback.run_id)}
            return Post(callback.url, orjson.dumps(body), signing.secret(callback.tenant))

        super().__init__("callback", repository, write, client, clock, base_s)
        self._repository, self._signing, self._receivers = repository, signing, client

    def secret(self, tenant: str) -> str:
        """What the tenant's receivers verify with."""
        return self._signing.secret(tenant)

    async def check(self, url: str) -> None:
        """Raises InvalidInput for a URL that callers may not have us post to, or that leads nowhere."""
        try:
            await self._receivers.check(url)
        except ImperiumError as error:
            raise InvalidInput(
                f"callback_url: {error.detail}", field="callback_url", value=url[:200], remedy=error.remedy
            ) from None

    def due_with_end(self, run_id: str, request: Mapping[str, Any]) -> tuple[Entry, ...]:
        """What is written together with the end of a run, so that neither is there without the other."""
        url = request.get("terms", {}).get("callback_url")
        if url is None:
            return ()
        now = self._clock()
        tenant: str = request["principal"][1]
        return (self._repository.entry(Callback(new_id("cbk"), tenant, run_id, url, 0, now, None, now)),)
