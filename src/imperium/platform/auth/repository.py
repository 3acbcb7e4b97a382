"""The only place that reads and writes keys."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update

from imperium.platform.auth.keys import ApiKey
from imperium.platform.auth.principal import Role
from imperium.platform.auth.tables import api_keys, tenants
from imperium.platform.database import Database

_COLUMNS = [column for column in api_keys.columns if column.name != "user_id"]


class KeyRepository:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, key: ApiKey) -> None:
        """Keep a key, and its tenant if that is new."""

        def write(connection: Connection) -> None:
            _ensure_tenant(connection, key)
            connection.execute(insert(api_keys).values(_row(key)))

        await self._database.read(write)

    async def get(self, key_id: str) -> ApiKey | None:
        query = select(*_COLUMNS).where(api_keys.c.id == key_id)
        row = await self._database.read(lambda connection: connection.execute(query).first())
        return _key(row) if row else None

    async def of_tenant(self, tenant: str) -> list[ApiKey]:
        """All that were ever made, the newest first."""
        query = select(*_COLUMNS).where(api_keys.c.tenant_id == tenant).order_by(api_keys.c.created_at.desc())
        return [_key(row) for row in await self._database.read(lambda connection: connection.execute(query).all())]

    async def any_in_force(self) -> bool:
        """Whether a key exists that nobody revoked. An expired one counts: time alone must not open a server."""
        query = select(func.count()).select_from(api_keys).where(api_keys.c.revoked_at.is_(None))
        return bool(await self._database.read(lambda connection: connection.execute(query).scalar()))

    async def revoke(self, key_id: str, tenant: str, now: float) -> bool:
        """Whether there was a key to revoke."""
        mine = (api_keys.c.id == key_id) & (api_keys.c.tenant_id == tenant) & api_keys.c.revoked_at.is_(None)
        change = update(api_keys).where(mine).values(revoked_at=now)
        return bool(await self._database.read(lambda connection: connection.execute(change).rowcount))

    async def touch(self, key_id: str, now: float) -> None:
        change = update(api_keys).where(api_keys.c.id == key_id).values(last_used_at=now)
        await self._database.read(lambda connection: connection.execute(change))


def _ensure_tenant(connection: Connection, key: ApiKey) -> None:
    known = connection.execute(select(tenants.c.id).where(tenants.c.id == key.tenant)).first()
    if known is None:
        connection.execute(insert(tenants).values(id=key.tenant, name=key.tenant, created_at=key.created_at))


def _row(key: ApiKey) -> dict[str, Any]:
    return {
        "id": key.id,
        "tenant_id": key.tenant,
        "name": key.name,
        "role": int(key.role),
        "digest": key.digest,
        "hint": key.hint,
        "created_at": key.created_at,
        "expires_at": key.expires_at,
    }


def _key(row: Row[Any]) -> ApiKey:
    values = dict(row._mapping)
    return ApiKey(tenant=values.pop("tenant_id"), role=Role(values.pop("role")), **values)
