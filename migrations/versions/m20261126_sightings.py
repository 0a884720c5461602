"""Whoever opens what is sealed, or opens a case by an override, stands on record: once a day for each person and case."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from engine.append_only import append_only_sql
from engine.columns import Id, Instant

revision = "sightings"
down_revision: str | None = "erasures"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One step forward."""
    op.create_table(
        "sightings",
        sa.Column("person_id", Id(), nullable=False),
        sa.Column("case_id", Id(), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("how", sa.Text(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_sightings_case_id_cases")),
        sa.PrimaryKeyConstraint("person_id", "case_id", "day", name=op.f("pk_sightings")),
    )
    op.create_index("sightings_by_time", "sightings", ["at"])
    op.create_index("sightings_of_case", "sightings", ["case_id", "at"])
    for statement in append_only_sql(
        op.get_bind().dialect.name, "sightings", ("person_id", "case_id", "day")
    ):
        op.execute(statement)


def downgrade() -> None:
    """One step back."""
    op.drop_index("sightings_of_case", table_name="sightings")
    op.drop_index("sightings_by_time", table_name="sightings")
    op.drop_table("sightings")
