"""The ledger: one row per request to a model; and what the model layer keeps beside it."""

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
    Index("usage_by_principal", "principal", "started_at"),
)

user_quotas = Table(
    "user_quotas",
    metadata,
    Column("tenant", String(64), primary_key=True),
    Column("scope", String(16), primary_key=True),
    Column("subject", String(64), primary_key=True),
    Column("time_zone", String(64), nullable=False),
    Column("daily_requests", BigInteger),
    Column("monthly_requests", BigInteger),
    Column("daily_micro_usd", BigInteger),
    Column("monthly_micro_usd", BigInteger),
    Column("updated_at", Float, nullable=False),
    Column("updated_by", String(64), nullable=False),
)
"""Limits of single users, organisations and keys; who isn't here has those of the settings."""

cost_alerts = Table(
    "cost_alerts",
    metadata,
    Column("id", String(200), primary_key=True),
    Column("tenant", String(64), nullable=False),
    Column("scope", String(16), nullable=False),
    Column("subject", String(64), nullable=False),
    Column("period", String(16), nullable=False),
    Column("resets_at", Float, nullable=False),
    Column("measure", String(16), nullable=False),
    Column("percent", Integer, nullable=False),
    Column("spent", BigInteger, nullable=False),
    Column("limit", BigInteger, nullable=False),
    Column("raised_at", Float, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next_try_at", Float),
    Column("delivered_at", Float),
    Index("cost_alerts_by_tenant", "tenant", "raised_at"),
    Index("cost_alerts_undelivered", "next_try_at"),
)
"""What was told about nearly spent limits, and the outbox of the webhook: `next_try_at` is null when nothing is due."""

quota_counters = Table(
    "quota_counters",
    metadata,
    Column("key", String(160), primary_key=True),
    Column("begins", Float),
    Column("ends", Float, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("micro_usd", BigInteger, nullable=False),
    Column("requests", BigInteger, nullable=False),
)
"""Used by the counter `postgresql` only. `begins` is null while the account must be counted from the ledger."""

quota_holds = Table(
    "quota_holds",
    metadata,
    Column("key", String(160), primary_key=True),
    Column("request_id", String(64), primary_key=True),
    Column("micro_usd", BigInteger, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("lapses_at", Float, nullable=False),
)
