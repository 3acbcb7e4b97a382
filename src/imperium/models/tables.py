"""The ledger: one row per request to a model."""

from sqlalchemy import BigInteger, Boolean, Column, Float, Index, Integer, String, Table, Text

from imperium.platform.database import metadata

usage = Table(
    "usage",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("tenant", String(64), nullable=False),
    Column("principal", String(64), nullable=False),
    Column("role", String(64)),
    Column("engine", String(100), nullable=False),
    Column("model", String(200), nullable=False),
    Column("input_tokens", Integer, nullable=False),
    Column("output_tokens", Integer, nullable=False),
    Column("cached_input_tokens", Integer, nullable=False),
    Column("reasoning_tokens", Integer, nullable=False),
    Column("cost_micro_usd", BigInteger, nullable=False),
    Column("strongest_micro_usd", BigInteger, nullable=False),
    Column("priced", Boolean, nullable=False),
    Column("estimated", Boolean, nullable=False),
    Column("status", String(16), nullable=False),
    Column("error", Text),
    Column("started_at", Float, nullable=False),
    Column("seconds", Float, nullable=False),
    Column("first_token_seconds", Float),
    Column("streamed", Boolean, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("idempotency_key", String(200), nullable=False),
    Index("usage_by_tenant", "tenant", "started_at"),
)
