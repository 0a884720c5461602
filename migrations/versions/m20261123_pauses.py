"""A case keeps where it stood when a pause began, and how long each pause was."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from engine.columns import Json

revision = "pauses"
down_revision: str | None = "documents_by_file"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One step forward."""
    with op.batch_alter_table("cases", schema=None) as batch_op:
        batch_op.add_column(sa.Column("pauses", Json(), server_default="[]", nullable=False))


def downgrade() -> None:
    """One step back."""
    with op.batch_alter_table("cases", schema=None) as batch_op:
        batch_op.drop_column("pauses")
