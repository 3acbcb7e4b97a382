"""Where pictures and films are ordered from providers: who can be asked for whom, and asking.

Connections are those of the model layer, with its keys, its addresses and its rules for them; files that an answer
points to are fetched without a key, from public addresses.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import urljoin

import orjson

from imperium.models.dialect import Json, parsed
from imperium.models.faults import SHAPE_ERRORS
from imperium.models.http.safe import SafeClient
from imperium.models.media import refusals
from imperium.models.media.bill import Bill, Bills
from imperium.models.media.names import Target, targets_of
from imperium.models.media.prices import MediaPrices
from imperium.models.provider import Connection
from imperium.models.service import ModelService
from imperium.platform.auth.principal import Principal
from imperium.platform.capability import Context
from imperium.platform.errors import (
    ErrorClass,
    ImperiumError,
    ProviderRejected,
    ProviderUnavailable,
    RateLimited,
    TimedOut,
)
from imperium.platform.media_settings import Media
from imperium.platform.resilience import Retries, RetryPolicy, retry

T = TypeVar("T")
OK = (200, 201, 202, 204)
REDIRECTS = (301, 302, 303, 307, 308)
DOWNLOAD_S = 600.0
ASKING: Mapping[ErrorClass, int] = {"transient": 4, "resource": 1, "persistent": 1, "logical": 1, "fatal": 1}
"""Tries of what changes nothing there: a look at a task, or fetching what is finished."""
ORDERING: Mapping[ErrorClass, int] = {**ASKING, "transient": 3}
ORDERING_S = 60.0
"""How long an order waits in all to be taken."""


class Desk:
    """`settings` are those of media; `models` knows who is connected."""

    def __init__(self, settings: Media, models: ModelService, bills: Bills) -> None:
        self.settings = settings
        self.prices = MediaPrices(settings.prices)
        self.bills = bills
        self._models = models
        self._files = SafeClient(
            allowed=settings.allowed_hosts, max_bytes=settings.max_download_bytes, timeout_s=DOWNLOAD_S
        )

    async def close(self) -> None:
        await self.bills.close()
        await self._files.close()

    def targets(self, name: str, engines: Collection[str]) -> list[Target]:
        """Where a model's name leads. Raises InvalidInput with the nearest known one."""
        return targets_of(name, self.settings.aliases, engines)

    def connection(self, provider: str, principal: Principal) -> Connection | None:
        """The principal's own, else the platform's."""
        return self._models.catalog_of(principal).reachable.get(provider)

    def missing(self, provider: str, principal: Principal) -> str | None:
        """How to connect a provider; None where it is connected."""
        if self.connection(provider, principal) is not None:
            return None
        return (
            f'put its key into orchestration_config.json ({{"api_keys": {{"{provider}": "…"}}}}) or connect it as a '
            "provider of your own (POST /user-providers)"
        )

    def line(self, provider: str, context: Context) -> Line:
        """To be asked over. Raises ProviderRejected where the provider isn't connected any more."""
        connection = self.connection(provider, context.principal)
        if connection is None:
            raise ProviderRejected(f"{provider} isn't connected.", field="model", remedy="Connect it, or ask another.")
        return Line(self, connection, context)

    async def whole(self, connection: Connection, path: str) -> bytes:
        """The file at a provider's own address; where it sends us on, from there and without the key."""
        most = self.settings.max_download_bytes
        called = await self._models.upstream.called(connection, "GET", path, passes=(*OK, *REDIRECTS), most_bytes=most)
        if called.status in OK:
            return called.content
        return await self.file(urljoin(connection.base_url + path, called.location))

    async def file(self, url: str) -> bytes:
        """A file at any public address. Raises what the address or the server behind it deserves."""
        fetched = await self._files.fetch(url)
        if fetched.status != 200:
            raise ProviderUnavailable(f"What was made couldn't be fetched: status {fetched.status}.")
        return fetched.body

    async def json(
        self, connection: Connection, method: str, path: str, body: Json | None, passes: Collection[int] = OK
    ) -> Json:
        content = None if body is None else orjson.dumps(body)
        try:
            called = await self._models.upstream.called(connection, method, path, content, passes=passes)
            return parsed(called.content) if called.content else {}
        except ImperiumError as error:
            raise refusals.told(error) from None


@dataclass(frozen=True, slots=True)
class Line:
    """A provider, asked for one order."""

    desk: Desk
    connection: Connection
    context: Context

    async def post(self, path: str, body: Json) -> Json:
        """What it answers to an order. Repeated only where it says that it did nothing: what is ordered twice is paid
        twice."""
        retries = Retries(RetryPolicy(ORDERING, min(1.0, self.desk.settings.poll_seconds), deadline_s=ORDERING_S))
        while True:
            try:
                return await self.desk.json(self.connection, "POST", path, body)
            except (RateLimited, ProviderUnavailable) as error:
                if "reason" not in error.extra:
                    raise
                await retries.after(error)

    async def get(self, path: str) -> Json:
        return await self._again(lambda: self.desk.json(self.connection, "GET", path, None))

    async def delete(self, path: str) -> None:
        await self.desk.json(self.connection, "DELETE", path, None, (*OK, 404))

    async def whole(self, path: str) -> bytes:
        return await self._again(lambda: self.desk.whole(self.connection, path))

    async def file(self, url: str) -> bytes:
        return await self._again(lambda: self.desk.file(url))

    def bill(self, engine: str, model: str, most: int | None) -> AbstractAsyncContextManager[Bill]:
        """What this order costs; see `Bills.open`."""
        return self.desk.bills.open(engine, model, most, self.context, is_own=bool(self.connection.owner))

    async def followed(self, look: Callable[[], Awaitable[T | None]]) -> T:
        """What `look` gives when the provider's task is done; None is not yet. Raises TimedOut."""
        settings = self.desk.settings
        patience_s = min(settings.patience_seconds, self.context.deadline_s or settings.patience_seconds)
        try:
            async with asyncio.timeout(patience_s):
                while True:
                    found = await look()
                    if found is not None:
                        return found
                    await asyncio.sleep(settings.poll_seconds)
        except TimeoutError:
            raise TimedOut(
                f"{self.connection.name} wasn't done within {patience_s:.0f} s.",
                remedy="Ask for less, or raise media.patienceSeconds.",
            ) from None

    async def _again(self, call: Callable[[], Awaitable[T]]) -> T:
        policy = RetryPolicy(tries=ASKING, base_s=min(1.0, self.desk.settings.poll_seconds))
        return await retry(call, policy=policy)


def read(part: Callable[[], T]) -> T:
    """What a part of an answer says. Raises ProviderUnavailable where it hasn't the documented shape."""
    try:
        return part()
    except SHAPE_ERRORS as error:
        raise ProviderUnavailable(
            f"What came isn't the documented answer ({type(error).__name__}).", remedy="Try again later."
        ) from None
