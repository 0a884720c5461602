"""Two roles on PostgreSQL: one that owns the tables and migrates, one that the application works as.

The application may add to the record and may not take away from it: it is not the owner, so it cannot drop what guards
the log, and it holds no right to change, delete or truncate an event or its place. After each `nemcon migrate`:

    python -m migrations.roles OWNER APPLICATION | psql -d nemcon -U OWNER

Both roles are there already (`CREATE ROLE ... LOGIN`); the owner owns the database, or its schema and the right to create another in it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

from engine.tables import BESIDE, RECORD

VERSION = "alembic_version"
# Where Procrastinate keeps what wakes workers: no part of the record, and the application does all of it.
WAKING = "procrastinate"
READ, ADD, CHANGE, REMOVE = "SELECT", "INSERT", "UPDATE", "DELETE"
KEPT = (READ, ADD, CHANGE)

# What the record holds is added and changed by the events that say so, and never removed. What is appended only:
APPENDED = ("positions", "notices", "numbers", "comments", "sightings")
RIGHTS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(RECORD, KEPT),
    **dict.fromkeys(APPENDED, (READ, ADD)),
    "events": (READ, ADD),
    "log_entries": (READ, ADD),
    "disclosures": (READ, ADD, REMOVE),  # an erasure takes a value away; the commitment in its event stays
    "log_head": (READ, CHANGE),
    "register_stamp": (READ, CHANGE),
    "unsequenced": (READ, ADD, REMOVE),
    "wakes": (READ, ADD, REMOVE),
    "sign_in_failures": (READ, ADD, CHANGE, REMOVE),
    "drafts": (READ, ADD, CHANGE, REMOVE),
    "watching": (READ, ADD, REMOVE),
    "letter_choices": KEPT,
    "consumers": KEPT,
    "heartbeats": KEPT,
    "messages": KEPT,
    "mails": KEPT,
    "announcements": (READ, ADD, CHANGE, REMOVE),  # what its receiver may not read any more leaves no trace
    VERSION: (READ,),
}


def grants_sql(owner: str, application: str) -> list[str]:
    """The statements that give the application its rights and no others, to be run by the owner one by one."""
    return list(_statements(_quoted(owner), _quoted(application)))


def _statements(owner: str, application: str) -> Iterator[str]:
    unknown = {*RECORD, *BESIDE} - set(RIGHTS)
    if unknown:
        raise LookupError(f"nobody has said what the application may do with {sorted(unknown)}")
    yield f"REVOKE CREATE ON SCHEMA public FROM PUBLIC, {application}"
    yield f"GRANT USAGE ON SCHEMA public TO {application}"
    yield f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC, {application}"
    yield f"REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM PUBLIC, {application}"
    yield f"ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA public REVOKE ALL ON TABLES FROM PUBLIC"
    for table, rights in RIGHTS.items():
        yield f"GRANT {', '.join(rights)} ON TABLE {_quoted(table)} TO {application}"
    yield f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {application}"
    yield f"GRANT USAGE ON SCHEMA {WAKING} TO {application}"
    yield f"GRANT {READ}, {ADD}, {CHANGE}, {REMOVE} ON ALL TABLES IN SCHEMA {WAKING} TO {application}"
    yield f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA {WAKING} TO {application}"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("python -m migrations.roles OWNER APPLICATION")
    sys.stdout.writelines(f"{statement};\n" for statement in grants_sql(*sys.argv[1:]))
