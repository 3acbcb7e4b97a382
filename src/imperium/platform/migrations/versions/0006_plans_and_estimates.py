"""Plans and how far estimates were off"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

WORKED = sa.text("status = 'succeeded'")


def upgrade() -> None:
    op.create_table(
        "plans",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("tenant", sa.String(length=64), nullable=False),
        sa.Column("objective", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("goals", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.Column("cost_micro_usd", sa.BigInteger(), nullable=False),
        sa.Column("run_id", sa.String(length=64), nullable=True),
        sa.Column("real_seconds", sa.Float(), nullable=True),
        sa.Column("real_cost_micro_usd", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.Float(), nullable=False),
        sa.Column("ended_at", sa.Float(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("plans", schema=None) as batch_op:
        batch_op.create_index("plans_by_tenant", ["tenant", "created_at"], unique=False)
        batch_op.create_index(
            "plans_that_worked",
            ["tenant", "ended_at"],
            unique=False,
            sqlite_where=WORKED,
            postgresql_where=WORKED,
        )
    op.create_table(
        "estimates",
        sa.Column("capability", sa.String(length=200), nullable=False),
        sa.Column("size", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("observed", sa.LargeBinary(), nullable=False),
        sa.Column("updated_at", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("capability", "size"),
    )


def downgrade() -> None:
    op.drop_table("estimates")
    with op.batch_alter_table("plans", schema=None) as batch_op:
        batch_op.drop_index("plans_that_worked", sqlite_where=WORKED, postgresql_where=WORKED)
        batch_op.drop_index("plans_by_tenant")

    op.drop_table("plans")
