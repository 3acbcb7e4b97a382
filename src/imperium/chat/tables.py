"""Conversations and what was said in them."""

from sqlalchemy import BigInteger, Column, Float, Index, Integer, String, Table, Text

from imperium.platform.database import metadata

sessions = Table(
    "chat_sessions",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("tenant", String(64), nullable=False),
    Column("principal", String(64), nullable=False),
    Column("title", Text, nullable=False),
    Column("created_at", Float, nullable=False),
)

messages = Table(
    "chat_messages",
    metadata,
    Column("session_id", String(64), primary_key=True),
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("role", String(16), nullable=False),
    Column("content", Text, nullable=False),
    Column("category", String(1)),
    Column("model", String(200)),
    Column("run_id", String(64)),
    Column("cost_micro_usd", BigInteger, nullable=False),
    Column("at", Float, nullable=False),
    Index("chat_messages_by_run", "run_id"),
)
