"""Counts in PostgreSQL, for several processes without Redis: one short transaction a step, rows locked in one order."""

from imperium.models.quota.counter import Counter, CounterKind
from imperium.models.quota.counters.postgresql.repository import RowCounter
from imperium.platform.database import Database
from imperium.platform.errors import InvalidInput
from imperium.platform.settings import Quotas as QuotaSettings


def _open(settings: QuotaSettings, database: Database) -> Counter:
    if database.is_sqlite:
        raise InvalidInput(
            "The quotas' counter is postgresql, and the database is SQLite.",
            field="quotas.counter",
            remedy="Set quotas.counter to memory, or DATABASE_URL to a PostgreSQL database.",
        )
    return RowCounter(database)


kind = CounterKind("In the PostgreSQL database, for several processes without Redis.", _open)
