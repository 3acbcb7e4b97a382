"""How far foreseen times and sizes were off."""

from sqlalchemy import Column, Float, LargeBinary, String, Table

from imperium.platform.database import metadata

media_outcomes = Table(
    "media_outcomes",
    metadata,
    Column("kind", String(64), primary_key=True),
    Column("observed", LargeBinary, nullable=False),
    Column("updated_at", Float, nullable=False),
)
"""One row a kind of work: `image`, `image.hdr`, `video` …"""
