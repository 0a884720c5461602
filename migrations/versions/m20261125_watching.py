"""People watch cases in which nobody asks them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from engine import columns

revision = "watching"
down_revision: str | None = "webhooks"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One step forward."""
    op.create_table(
        "watching",
        sa.Column("person_id", columns.Id(), nullable=False),
        sa.Column("case_id", columns.Id(), nullable=False),
        sa.Column("since", columns.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("person_id", "case_id", name=op.f("pk_watching")),
    )
    with op.batch_alter_table("watching", schema=None) as batch_op:
        batch_op.create_index("watching_of_case", ["case_id"], unique=False)


def downgrade() -> None:
    """One step back."""
    with op.batch_alter_table("watching", schema=None) as batch_op:
        batch_op.drop_index("watching_of_case")
    op.drop_table("watching")
