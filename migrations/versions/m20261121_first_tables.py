"""The first tables, the guards of the log, and the two rows that are always there."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from engine import columns
from engine.append_only import append_only_sql

revision = "first_tables"
down_revision: str | None = None
branch_labels = None
depends_on = None

GUARDED = (
    ("events", ("pos",), (("id",), ("stream_kind", "stream_id", "seq"))),
    ("log_entries", ("idx",), (("event_id",),)),
)


def upgrade() -> None:
    """One step forward."""
    op.create_table(
        "calendars",
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("countries", columns.Json(), nullable=False),
        sa.Column("own_days", columns.Json(), nullable=False),
        sa.Column("days_off", columns.Json(), nullable=False),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.Column("set_at", columns.Instant(), nullable=False),
        sa.Column("stream_seq", sa.Integer(), nullable=False),
        sa.Column("stream_head", columns.Hash(length=32), nullable=False),
        sa.Column("stream_at", columns.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendars")),
        sa.UniqueConstraint("key", "version", name="one_calendar_a_version"),
    )
    op.create_table(
        "cases",
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column("definition", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("result", sa.Text(), nullable=True),
        sa.Column("ended", sa.Boolean(), nullable=False),
        sa.Column("opener", columns.Id(), nullable=True),
        sa.Column("opened_for", columns.Id(), nullable=True),
        sa.Column("opened_at", columns.Instant(), nullable=False),
        sa.Column("changed_at", columns.Instant(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("data", columns.Json(), nullable=False),
        sa.Column("visits", columns.Json(), nullable=False),
        sa.Column("rounds", columns.Json(), nullable=False),
        sa.Column("stream_seq", sa.Integer(), nullable=False),
        sa.Column("stream_head", columns.Hash(length=32), nullable=False),
        sa.Column("stream_at", columns.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cases")),
        sa.UniqueConstraint("number", name=op.f("uq_cases_number")),
        sa.UniqueConstraint("reference", name=op.f("uq_cases_reference")),
    )
    with op.batch_alter_table("cases", schema=None) as batch_op:
        batch_op.create_index("cases_by_change", ["changed_at"], unique=False)
        batch_op.create_index("cases_by_opener", ["opener", "ended"], unique=False)
        batch_op.create_index("cases_by_state", ["definition", "state", "opened_at"], unique=False)

    op.create_table(
        "consumers",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("next", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_consumers")),
    )
    op.create_table(
        "disclosures",
        sa.Column("event_id", columns.Id(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("salt", columns.Hash(length=32), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("event_id", "name", name=op.f("pk_disclosures")),
    )
    op.create_table(
        "events",
        sa.Column(
            "pos", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column("stream_kind", sa.Text(), nullable=False),
        sa.Column("stream_id", columns.Id(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("actor", columns.Id(), nullable=True),
        sa.Column("for_organization", columns.Id(), nullable=True),
        sa.Column("at", columns.Instant(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("leaf_hash", columns.Hash(length=32), nullable=False),
        sa.PrimaryKeyConstraint("pos", name=op.f("pk_events")),
        sa.UniqueConstraint("id", name=op.f("uq_events_id")),
        sa.UniqueConstraint("stream_kind", "stream_id", "seq", name="one_event_a_place"),
    )
    with op.batch_alter_table("events", schema=None) as batch_op:
        batch_op.create_index("events_by_actor", ["actor", "at"], unique=False)
        batch_op.create_index("events_by_time", ["at"], unique=False)

    op.create_table(
        "heartbeats",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("at", columns.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_heartbeats")),
    )
    op.create_table(
        "log_entries",
        sa.Column(
            "idx", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("event_id", columns.Id(), nullable=False),
        sa.Column("leaf_hash", columns.Hash(length=32), nullable=False),
        sa.PrimaryKeyConstraint("idx", name=op.f("pk_log_entries")),
        sa.UniqueConstraint("event_id", name=op.f("uq_log_entries_event_id")),
    )
    op.create_table(
        "log_head",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("pos", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_log_head")),
    )
    op.create_table(
        "mails",
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column("person_id", columns.Id(), nullable=True),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("dedup", sa.Text(), nullable=False),
        sa.Column("case_id", columns.Id(), nullable=True),
        sa.Column("notice", columns.Json(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_try_at", columns.Instant(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("sent_at", columns.Instant(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("message_id", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mails")),
        sa.UniqueConstraint("dedup", name=op.f("uq_mails_dedup")),
    )
    with op.batch_alter_table("mails", schema=None) as batch_op:
        batch_op.create_index("mails_by_state", ["state", "next_try_at"], unique=False)
        batch_op.create_index("mails_of_person", ["person_id", "created_at"], unique=False)

    op.create_table(
        "mandates",
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column("organization_id", columns.Id(), nullable=False),
        sa.Column("person_id", columns.Id(), nullable=True),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("capacity", sa.Text(), nullable=False),
        sa.Column("since", columns.Instant(), nullable=False),
        sa.Column("until", columns.Instant(), nullable=True),
        sa.Column("case_id", columns.Id(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mandates")),
    )
    with op.batch_alter_table("mandates", schema=None) as batch_op:
        batch_op.create_index("mandates_by_organization", ["organization_id", "role"], unique=False)
        batch_op.create_index("mandates_by_person", ["person_id", "role"], unique=False)

    op.create_table(
        "messages",
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column("person_id", columns.Id(), nullable=False),
        sa.Column("event_id", columns.Id(), nullable=False),
        sa.Column("case_id", columns.Id(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("says", columns.Json(), nullable=False),
        sa.Column("level", sa.Text(), nullable=True),
        sa.Column("digest", columns.Id(), nullable=True),
        sa.Column("at", columns.Instant(), nullable=False),
        sa.Column("read_at", columns.Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_messages")),
        sa.UniqueConstraint("person_id", "event_id", "kind", name="one_message_a_person_and_event"),
    )
    with op.batch_alter_table("messages", schema=None) as batch_op:
        batch_op.create_index("messages_of_person", ["person_id", "at"], unique=False)
        batch_op.create_index(
            "messages_unread",
            ["person_id"],
            unique=False,
            sqlite_where=sa.text("read_at IS NULL"),
            postgresql_where=sa.text("read_at IS NULL"),
        )

    op.create_table(
        "organizations",
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("attributes", columns.Json(), nullable=False),
        sa.Column("stream_seq", sa.Integer(), nullable=False),
        sa.Column("stream_head", columns.Hash(length=32), nullable=False),
        sa.Column("stream_at", columns.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organizations")),
        sa.UniqueConstraint("code", name=op.f("uq_organizations_code")),
    )
    op.create_table(
        "people",
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=True),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("password", sa.Text(), nullable=True),
        sa.Column("preferences", columns.Json(), nullable=False),
        sa.Column("stream_seq", sa.Integer(), nullable=False),
        sa.Column("stream_head", columns.Hash(length=32), nullable=False),
        sa.Column("stream_at", columns.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
        sa.UniqueConstraint("email", name=op.f("uq_people_email")),
    )
    op.create_table(
        "register_stamp",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("clock_offset", columns.Json(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_stamp")),
    )
    op.create_table(
        "sessions",
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column("person_id", columns.Id(), nullable=False),
        sa.Column("secret", columns.Hash(length=32), nullable=False),
        sa.Column("began_at", columns.Instant(), nullable=False),
        sa.Column("ended_at", columns.Instant(), nullable=True),
        sa.Column("ended_why", sa.Text(), nullable=True),
        sa.Column("used_at", columns.Instant(), nullable=False),
        sa.Column("stream_seq", sa.Integer(), nullable=False),
        sa.Column("stream_head", columns.Hash(length=32), nullable=False),
        sa.Column("stream_at", columns.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sessions")),
        sa.UniqueConstraint("secret", name=op.f("uq_sessions_secret")),
    )
    with op.batch_alter_table("sessions", schema=None) as batch_op:
        batch_op.create_index("sessions_of_person", ["person_id", "began_at"], unique=False)

    op.create_table(
        "settings",
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", columns.Json(), nullable=False),
        sa.Column("set_by", columns.Id(), nullable=True),
        sa.Column("adopted_by", columns.Id(), nullable=True),
        sa.Column("set_at", columns.Instant(), nullable=False),
        sa.Column("stream_seq", sa.Integer(), nullable=False),
        sa.Column("stream_head", columns.Hash(length=32), nullable=False),
        sa.Column("stream_at", columns.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_settings")),
        sa.UniqueConstraint("key", name=op.f("uq_settings_key")),
    )
    op.create_table(
        "sign_in_failures",
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column("account", columns.Hash(length=32), nullable=False),
        sa.Column("address", columns.Hash(length=32), nullable=False),
        sa.Column("at", columns.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_failures")),
    )
    with op.batch_alter_table("sign_in_failures", schema=None) as batch_op:
        batch_op.create_index("sign_in_failures_by_account", ["account", "at"], unique=False)
        batch_op.create_index("sign_in_failures_by_address", ["address", "at"], unique=False)

    op.create_table(
        "tokens",
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column("person_id", columns.Id(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("secret", columns.Hash(length=32), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("made_at", columns.Instant(), nullable=False),
        sa.Column("expires_at", columns.Instant(), nullable=True),
        sa.Column("ended_at", columns.Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tokens")),
        sa.UniqueConstraint("secret", name=op.f("uq_tokens_secret")),
    )
    with op.batch_alter_table("tokens", schema=None) as batch_op:
        batch_op.create_index("tokens_of_person", ["person_id", "purpose"], unique=False)

    op.create_table(
        "unsequenced",
        sa.Column(
            "pos", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("event_id", columns.Id(), nullable=False),
        sa.Column("leaf_hash", columns.Hash(length=32), nullable=False),
        sa.PrimaryKeyConstraint("pos", name=op.f("pk_unsequenced")),
        postgresql_with={"autovacuum_vacuum_scale_factor": 0, "autovacuum_vacuum_threshold": 1000},
    )
    op.create_table(
        "wakes",
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column("case_id", columns.Id(), nullable=False),
        sa.Column("at", columns.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wakes")),
    )
    with op.batch_alter_table("wakes", schema=None) as batch_op:
        batch_op.create_index("wakes_by_time", ["at"], unique=False)

    op.create_table(
        "comments",
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column("case_id", columns.Id(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("by", columns.Id(), nullable=False),
        sa.Column("for_organization", columns.Id(), nullable=True),
        sa.Column("at", columns.Instant(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_comments_case_id_cases")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comments")),
    )
    with op.batch_alter_table("comments", schema=None) as batch_op:
        batch_op.create_index("comments_of_case", ["case_id", "at"], unique=False)

    op.create_table(
        "documents",
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column("case_id", columns.Id(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sha256", columns.Hash(length=32), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("filename", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("by", columns.Id(), nullable=True),
        sa.Column("for_organization", columns.Id(), nullable=True),
        sa.Column("at", columns.Instant(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_documents_case_id_cases")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_documents")),
        sa.UniqueConstraint("case_id", "document", "version", name="one_version_a_number"),
    )
    op.create_table(
        "items",
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column("case_id", columns.Id(), nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("data", columns.Json(), nullable=False),
        sa.Column("standing", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("by", columns.Id(), nullable=True),
        sa.Column("for_organization", columns.Id(), nullable=True),
        sa.Column("at", columns.Instant(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_items_case_id_cases")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_items")),
    )
    with op.batch_alter_table("items", schema=None) as batch_op:
        batch_op.create_index("items_of_case", ["case_id", "item", "position"], unique=False)

    op.create_table(
        "links",
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column("case_id", columns.Id(), nullable=False),
        sa.Column("to_case", columns.Id(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("at", columns.Instant(), nullable=False),
        sa.Column("by", columns.Id(), nullable=True),
        sa.Column("ended_at", columns.Instant(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_links_case_id_cases")),
        sa.ForeignKeyConstraint(["to_case"], ["cases.id"], name=op.f("fk_links_to_case_cases")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_links")),
    )
    with op.batch_alter_table("links", schema=None) as batch_op:
        batch_op.create_index("links_in", ["to_case", "type"], unique=False)
        batch_op.create_index("links_out", ["case_id", "type"], unique=False)

    op.create_table(
        "notices",
        sa.Column("case_id", columns.Id(), nullable=False),
        sa.Column("task", sa.Text(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("party", sa.Text(), nullable=False),
        sa.Column("how", sa.Text(), nullable=False),
        sa.Column("person", columns.Id(), nullable=True),
        sa.Column("evidence", sa.Text(), nullable=True),
        sa.Column("at", columns.Instant(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_notices_case_id_cases")),
        sa.PrimaryKeyConstraint("case_id", "task", "round", "party", name=op.f("pk_notices")),
    )
    op.create_table(
        "numbers",
        sa.Column("series", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("case_id", columns.Id(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_numbers_case_id_cases")),
        sa.PrimaryKeyConstraint("series", "year", "no", name=op.f("pk_numbers")),
    )
    op.create_table(
        "overrides",
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column("case_id", columns.Id(), nullable=False),
        sa.Column("person_id", columns.Id(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("since", columns.Instant(), nullable=False),
        sa.Column("until", columns.Instant(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_overrides_case_id_cases")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_overrides")),
    )
    with op.batch_alter_table("overrides", schema=None) as batch_op:
        batch_op.create_index("overrides_of_person", ["person_id", "until"], unique=False)

    op.create_table(
        "tasks",
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column("case_id", columns.Id(), nullable=False),
        sa.Column("task", sa.Text(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("party", sa.Text(), nullable=False),
        sa.Column("present", sa.Boolean(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("optional", sa.Boolean(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("opened_at", columns.Instant(), nullable=False),
        sa.Column("due_at", columns.Instant(), nullable=True),
        sa.Column("closes_at", columns.Instant(), nullable=True),
        sa.Column("claimed_by", columns.Id(), nullable=True),
        sa.Column("claimed_at", columns.Instant(), nullable=True),
        sa.Column("delegated_to", columns.Id(), nullable=True),
        sa.Column("ended_at", columns.Instant(), nullable=True),
        sa.Column("ended_why", sa.Text(), nullable=True),
        sa.Column("answer", columns.Id(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_tasks_case_id_cases")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tasks")),
        sa.UniqueConstraint("case_id", "task", "round", "party", name="one_task_a_party_and_round"),
    )
    with op.batch_alter_table("tasks", schema=None) as batch_op:
        batch_op.create_index(
            "tasks_claimed",
            ["claimed_by", "due_at", "id"],
            unique=False,
            sqlite_where=sa.text("state = 'claimed'"),
            postgresql_where=sa.text("state = 'claimed'"),
        )
        batch_op.create_index(
            "tasks_delegated",
            ["delegated_to", "due_at", "id"],
            unique=False,
            sqlite_where=sa.text("delegated_to IS NOT NULL AND state = 'offered'"),
            postgresql_where=sa.text("delegated_to IS NOT NULL AND state = 'offered'"),
        )
        batch_op.create_index("tasks_of_case", ["case_id", "present"], unique=False)
        batch_op.create_index(
            "tasks_offered",
            ["target", "due_at", "id"],
            unique=False,
            sqlite_where=sa.text("state = 'offered'"),
            postgresql_where=sa.text("state = 'offered'"),
        )

    op.create_table(
        "timers",
        sa.Column("case_id", columns.Id(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("due_at", columns.Instant(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("fired_at", columns.Instant(), nullable=True),
        sa.Column("noticed_at", columns.Instant(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_timers_case_id_cases")),
        sa.PrimaryKeyConstraint("case_id", "key", name=op.f("pk_timers")),
    )
    with op.batch_alter_table("timers", schema=None) as batch_op:
        batch_op.create_index(
            "timers_due",
            ["due_at"],
            unique=False,
            sqlite_where=sa.text("state = 'armed'"),
            postgresql_where=sa.text("state = 'armed'"),
        )

    op.create_table(
        "positions",
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column("case_id", columns.Id(), nullable=False),
        sa.Column("task_id", columns.Id(), nullable=False),
        sa.Column("task", sa.Text(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("party", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("data", columns.Json(), nullable=False),
        sa.Column("bound", columns.Hash(length=32), nullable=True),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("at", columns.Instant(), nullable=False),
        sa.Column("by", columns.Id(), nullable=True),
        sa.Column("for_organization", columns.Id(), nullable=True),
        sa.Column("capacity", sa.Text(), nullable=False),
        sa.Column("recorded", sa.Boolean(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=True),
        sa.Column("corrects", columns.Id(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_positions_case_id_cases")),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], name=op.f("fk_positions_task_id_tasks")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_positions")),
    )
    with op.batch_alter_table("positions", schema=None) as batch_op:
        batch_op.create_index("positions_of_case", ["case_id", "task", "round"], unique=False)
        batch_op.create_index("positions_of_person", ["by", "at"], unique=False)
    for table, key, others in GUARDED:
        for statement in append_only_sql(op.get_bind().dialect.name, table, key, others):
            op.execute(sa.text(statement.replace(":", "\\:")))
    op.execute("INSERT INTO log_head (id, size, pos) VALUES (1, 0, 0)")
    op.execute("INSERT INTO register_stamp (id, version, clock_offset) VALUES (1, 0, '0')")


def downgrade() -> None:
    """The same step back."""
    with op.batch_alter_table("positions", schema=None) as batch_op:
        batch_op.drop_index("positions_of_person")
        batch_op.drop_index("positions_of_case")

    op.drop_table("positions")
    with op.batch_alter_table("timers", schema=None) as batch_op:
        batch_op.drop_index(
            "timers_due", sqlite_where=sa.text("state = 'armed'"), postgresql_where=sa.text("state = 'armed'")
        )

    op.drop_table("timers")
    with op.batch_alter_table("tasks", schema=None) as batch_op:
        batch_op.drop_index(
            "tasks_offered",
            sqlite_where=sa.text("state = 'offered'"),
            postgresql_where=sa.text("state = 'offered'"),
        )
        batch_op.drop_index("tasks_of_case")
        batch_op.drop_index(
            "tasks_delegated",
            sqlite_where=sa.text("delegated_to IS NOT NULL AND state = 'offered'"),
            postgresql_where=sa.text("delegated_to IS NOT NULL AND state = 'offered'"),
        )
        batch_op.drop_index(
            "tasks_claimed",
            sqlite_where=sa.text("state = 'claimed'"),
            postgresql_where=sa.text("state = 'claimed'"),
        )

    op.drop_table("tasks")
    with op.batch_alter_table("overrides", schema=None) as batch_op:
        batch_op.drop_index("overrides_of_person")

    op.drop_table("overrides")
    op.drop_table("numbers")
    op.drop_table("notices")
    with op.batch_alter_table("links", schema=None) as batch_op:
        batch_op.drop_index("links_out")
        batch_op.drop_index("links_in")

    op.drop_table("links")
    with op.batch_alter_table("items", schema=None) as batch_op:
        batch_op.drop_index("items_of_case")

    op.drop_table("items")
    op.drop_table("documents")
    with op.batch_alter_table("comments", schema=None) as batch_op:
        batch_op.drop_index("comments_of_case")

    op.drop_table("comments")
    with op.batch_alter_table("wakes", schema=None) as batch_op:
        batch_op.drop_index("wakes_by_time")

    op.drop_table("wakes")
    op.drop_table("unsequenced")
    with op.batch_alter_table("tokens", schema=None) as batch_op:
        batch_op.drop_index("tokens_of_person")

    op.drop_table("tokens")
    with op.batch_alter_table("sign_in_failures", schema=None) as batch_op:
        batch_op.drop_index("sign_in_failures_by_address")
        batch_op.drop_index("sign_in_failures_by_account")

    op.drop_table("sign_in_failures")
    op.drop_table("settings")
    with op.batch_alter_table("sessions", schema=None) as batch_op:
        batch_op.drop_index("sessions_of_person")

    op.drop_table("sessions")
    op.drop_table("register_stamp")
    op.drop_table("people")
    op.drop_table("organizations")
    with op.batch_alter_table("messages", schema=None) as batch_op:
        batch_op.drop_index(
            "messages_unread",
            sqlite_where=sa.text("read_at IS NULL"),
            postgresql_where=sa.text("read_at IS NULL"),
        )
        batch_op.drop_index("messages_of_person")

    op.drop_table("messages")
    with op.batch_alter_table("mandates", schema=None) as batch_op:
        batch_op.drop_index("mandates_by_person")
        batch_op.drop_index("mandates_by_organization")

    op.drop_table("mandates")
    with op.batch_alter_table("mails", schema=None) as batch_op:
        batch_op.drop_index("mails_of_person")
        batch_op.drop_index("mails_by_state")

    op.drop_table("mails")
    op.drop_table("log_head")
    op.drop_table("log_entries")
    op.drop_table("heartbeats")
    with op.batch_alter_table("events", schema=None) as batch_op:
        batch_op.drop_index("events_by_time")
        batch_op.drop_index("events_by_actor")

    op.drop_table("events")
    op.drop_table("disclosures")
    op.drop_table("consumers")
    with op.batch_alter_table("cases", schema=None) as batch_op:
        batch_op.drop_index("cases_by_state")
        batch_op.drop_index("cases_by_opener")
        batch_op.drop_index("cases_by_change")

    op.drop_table("cases")
    op.drop_table("calendars")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION IF EXISTS refuse_change()")
