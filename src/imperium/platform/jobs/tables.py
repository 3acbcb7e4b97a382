"""The outbox of what clients asked to be told."""

from sqlalchemy import Column, Float, Index, Integer, String, Table, Text

from imperium.platform.database import metadata

callbacks = Table(
    "callbacks",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("tenant", String(64), nullable=False),
    Column("run_id", String(64), nullable=False),
    Column("url", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next_try_at", Float),
    Column("delivered_at", Float),
    Column("created_at", Float, nullable=False),
    Index("callbacks_due", "next_try_at"),
    Index("callbacks_by_run", "run_id"),
)
"""`next_try_at` is null when nothing is due."""
