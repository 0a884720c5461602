"""Words of people give way to nothing but the mark of an erasure: what an erasure may empty, nobody may write over."""

from __future__ import annotations

from alembic import op

from engine.append_only import only_erased_sql

revision = "words"
down_revision: str | None = "sightings"
branch_labels = None
depends_on = None

# The table, its columns that hold words, and those that hold values by key.
WORDS = (
    ("positions", "reason evidence", "data"),
    ("notices", "evidence", ""),
    ("comments", "body", ""),
)


def upgrade() -> None:
    """One step forward."""
    for table, words, by_key in WORDS:
        for statement in only_erased_sql(op.get_bind().dialect.name, table, words.split(), by_key.split()):
            op.execute(statement)


def downgrade() -> None:
    """One step back."""
    postgresql = op.get_bind().dialect.name == "postgresql"
    for table, _words, _by_key in WORDS:
        op.execute(f'DROP TRIGGER "{table}_only_erased"' + (f' ON "{table}"' if postgresql else ""))
    if postgresql:
        op.execute("DROP FUNCTION only_erased()")
