"""One row per run: what is listed and searched. Everything else about a run is in its events."""

from sqlalchemy import BigInteger, Column, Float, Index, String, Table, Text, text

from imperium.platform.database import metadata

UNFINISHED = text("status IN ('queued', 'running')")

runs = Table(
    "runs",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("tenant", String(64), nullable=False),
    Column("status", String(16), nullable=False),
    Column("priority", String(8), nullable=False),
    Column("title", Text, nullable=False),
    Column("origin", String(64), nullable=False),
    Column("idempotency_key", String(200)),
    Column("client_id", String(200)),
    Column("created_at", Float, nullable=False),
    Column("updated_at", Float, nullable=False),
    Column("cost_micro_usd", BigInteger, nullable=False),
    Index("runs_by_tenant", "tenant", "id"),
    Index("runs_by_origin", "tenant", "origin", "id"),
    Index(
        "runs_by_idempotency_key",
        "tenant",
        "idempotency_key",
        unique=True,
        sqlite_where=text("idempotency_key IS NOT NULL"),
    ),
    Index("runs_unfinished", "id", sqlite_where=UNFINISHED),
    sqlite_with_rowid=False,
)
