"""Counts in Redis, for several processes: one script reserves over all accounts, one settles.

Leases are timed by Redis' own clock, so that processes whose clocks differ agree. The scripts touch the keys of several
accounts: a Redis Cluster is not supported.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from redis.asyncio import BlockingConnectionPool, Redis
from redis.exceptions import RedisError

from imperium.models.quota.counter import Charge, Counter, CounterKind, Granted, Lapsed, Lease, Outcome, Unloaded
from imperium.models.quota.decision import Blocked
from imperium.models.quota.quota import Account, Estimate, Hold, Standing, Totals
from imperium.platform.database import Database
from imperium.platform.errors import InvalidInput, NetworkError, TransientError
from imperium.platform.resilience import CircuitBreaker
from imperium.platform.settings import Quotas as QuotaSettings

TIMEOUT_S = 2.0
"""For one call; a Redis that is slower than this is as good as gone."""
NONE = "-"
"""Where a script has no number to tell."""
CONNECTIONS = 16
"""Who finds none free waits for one; a call takes a tenth of a millisecond."""
FAILURES, REST_S = 2, 1.0
"""So many failures in a row, and Redis is not asked for this long."""


class RedisCounter:
    """All state lies in Redis. Each public call is one script, so nothing comes in between."""

    tells_late = False

    def __init__(self, url: str) -> None:
        pool = BlockingConnectionPool.from_url(
            url,
            decode_responses=True,
            max_connections=CONNECTIONS,
            timeout=TIMEOUT_S,
            socket_timeout=TIMEOUT_S,
            socket_connect_timeout=TIMEOUT_S,
        )
        self._redis: Redis = Redis.from_pool(pool)
        self._breaker = CircuitBreaker("Redis", FAILURES, REST_S)
        self._reserve, self._settle, self._renew, self._load = (
            self._redis.register_script((files(__package__) / f"{name}.lua").read_text())
            for name in ("reserve", "settle", "renew", "load")
        )

    async def trouble(self) -> str | None:
        try:
            async with self._asked():
                await self._redis.ping()
        except TransientError as error:
            return error.detail
        return None

    async def reserve(
        self, request_id: str, accounts: Sequence[Account], estimate: Estimate, lease_s: float
    ) -> Outcome:
        arguments: list[Any] = [request_id, estimate.least, estimate.usual, estimate.most, round(lease_s * 1_000)]
        for account in accounts:
            arguments += [repr(account.period.begins), _limit(account.max_requests), _limit(account.max_micro_usd)]
        kind, *answer = (await self._run(self._reserve, _keys(accounts), arguments)).split(" ")
        return _OUTCOMES[kind](answer)

    async def settle(self, hold: Hold, charge: Charge) -> tuple[Standing | None, ...]:
        answer = await self._end(hold, "charge", charge)
        return tuple(None if standing == NONE else Standing(*map(int, standing.split(":"))) for standing in answer)

    async def release(self, hold: Hold) -> None:
        await self._end(hold, "release", Charge(0, 0))

    async def renew(self, holds: Iterable[Hold], lease_s: float) -> None:
        for hold in holds:
            arguments = [hold.request_id, hold.reserved, round(lease_s * 1_000), *hold.versions]
            await self._run(self._renew, _keys(hold.accounts), arguments)

    async def load(self, account: Account, totals: Totals, version: int) -> bool:
        period = account.period
        arguments = [repr(period.begins), round(period.ends * 1_000), version, totals.micro_usd, totals.requests]
        return bool(await self._run(self._load, [account.key], arguments))

    async def standings(self, accounts: Sequence[Account]) -> tuple[Standing | None, ...]:
        return tuple([await self._standing(account) for account in accounts])

    async def close(self) -> None:
        await self._redis.aclose()

    async def _end(self, hold: Hold, how: str, charge: Charge) -> list[str]:
        arguments: list[Any] = [hold.request_id, hold.reserved, how, charge.micro_usd, charge.requests]
        for account, version in zip(hold.accounts, hold.versions, strict=True):
            arguments += [repr(account.period.begins), version]
        answer: str = await self._run(self._settle, _keys(hold.accounts), arguments)
        return answer.split(" ")

    async def _standing(self, account: Account) -> Standing | None:
        async with self._asked():
            names = ["begins", "micro_usd", "requests", "held_micro_usd"]
            begins, micro_usd, requests, held = await self._redis.hmget(account.key, names)
            if begins != repr(account.period.begins):
                return None
            return Standing(
                int(micro_usd or 0), int(requests or 0), int(held or 0), await self._redis.zcard(_leases(account))
            )

    async def _run(self, script: Any, keys: list[str], arguments: list[Any]) -> Any:
        async with self._asked():
            return await script(keys=keys, args=arguments)

    @asynccontextmanager
    async def _asked(self) -> AsyncIterator[None]:
        with self._breaker.guard():
            try:
                yield
            except (RedisError, OSError, TimeoutError) as error:
                raise NetworkError(f"Redis doesn't answer ({type(error).__name__}).") from error


def _keys(accounts: Sequence[Account]) -> list[str]:
    return [key for account in accounts for key in (account.key, _leases(account))]


def _leases(account: Account) -> str:
    return f"{account.key}:leases"


def _limit(limit: int | None) -> int | str:
    return "" if limit is None else limit


def _granted(answer: list[str]) -> Granted:
    rows = [[int(value) for value in answer[start : start + 5]] for start in range(1, len(answer), 5)]
    versions = tuple(version for version, *_ in rows)
    return Granted(None if answer[0] == NONE else int(answer[0]), versions, tuple(Standing(*row) for _, *row in rows))


def _blocked(answer: list[Any]) -> Blocked:
    measure, by, *accounts = answer
    return Blocked(tuple(map(int, accounts)), measure, by)


def _unloaded(answer: list[str]) -> Unloaded:
    return Unloaded(tuple((int(answer[n]), int(answer[n + 1])) for n in range(0, len(answer), 2)))


def _lapsed(answer: list[str]) -> Lapsed:
    return Lapsed(tuple(_lease(int(answer[n]), answer[n + 1]) for n in range(0, len(answer), 2)))


def _lease(account: int, member: str) -> Lease:
    micro_usd, version, request_id = member.split(":", 2)
    return Lease(account, request_id, int(micro_usd), int(version))


_OUTCOMES: Mapping[str, Callable[[list[Any]], Outcome]] = MappingProxyType(
    {"granted": _granted, "blocked": _blocked, "unloaded": _unloaded, "lapsed": _lapsed}
)


def _open(settings: QuotaSettings, database: Database) -> Counter:
    if settings.redis_url is None:
        raise InvalidInput(
            "The quotas' counter is redis, and no Redis is named.",
            field="quotas.redisUrl",
            remedy="Set quotas.redisUrl, for example to redis://127.0.0.1:6379/0, or quotas.counter to memory.",
        )
    return RedisCounter(settings.redis_url.get_secret_value())


kind = CounterKind("In Redis, for several processes.", _open)
