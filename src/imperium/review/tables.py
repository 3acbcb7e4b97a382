"""What was found before, and what people said of it."""

from sqlalchemy import Column, Float, Index, LargeBinary, String, Table, Text

from imperium.platform.database import metadata

review_findings = Table(
    "review_findings",
    metadata,
    Column("tenant", String(64), primary_key=True),
    Column("fingerprint", String(64), primary_key=True),
    Column("type", String(64), nullable=False),
    Column("rules", LargeBinary, nullable=False),
    Column("first_seen", Float, nullable=False),
    Column("last_seen", Float, nullable=False),
    Column("verdict", String(16)),
    Column("because", String(16)),
    Column("reason", Text),
    Column("judged_at", Float),
    Index("review_findings_judged", "tenant", "judged_at"),
)
"""One row a finding of a tenant; `rules` is a JSON list of the rules behind it."""
