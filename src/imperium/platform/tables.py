"""The tables that belong to no single slice."""

from sqlalchemy import Column, Float, Integer, String, Table, Text

from imperium.platform.database import metadata

events = Table(
    "events",
    metadata,
    Column("stream", String(64), primary_key=True),
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("type", String(64), nullable=False),
    Column("data", Text, nullable=False),
    Column("at", Float, nullable=False),
    sqlite_with_rowid=False,
)
