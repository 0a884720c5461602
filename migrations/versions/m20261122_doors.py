"""Attempts are counted for each door apart: what is sent through one never closes another."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "doors"
down_revision: str | None = "drafts"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One step forward."""
    with op.batch_alter_table("sign_in_failures", schema=None) as batch_op:
        batch_op.add_column(sa.Column("door", sa.Text(), server_default="sign-in", nullable=False))


def downgrade() -> None:
    """One step back."""
    with op.batch_alter_table("sign_in_failures", schema=None) as batch_op:
        batch_op.drop_column("door")
