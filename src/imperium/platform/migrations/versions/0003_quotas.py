"""Quotas and cost alerts"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("usage", schema=None) as batch_op:
        batch_op.create_index("usage_by_principal", ["principal", "started_at"], unique=False)

    op.create_table(
        "user_quotas",
        sa.Column("tenant", sa.String(length=64), nullable=False),
        sa.Column("scope", sa.String(length=16), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("time_zone", sa.String(length=64), nullable=False),
        sa.Column("daily_requests", sa.BigInteger(), nullable=True),
        sa.Column("monthly_requests", sa.BigInteger(), nullable=True),
        sa.Column("daily_micro_usd", sa.BigInteger(), nullable=True),
        sa.Column("monthly_micro_usd", sa.BigInteger(), nullable=True),
        sa.Column("updated_at", sa.Float(), nullable=False),
        sa.Column("updated_by", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "scope", "subject"),
    )
    op.create_table(
        "cost_alerts",
        sa.Column("id", sa.String(length=200), nullable=False),
        sa.Column("tenant", sa.String(length=64), nullable=False),
        sa.Column("scope", sa.String(length=16), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("period", sa.String(length=16), nullable=False),
        sa.Column("resets_at", sa.Float(), nullable=False),
        sa.Column("measure", sa.String(length=16), nullable=False),
        sa.Column("percent", sa.Integer(), nullable=False),
        sa.Column("spent", sa.BigInteger(), nullable=False),
        sa.Column("limit", sa.BigInteger(), nullable=False),
        sa.Column("raised_at", sa.Float(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_try_at", sa.Float(), nullable=True),
        sa.Column("delivered_at", sa.Float(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("cost_alerts", schema=None) as batch_op:
        batch_op.create_index("cost_alerts_by_tenant", ["tenant", "raised_at"], unique=False)
        batch_op.create_index("cost_alerts_undelivered", ["next_try_at"], unique=False)

    op.create_table(
        "quota_counters",
        sa.Column("key", sa.String(length=160), nullable=False),
        sa.Column("begins", sa.Float(), nullable=True),
        sa.Column("ends", sa.Float(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("micro_usd", sa.BigInteger(), nullable=False),
        sa.Column("requests", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_table(
        "quota_holds",
        sa.Column("key", sa.String(length=160), nullable=False),
        sa.Column("request_id", sa.String(length=64), nullable=False),
        sa.Column("micro_usd", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("lapses_at", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("key", "request_id"),
    )
    if op.get_bind().dialect.name == "postgresql":  # a cache: no flush for each change, emptied after a crash
        op.execute("ALTER TABLE quota_counters SET UNLOGGED")
        op.execute("ALTER TABLE quota_holds SET UNLOGGED")


def downgrade() -> None:
    op.drop_table("quota_holds")
    op.drop_table("quota_counters")
    op.drop_table("cost_alerts")
    op.drop_table("user_quotas")
    with op.batch_alter_table("usage", schema=None) as batch_op:
        batch_op.drop_index("usage_by_principal")
