"""Positions, notices, comments and numbers are guarded as the log is: an erasure may empty words, and nothing else changes."""

from __future__ import annotations

from alembic import op

from engine.append_only import append_only_sql

revision = "appended"
down_revision: str | None = "checkpoints"
branch_labels = None
depends_on = None

POSITIONS = "id case_id task_id task round party outcome bound late at by for_organization capacity recorded corrects instead_of"
# The table, its key, and the columns that never change where an erasure may empty the others.
GUARDED = (
    ("positions", "id", POSITIONS),
    ("notices", "case_id task round party", "case_id task round party how person at"),
    ("comments", "id", "id case_id level by for_organization at"),
    ("numbers", "series year no", ""),
)


def upgrade() -> None:
    """One step forward."""
    for table, key, fixed in GUARDED:
        for statement in append_only_sql(op.get_bind().dialect.name, table, key.split(), fixed=fixed.split()):
            op.execute(statement)


def downgrade() -> None:
    """One step back; what happened since is kept, and guarded by nothing but the grants."""
    for table, _key, _fixed in GUARDED:
        if op.get_bind().dialect.name == "postgresql":
            op.execute(f'DROP TRIGGER "{table}_no_change" ON "{table}"')
            continue
        for verb in ("update", "delete", "replace"):
            op.execute(f'DROP TRIGGER "{table}_no_{verb}"')
