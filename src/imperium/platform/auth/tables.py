"""Tenants, their users, and their keys."""

from sqlalchemy import Column, Float, ForeignKey, Integer, LargeBinary, String, Table, UniqueConstraint

from imperium.platform.database import metadata

tenants = Table(
    "tenants",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("name", String(200), nullable=False),
    Column("created_at", Float, nullable=False),
)

users = Table(
    "users",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("tenant_id", ForeignKey("tenants.id"), nullable=False, index=True),
    Column("email", String(320), nullable=False),
    Column("name", String(200), nullable=False),
    Column("role", Integer, nullable=False),
    Column("created_at", Float, nullable=False),
    Column("disabled_at", Float),
    UniqueConstraint("tenant_id", "email", name="users_email"),
)

api_keys = Table(
    "api_keys",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("tenant_id", ForeignKey("tenants.id"), nullable=False, index=True),
    Column("user_id", ForeignKey("users.id"), index=True),
    Column("name", String(200), nullable=False),
    Column("role", Integer, nullable=False),
    Column("digest", LargeBinary(32), nullable=False),
    Column("hint", String(4), nullable=False),
    Column("created_at", Float, nullable=False),
    Column("expires_at", Float),
    Column("last_used_at", Float),
    Column("revoked_at", Float),
)
