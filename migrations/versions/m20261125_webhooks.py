"""Webhooks and the queue of their announcements; a person may say that a letter arrived."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from engine import columns

revision = "webhooks"
down_revision: str | None = "waking"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One step forward."""
    op.create_table(
        "webhooks",
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column("person_id", columns.Id(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("kinds", columns.Json(), nullable=False),
        sa.Column("salt", columns.Hash(length=32), nullable=False),
        sa.Column("former_salt", columns.Hash(length=32), nullable=True),
        sa.Column("salted_at", columns.Instant(), nullable=False),
        sa.Column("made_by", columns.Id(), nullable=True),
        sa.Column("made_at", columns.Instant(), nullable=False),
        sa.Column("agreed_at", columns.Instant(), nullable=True),
        sa.Column("paused_at", columns.Instant(), nullable=True),
        sa.Column("ended_at", columns.Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhooks")),
    )
    op.create_index("webhooks_of_person", "webhooks", ["person_id"], unique=False)
    op.create_table(
        "announcements",
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column("webhook_id", columns.Id(), nullable=False),
        sa.Column("event_id", columns.Id(), nullable=False),
        sa.Column("case_id", columns.Id(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_try_at", columns.Instant(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("sent_at", columns.Instant(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["webhook_id"], ["webhooks.id"], name=op.f("fk_announcements_webhook_id_webhooks")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_announcements")),
    )
    op.create_index("announcements_by_state", "announcements", ["state", "next_try_at"], unique=False)
    op.create_index("announcements_of_webhook", "announcements", ["webhook_id", "created_at"], unique=False)
    op.add_column("mails", sa.Column("confirmed_by", columns.Id(), nullable=True))
    op.add_column("mails", sa.Column("confirmed", sa.Text(), nullable=True))


def downgrade() -> None:
    """One step back."""
    with op.batch_alter_table("mails", schema=None) as batch_op:
        batch_op.drop_column("confirmed")
        batch_op.drop_column("confirmed_by")
    op.drop_table("announcements")
    op.drop_table("webhooks")
