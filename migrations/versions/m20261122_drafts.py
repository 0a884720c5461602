"""What people have written of an answer is kept until they give it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from engine import columns

revision = "drafts"
down_revision: str | None = "event_level"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One step forward."""
    op.create_table(
        "drafts",
        sa.Column("person_id", columns.Id(), nullable=False),
        sa.Column("case_id", columns.Id(), nullable=False),
        sa.Column("task", sa.Text(), nullable=False),
        sa.Column("party", sa.Text(), nullable=False),
        sa.Column("words", columns.Json(), nullable=False),
        sa.Column("at", columns.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("person_id", "case_id", "task", "party", name=op.f("pk_drafts")),
    )


def downgrade() -> None:
    """One step back."""
    op.drop_table("drafts")
