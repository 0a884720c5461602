"""Procrastinate's tables on PostgreSQL, in a schema of their own, and what leaves it a job in a command's own transaction.

The trigger is the whole seam: whatever writes an event wakes a worker when it commits, and not if it does not. Letters, clocks,
cases to look again and what a person sends again all come with events. The job names nothing, so one a transaction is enough.
Its lock is the number of the transaction: no command waits for another one there.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from procrastinate.schema import SchemaManager

revision = "waking"
down_revision: str | None = "absences"
branch_labels = None
depends_on = None

SCHEMA = "procrastinate"
WAKE = """
CREATE FUNCTION procrastinate.wake_workers() RETURNS trigger LANGUAGE plpgsql
SET search_path = procrastinate, pg_temp AS $$
DECLARE
    mine text := 'round ' || pg_current_xact_id();
BEGIN
    IF NOT EXISTS (SELECT 1 FROM procrastinate_jobs WHERE queueing_lock = mine AND status = 'todo') THEN
        PERFORM procrastinate_defer_jobs_v1(
            ARRAY[ROW('house', 'round', 0, NULL, mine, '{}'::jsonb, NULL)::procrastinate_job_to_defer_v1]
        );
    END IF;
    RETURN NULL;
END
$$
"""
TRIGGER = "CREATE TRIGGER unsequenced_wake AFTER INSERT ON unsequenced FOR EACH STATEMENT"


def upgrade() -> None:
    """One step forward; the embedded database has no need of it."""
    connection = op.get_bind()
    if connection.dialect.name != "postgresql":
        return
    op.execute(f"CREATE SCHEMA {SCHEMA}")
    _make_tables(connection)
    connection.exec_driver_sql(WAKE)
    op.execute(f"{TRIGGER} EXECUTE FUNCTION {SCHEMA}.wake_workers()")


def _make_tables(connection: sa.Connection) -> None:
    """As the package writes them: many statements at once, which only the driver's own cursor takes."""
    before = connection.execute(sa.text("SELECT current_setting('search_path')")).scalar_one()
    place = sa.text("SELECT set_config('search_path', :path, true)")
    connection.execute(place, {"path": SCHEMA})
    connection.connection.cursor().execute(SchemaManager.get_schema())
    connection.execute(place, {"path": before})


def downgrade() -> None:
    """One step back: with the schema its function goes, and with that the triggers."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"DROP SCHEMA {SCHEMA} CASCADE")
