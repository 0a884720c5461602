"""Absences with substitutes; tasks and answers say in whose place they were done."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from engine.columns import Id, Instant, Json

revision = "absences"
down_revision: str | None = "calendars"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One step forward."""
    op.create_table(
        "absences",
        sa.Column("id", Id(), nullable=False),
        sa.Column("person_id", Id(), nullable=False),
        sa.Column("substitute_id", Id(), nullable=True),
        sa.Column("since", Instant(), nullable=False),
        sa.Column("until", Instant(), nullable=False),
        sa.Column("scope", Json(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absences")),
    )
    op.create_index("absences_of_person", "absences", ["person_id", "until"])
    op.add_column("tasks", sa.Column("instead_of", Id(), nullable=True))
    op.add_column("positions", sa.Column("instead_of", Id(), nullable=True))


def downgrade() -> None:
    """One step back."""
    for table in ("positions", "tasks"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_column("instead_of")
    op.drop_index("absences_of_person", table_name="absences")
    op.drop_table("absences")
