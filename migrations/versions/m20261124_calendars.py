"""The address of a calendar may be about one case."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from engine.columns import Id

revision = "calendars"
down_revision: str | None = "pauses"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One step forward."""
    op.add_column("tokens", sa.Column("about", Id(), nullable=True))


def downgrade() -> None:
    """One step back."""
    with op.batch_alter_table("tokens", schema=None) as batch_op:
        batch_op.drop_column("about")
