"""Plans that were made and what became of them, and how far estimates were off."""

from sqlalchemy import BigInteger, Column, Float, Index, Integer, LargeBinary, String, Table, Text, text

from imperium.platform.database import metadata

WORKED = text("status = 'succeeded'")

plans = Table(
    "plans",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("tenant", String(64), nullable=False),
    Column("objective", Text, nullable=False),
    Column("kind", String(64), nullable=False),
    Column("goals", Text, nullable=False),
    Column("status", String(16), nullable=False),
    Column("seconds", Float, nullable=False),
    Column("cost_micro_usd", BigInteger, nullable=False),
    Column("run_id", String(64)),
    Column("real_seconds", Float),
    Column("real_cost_micro_usd", BigInteger),
    Column("created_at", Float, nullable=False),
    Column("ended_at", Float),
    Index("plans_by_tenant", "tenant", "created_at"),
    Index("plans_that_worked", "tenant", "ended_at", sqlite_where=WORKED),
)
"""`status`: made, started, succeeded, failed, cancelled. `goals` is a JSON list of names."""

estimates = Table(
    "estimates",
    metadata,
    Column("capability", String(200), primary_key=True),
    Column("size", Integer, primary_key=True, autoincrement=False),
    Column("observed", LargeBinary, nullable=False),
    Column("updated_at", Float, nullable=False),
)
"""One row a capability and size: its latest observations."""
