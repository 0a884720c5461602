"""Words leave the record under four eyes: who asked for it and who approved it, and which files went."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from engine import columns

revision = "erasures"
down_revision: str | None = "appended"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One step forward."""
    op.create_table(
        "erasures",
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column("parts", columns.Json(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("asked_by", columns.Id(), nullable=False),
        sa.Column("asked_at", columns.Instant(), nullable=False),
        sa.Column("decided_by", columns.Id(), nullable=True),
        sa.Column("decided_at", columns.Instant(), nullable=True),
        sa.Column("swept_at", columns.Instant(), nullable=True),
        sa.Column("stream_seq", sa.Integer(), nullable=False),
        sa.Column("stream_head", columns.Hash(), nullable=False),
        sa.Column("stream_at", columns.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasures")),
    )
    op.create_index("erasures_by_state", "erasures", ["state", "asked_at"])
    op.add_column("documents", sa.Column("erased_at", columns.Instant(), nullable=True))


def downgrade() -> None:
    """One step back."""
    with op.batch_alter_table("documents", schema=None) as batch_op:
        batch_op.drop_column("erased_at")
    op.drop_index("erasures_by_state", table_name="erasures")
    op.drop_table("erasures")
