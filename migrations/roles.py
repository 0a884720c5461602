"""Roles on PostgreSQL: one that owns the tables and migrates, one that the application works as, one for the sealer.

The application may add to the record and may not take away from it: it is not the owner, so it cannot drop what guards
the log, and it holds no right to change, delete or truncate an event or its place. After each `nemcon migrate`:

    python -m migrations.roles OWNER APPLICATION [SEALER] | psql -d nemcon -U OWNER

The roles are there already (`CREATE ROLE ... LOGIN`); the owner owns the database, or its schema and the right to create another in it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

from engine.grants import ADD, CHANGE, ERASABLE, READ, REMOVE, RIGHTS, SEALING
from engine.tables import BESIDE, RECORD

# Where Procrastinate keeps what wakes workers: no part of the record, and the application does all of it.
WAKING = "procrastinate"


def grants_sql(owner: str, application: str, sealer: str | None = None) -> list[str]:
    """The statements that give the application its rights and no others, and a sealer its few, to be run by the owner one by one."""
    told = list(_statements(_quoted(owner), _quoted(application)))
    return told if sealer is None else [*told, *_of_the_sealer(_quoted(sealer))]


def _of_the_sealer(sealer: str) -> Iterator[str]:
    yield f"GRANT USAGE ON SCHEMA public TO {sealer}"
    yield f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {sealer}"
    for table, rights in SEALING.items():
        yield f"GRANT {', '.join(rights)} ON TABLE {_quoted(table)} TO {sealer}"


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
    for table, columns in ERASABLE.items():
        named = ", ".join(_quoted(column) for column in columns)
        yield f"GRANT {CHANGE} ({named}) ON TABLE {_quoted(table)} TO {application}"
    yield f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {application}"
    yield f"GRANT USAGE ON SCHEMA {WAKING} TO {application}"
    yield f"GRANT {READ}, {ADD}, {CHANGE}, {REMOVE} ON ALL TABLES IN SCHEMA {WAKING} TO {application}"
    yield f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA {WAKING} TO {application}"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4):
        sys.exit("python -m migrations.roles OWNER APPLICATION [SEALER]")
    sys.stdout.writelines(f"{statement};\n" for statement in grants_sql(*sys.argv[1:]))
