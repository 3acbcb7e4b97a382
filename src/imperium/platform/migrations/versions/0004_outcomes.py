"""What became of answers"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "outcomes",
        sa.Column("request_id", sa.String(length=64), nullable=False),
        sa.Column("tenant", sa.String(length=64), nullable=False),
        sa.Column("model", sa.String(length=200), nullable=False),
        sa.Column("features", sa.LargeBinary(), nullable=False),
        sa.Column("propensity", sa.Float(), nullable=False),
        sa.Column("reward", sa.Float(), nullable=True),
        sa.Column("source", sa.String(length=16), nullable=True),
        sa.Column("comment", sa.Text(), nullable=True),
        sa.Column("revisions", sa.Integer(), nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
        sa.Column("judged_at", sa.Float(), nullable=True),
        sa.PrimaryKeyConstraint("request_id"),
    )
    with op.batch_alter_table("outcomes", schema=None) as batch_op:
        batch_op.create_index("outcomes_by_time", ["at"], unique=False)
        batch_op.create_index(
            "outcomes_by_verdict",
            ["judged_at"],
            unique=False,
            sqlite_where=sa.text("judged_at IS NOT NULL"),
            postgresql_where=sa.text("judged_at IS NOT NULL"),
        )


def downgrade() -> None:
    with op.batch_alter_table("outcomes", schema=None) as batch_op:
        batch_op.drop_index(
            "outcomes_by_verdict",
            sqlite_where=sa.text("judged_at IS NOT NULL"),
            postgresql_where=sa.text("judged_at IS NOT NULL"),
        )
        batch_op.drop_index("outcomes_by_time")

    op.drop_table("outcomes")
