"""The health rows, one a provider: shared by all replicas, kept across restarts."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from imperium.models.health.standing import Standing
from imperium.models.tables import provider_health as table
from imperium.platform.database import Database
from imperium.platform.upsert import upsert

_COLUMNS = [table.c[name] for name in Standing.__struct_fields__]


class HealthRepository:
    def __init__(self, database: Database) -> None:
        self._database = database
        self._ensure = upsert(database, table)

    async def all(self) -> list[Standing]:
        query = select(*_COLUMNS).order_by(table.c.provider)
        rows = await self._database.read(lambda connection: connection.execute(query).all())
        return [Standing(**row._mapping) for row in rows]

    async def claim(self, seen: Standing, replica: str, now: float, until: float) -> bool:
        """Whether this replica may check a provider now: nobody else is at it, nor was since what it has `seen`."""
        lease = (
            update(table)
            .where(table.c.provider == seen.provider)
            .where(table.c.lease_until < now, table.c.checked_at <= seen.checked_at)
            .values(lease_holder=replica, lease_until=until)
        )

        def write(connection: Connection) -> bool:
            connection.execute(self._ensure, {**_row(seen), "checked_at": 0.0})
            return connection.execute(lease).rowcount == 1

        return await self._database.read(write)

    async def save(self, standing: Standing) -> bool:
        """Keep a standing, and end its lease, unless a newer check is there. Whether it was kept."""
        changing = [name for name in Standing.__struct_fields__ if name != "provider"]
        values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in changing}
        newer = (
            update(table)
            .where(table.c.provider == standing.provider, table.c.checked_at < standing.checked_at)
            .values(**values, lease_until=0.0)
        )
        row = _row(standing)

        def write(connection: Connection) -> bool:
            connection.execute(self._ensure, {**row, "checked_at": 0.0})
            return connection.execute(newer, {f"new_{name}": row[name] for name in changing}).rowcount == 1

        return await self._database.read(write)


def _row(standing: Standing) -> dict[str, object]:
    values = {name: getattr(standing, name) for name in Standing.__struct_fields__}
    return {**values, "lease_holder": "", "lease_until": 0.0}
