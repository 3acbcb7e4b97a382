"""The limits that administrators set for single users, organisations and keys."""

from __future__ import annotations

from collections.abc import Callable

from imperium.kit.time_zones import known_time_zone
from imperium.models.quota.limit_book import LimitBook
from imperium.models.quota.quota import KEY_PREFIX, Limits, Scope, ScopeKind
from imperium.models.quota.repository import QuotaRepository
from imperium.platform.auth.principal import Principal
from imperium.platform.errors import InvalidInput, NotFound


class OwnLimits:
    """Kept in the table `user_quotas`, and in the book that every request is looked up in."""

    def __init__(self, book: LimitBook, repository: QuotaRepository, clock: Callable[[], float]) -> None:
        self._book = book
        self._repository = repository
        self._clock = clock

    async def reload(self) -> None:
        """Read them again: another process may have set some."""
        self._book.replace(await self._repository.own_limits())

    async def scope_of(self, caller: Principal, kind: ScopeKind, subject: str) -> Scope:
        """A user, a key or the organisation of the caller's tenant. Raises NotFound."""
        scope = Scope(kind, caller.tenant, subject)
        if not await self._is_known(scope):
            raise NotFound(f"There is no {kind} {subject!r} here.", field="subject", value=subject)
        return scope

    async def set(self, scope: Scope, limits: Limits, by: Principal) -> None:
        """In force here at once, in other processes within half a minute. Raises InvalidInput for a time zone that
        isn't known."""
        try:
            known_time_zone(limits.time_zone)
        except ValueError as error:
            raise InvalidInput(f"{error}.", field="time_zone", value=limits.time_zone) from None
        await self._repository.set_limits(scope, limits, by.id, self._clock())
        await self.reload()

    async def reset(self, scope: Scope) -> None:
        """Back to the limits of the settings. Raises NotFound when there are no own ones."""
        if not await self._repository.reset_limits(scope):
            raise NotFound(f"No limits were set for {scope.kind} {scope.subject!r}.", field="subject")
        await self.reload()

    async def _is_known(self, scope: Scope) -> bool:
        """Users who are no API keys are taken as they come: they may be known to whoever signs in for them."""
        if scope.principal is None:
            return scope.subject == scope.tenant
        if not scope.principal.startswith(KEY_PREFIX):
            return True
        return await self._repository.has_key(scope.tenant, scope.principal.removeprefix(KEY_PREFIX))
