"""Whose conversation it is. What was said stands in the conversation's events."""

from sqlalchemy import Column, Float, Index, Integer, String, Table, Text

from imperium.platform.database import metadata

sessions = Table(
    "chat_sessions",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("tenant", String(64), nullable=False),
    Column("title", Text, nullable=False),
    Column("created_at", Float, nullable=False),
    Index("chat_sessions_by_tenant", "tenant", "id"),
)

pending = Table(
    "chat_pending",
    metadata,
    Column("session_id", String(64), primary_key=True),
    Column("message", Integer, primary_key=True, autoincrement=False),
)
"""Messages that were accepted and not answered yet: what a process that died left behind."""
