"""Clients' own ids of runs, what clients are to be told, and how media estimates were off"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("runs", schema=None) as batch_op:
        batch_op.add_column(sa.Column("client_id", sa.String(length=200), nullable=True))
        batch_op.create_index("runs_by_origin", ["tenant", "origin", "id"], unique=False)
    op.create_table(
        "callbacks",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("tenant", sa.String(length=64), nullable=False),
        sa.Column("run_id", sa.String(length=64), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_try_at", sa.Float(), nullable=True),
        sa.Column("delivered_at", sa.Float(), nullable=True),
        sa.Column("created_at", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("callbacks", schema=None) as batch_op:
        batch_op.create_index("callbacks_due", ["next_try_at"], unique=False)
        batch_op.create_index("callbacks_by_run", ["run_id"], unique=False)
    op.create_table(
        "media_outcomes",
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("observed", sa.LargeBinary(), nullable=False),
        sa.Column("updated_at", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("kind"),
    )


def downgrade() -> None:
    op.drop_table("media_outcomes")
    op.drop_table("callbacks")
    with op.batch_alter_table("runs", schema=None) as batch_op:
        batch_op.drop_index("runs_by_origin")
        batch_op.drop_column("client_id")
