"""An event names the level of what it is about, where that has one of its own."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "event_level"
down_revision: str | None = "ties_end"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One step forward."""
    op.add_column("events", sa.Column("level", sa.Text(), nullable=True))


def downgrade() -> None:
    """One step back."""
    op.drop_column("events", "level")
