"""The tables that belong to no single slice."""

from sqlalchemy import BigInteger, Column, Float, Index, Integer, String, Table, Text

from imperium.platform.database import metadata

events = Table(
    "events",
    metadata,
    Column("position", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("stream", String(64), nullable=False),
    Column("id", Integer, nullable=False),
    Column("type", String(64), nullable=False),
    Column("data", Text, nullable=False),
    Column("at", Float, nullable=False),
    Index("events_by_stream", "stream", "id", unique=True),
)
"""Rows lie in the order in which they were written, so that a commit of many streams fills few pages."""
