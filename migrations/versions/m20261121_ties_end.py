"""A tie that ends names the event of its end; what a seat is asked is found also when somebody has claimed it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from engine import columns

revision = "ties_end"
down_revision: str | None = "first_tables"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One step forward."""
    op.add_column("links", sa.Column("ended_in", columns.Id(), nullable=True))
    op.create_index("links_ended", "links", ["ended_in"])
    claimed = sa.text("state = 'claimed'")
    op.create_index(
        "tasks_claimed_of",
        "tasks",
        ["target", "due_at", "id"],
        sqlite_where=claimed,
        postgresql_where=claimed,
    )


def downgrade() -> None:
    """One step back."""
    op.drop_index("tasks_claimed_of", table_name="tasks")
    op.drop_index("links_ended", table_name="links")
    op.drop_column("links", "ended_in")
