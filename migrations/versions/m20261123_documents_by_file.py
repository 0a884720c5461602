"""Whoever has a file, or its hash, finds the cases that hold it."""

from __future__ import annotations

from alembic import op

revision = "documents_by_file"
down_revision: str | None = "doors"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One step forward."""
    op.create_index("documents_by_file", "documents", ["sha256"])


def downgrade() -> None:
    """One step back."""
    op.drop_index("documents_by_file", table_name="documents")
