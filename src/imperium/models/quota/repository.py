"""The rows of limits that administrators set, and of cost alerts with their outbox."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from imperium.models.quota.alert import Alert
from imperium.models.quota.quota import Limits, Scope
from imperium.models.tables import cost_alerts, user_quotas
from imperium.platform.auth.tables import api_keys
from imperium.platform.database import Database
from imperium.platform.journal import Entry, Journal

DUE_AT_ONCE = 50
_LIMITS = Limits.__struct_fields__
_ALERT = Alert.__struct_fields__
_ID = (user_quotas.c.tenant, user_quotas.c.scope, user_quotas.c.subject)


class QuotaRepository:
    def __init__(self, database: Database, journal: Journal) -> None:
        self._database = database
        self._insert = journal.prepare(insert(cost_alerts), "cost_alerts")

    async def own_limits(self) -> dict[Scope, Limits]:
        """All that administrators set."""
        rows = await self._database.read(lambda connection: connection.execute(select(user_quotas)).all())
        return {_scope(row): Limits(*(getattr(row, name) for name in _LIMITS)) for row in rows}

    async def set_limits(self, scope: Scope, limits: Limits, by: str, at: float) -> None:
        values = {name: getattr(limits, name) for name in _LIMITS}

        def write(connection: Connection) -> None:
            connection.execute(delete(user_quotas).where(*_is(scope)))
            connection.execute(insert(user_quotas).values(**_named(scope), **values, updated_at=at, updated_by=by))

        await self._database.read(write)

    async def reset_limits(self, scope: Scope) -> bool:
        """Whether there were any."""
        gone = delete(user_quotas).where(*_is(scope))
        return bool(await self._database.read(lambda connection: connection.execute(gone).rowcount))

    async def has_key(self, tenant: str, key_id: str) -> bool:
        query = select(api_keys.c.id).where(api_keys.c.id == key_id, api_keys.c.tenant_id == tenant)
        return await self._database.read(lambda connection: connection.execute(query).first()) is not None

    def entry(self, alert: Alert) -> Entry:
        """The alert's row, to be appended together with its event."""
        return self._insert.row(**{name: getattr(alert, name) for name in _ALERT})

    async def has_alert(self, alert_id: str) -> bool:
        query = select(cost_alerts.c.id).where(cost_alerts.c.id == alert_id)
        return await self._database.read(lambda connection: connection.execute(query).first()) is not None

    async def alerts(self, tenant: str, limit: int) -> list[Alert]:
        """The newest first."""
        query = select(cost_alerts).where(cost_alerts.c.tenant == tenant).order_by(cost_alerts.c.raised_at.desc())
        return await self._read_alerts(query.limit(limit))

    async def due(self, now: float) -> list[Alert]:
        """What the webhook is to send by now, the oldest first."""
        query = select(cost_alerts).where(cost_alerts.c.next_try_at <= now).order_by(cost_alerts.c.next_try_at)
        return await self._read_alerts(query.limit(DUE_AT_ONCE))

    async def next_due(self) -> float | None:
        query = select(func.min(cost_alerts.c.next_try_at))
        found: float | None = await self._database.read(lambda connection: connection.execute(query).scalar())
        return found

    async def claim(self, letter: Alert, until: float) -> bool:
        """Whether it is this process that sends it now; the others leave it alone `until` then."""
        mine = (cost_alerts.c.id == letter.id) & (cost_alerts.c.next_try_at == letter.next_try_at)
        change = update(cost_alerts).where(mine).values(next_try_at=until, attempts=cost_alerts.c.attempts + 1)
        return bool(await self._database.read(lambda connection: connection.execute(change).rowcount))

    async def delivered(self, letter_id: str, at: float) -> None:
        await self._change_alert(letter_id, next_try_at=None, delivered_at=at)

    async def failed(self, letter_id: str, next_try_at: float | None) -> None:
        """`next_try_at` None: it is given up."""
        await self._change_alert(letter_id, next_try_at=next_try_at)

    async def _change_alert(self, alert_id: str, **values: Any) -> None:
        change = update(cost_alerts).where(cost_alerts.c.id == alert_id).values(**values)
        await self._database.read(lambda connection: connection.execute(change))

    async def _read_alerts(self, query: Any) -> list[Alert]:
        rows = await self._database.read(lambda connection: connection.execute(query).all())
        return [Alert(*(getattr(row, name) for name in _ALERT)) for row in rows]


def _scope(row: Row[Any]) -> Scope:
    return Scope(row.scope, row.tenant, row.subject)


def _named(scope: Scope) -> dict[str, str]:
    return {"tenant": scope.tenant, "scope": scope.kind, "subject": scope.subject}


def _is(scope: Scope) -> list[Any]:
    return [column == value for column, value in zip(_ID, (scope.tenant, scope.kind, scope.subject), strict=True)]
