"""Making, listing and revoking keys."""

from __future__ import annotations

import time
from collections.abc import Callable

from imperium.platform.auth.keys import ApiKey, NewSecret
from imperium.platform.auth.principal import Role
from imperium.platform.auth.repository import KeyRepository
from imperium.platform.errors import NotFound

DAY_S = 86_400.0


class Keys:
    """`changed` is called after each change, so that nothing old is remembered."""

    def __init__(
        self,
        repository: KeyRepository,
        changed: Callable[[], None] = lambda: None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._repository = repository
        self._changed = changed
        self._clock = clock

    async def create(
        self, name: str, role: Role, tenant: str = "local", expires_in_days: float | None = None
    ) -> tuple[ApiKey, str]:
        """The new key, and its token: this once, it can't be shown again."""
        secret, now = NewSecret.generate(), self._clock()
        key = ApiKey(
            id=secret.id,
            tenant=tenant,
            name=name,
            role=role,
            digest=secret.digest,
            hint=secret.token[-4:],
            created_at=now,
            expires_at=now + expires_in_days * DAY_S if expires_in_days is not None else None,
        )
        await self._repository.add(key)
        self._changed()
        return key, secret.token

    async def all(self, tenant: str = "local") -> list[ApiKey]:
        return await self._repository.of_tenant(tenant)

    async def revoke(self, key_id: str, tenant: str = "local") -> None:
        """Raises NotFound when the tenant has no such key in force."""
        if not await self._repository.revoke(key_id, tenant, self._clock()):
            raise NotFound(f"There is no key {key_id[:40]!r} in force.", field="key_id")
        self._changed()

    async def exist(self) -> bool:
        """Whether any key is in force, of any tenant."""
        return await self._repository.any_in_force()
