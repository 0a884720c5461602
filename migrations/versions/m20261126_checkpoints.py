"""What the sealer signs and witnesses put under it is kept; an event that brings a case to a result is sealed at once."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from engine import columns
from engine.append_only import append_only_sql

revision = "checkpoints"
down_revision: str | None = "preferences"
branch_labels = None
depends_on = None

SIZE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KEYS = {"checkpoints": ("origin", "size"), "cosignatures": ("origin", "size", "witness")}


def upgrade() -> None:
    """One step forward."""
    op.create_table(
        "checkpoints",
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("size", SIZE, autoincrement=False, nullable=False),
        sa.Column("root", columns.Hash(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at", columns.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("origin", "size", name=op.f("pk_checkpoints")),
    )
    op.create_table(
        "cosignatures",
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("size", SIZE, autoincrement=False, nullable=False),
        sa.Column("witness", sa.Text(), nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.Column("at", columns.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("origin", "size", "witness", name=op.f("pk_cosignatures")),
    )
    for table, key in KEYS.items():
        for statement in append_only_sql(op.get_bind().dialect.name, table, key):
            op.execute(statement)
    op.add_column("events", sa.Column("closes", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("log_head", sa.Column("closing", sa.BigInteger(), server_default="0", nullable=False))
    op.create_index("log_entries_by_hash", "log_entries", ["leaf_hash"])


def downgrade() -> None:
    """One step back."""
    op.drop_index("log_entries_by_hash", table_name="log_entries")
    op.drop_column("log_head", "closing")
    op.drop_column("events", "closes")
    for table in reversed(KEYS):
        op.drop_table(table)
