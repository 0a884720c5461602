"""People choose which letters they get, at once, once a day or not; letters are HTML too, and know what can be ended by them."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from engine import columns

revision = "preferences"
down_revision: str | None = "watching"
branch_labels = None
depends_on = None

LETTERS: tuple[tuple[str, Any], ...] = (("html", sa.Text()), ("ends", sa.Text()), ("dates", columns.Json()))
MESSAGES: tuple[tuple[str, Any], ...] = (("daily_at", columns.Instant()), ("letter", columns.Id()))


def upgrade() -> None:
    """One step forward."""
    op.create_table(
        "letter_choices",
        sa.Column("person_id", columns.Id(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("choice", sa.Text(), nullable=False),
        sa.Column("chosen_at", columns.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("person_id", "about", name=op.f("pk_letter_choices")),
    )
    for name, kind in LETTERS:
        op.add_column("mails", sa.Column(name, kind, nullable=True))
    for name, kind in MESSAGES:
        op.add_column("messages", sa.Column(name, kind, nullable=True))
    op.create_index(
        "messages_daily",
        "messages",
        ["daily_at", "person_id"],
        sqlite_where=sa.text("daily_at IS NOT NULL"),
        postgresql_where=sa.text("daily_at IS NOT NULL"),
    )


def downgrade() -> None:
    """One step back."""
    op.drop_index("messages_daily", table_name="messages")
    with op.batch_alter_table("messages", schema=None) as batch_op:
        for name, _kind in MESSAGES:
            batch_op.drop_column(name)
    with op.batch_alter_table("mails", schema=None) as batch_op:
        for name, _kind in LETTERS:
            batch_op.drop_column(name)
    op.drop_table("letter_choices")
