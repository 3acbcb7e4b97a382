"""The ledger: one row per request to a model; and what the model layer keeps beside it."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    text,
)

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

secrets = Table(
    "secrets",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("tenant", String(64), nullable=False),
    Column("principal", String(64), nullable=False),
    Column("provider", String(64), nullable=False),
    Column("version", Integer, nullable=False),
    Column("hint", String(4), nullable=False),
    Column("ciphertext", LargeBinary, nullable=False),
    Column("master", String(32), nullable=False),
    Column("master_version", String(300), nullable=False),
    Column("wrapped_key", LargeBinary, nullable=False),
    Column("updated_at", Float, nullable=False),
    Index("secrets_by_master", "master", "master_version", "id"),
    Index("secrets_by_change", "updated_at"),
)

providers = Table(
    "providers",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("document", Text, nullable=False),
    Column("secret_id", ForeignKey("secrets.id")),
    Column("created_at", Float, nullable=False),
    Column("updated_at", Float, nullable=False),
)

user_providers = Table(
    "user_providers",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("tenant", String(64), nullable=False),
    Column("principal", String(64), nullable=False),
    Column("provider", String(64), nullable=False),
    Column("document", Text, nullable=False),
    Column("secret_id", ForeignKey("secrets.id")),
    Column("created_at", Float, nullable=False),
    Column("updated_at", Float, nullable=False),
    Index("user_providers_by_principal", "tenant", "principal", "provider", unique=True),
    Index("user_providers_by_change", "updated_at"),
)

provider_health = Table(
    "provider_health",
    metadata,
    Column("provider", String(64), primary_key=True),
    Column("healthy", Boolean, nullable=False),
    Column("since", Float, nullable=False),
    Column("checked_at", Float, nullable=False),
    Column("reason", String(200), nullable=False),
    Column("response_s", Float),
    Column("source", String(16), nullable=False),
    Column("good_in_a_row", Integer, nullable=False),
    Column("lease_holder", String(64), nullable=False),
    Column("lease_until", Float, nullable=False),
)
"""Who holds the lease of a row is checking that provider; nobody else does until it ends."""

_JUDGED = text("judged_at IS NOT NULL")

outcomes = Table(
    "outcomes",
    metadata,
    Column("request_id", String(64), primary_key=True),
    Column("tenant", String(64), nullable=False),
    Column("model", String(200), nullable=False),
    Column("features", LargeBinary, nullable=False),
    Column("propensity", Float, nullable=False),
    Column("reward", Float),
    Column("source", String(16)),
    Column("comment", Text),
    Column("revisions", Integer, nullable=False),
    Column("at", Float, nullable=False),
    Column("judged_at", Float),
    Index("outcomes_by_time", "at"),
    Index("outcomes_by_verdict", "judged_at", sqlite_where=_JUDGED),
)
"""What became of answers. The features are hashes of a prompt's words and its layout, never its text."""
