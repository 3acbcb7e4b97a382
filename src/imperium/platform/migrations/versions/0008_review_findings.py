"""Findings of code reviews and what people said of them"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "review_findings",
        sa.Column("tenant", sa.String(length=64), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("type", sa.String(length=64), nullable=False),
        sa.Column("rules", sa.LargeBinary(), nullable=False),
        sa.Column("first_seen", sa.Float(), nullable=False),
        sa.Column("last_seen", sa.Float(), nullable=False),
        sa.Column("verdict", sa.String(length=16), nullable=True),
        sa.Column("because", sa.String(length=16), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("judged_at", sa.Float(), nullable=True),
        sa.PrimaryKeyConstraint("tenant", "fingerprint"),
    )
    with op.batch_alter_table("review_findings", schema=None) as batch_op:
        batch_op.create_index("review_findings_judged", ["tenant", "judged_at"], unique=False)


def downgrade() -> None:
    op.drop_table("review_findings")
