"""What the application may do with each table, said once for both databases: a role's grants on PostgreSQL
(`migrations.roles`), an authorizer of each connection on SQLite (`engine.sqlite_guard`).

Tables are named and not imported, because a database is opened before anybody knows its tables.
"""

from __future__ import annotations

VERSION = "alembic_version"
READ, ADD, CHANGE, REMOVE = "SELECT", "INSERT", "UPDATE", "DELETE"
KEPT = (READ, ADD, CHANGE)

# What is only ever appended: the log first, then those tables of record that no event changes.
APPENDED = (
    "events", "log_entries", "checkpoints", "cosignatures", "positions", "notices", "numbers", "comments", "sightings",
)  # fmt: skip

# Their columns that hold words of people: an erasure on record empties these, and nothing else of a row ever changes.
ERASABLE: dict[str, tuple[str, ...]] = {
    "positions": ("reason", "data", "evidence"),
    "notices": ("evidence",),
    "comments": ("body",),
}

# What else the record holds is added and changed by the events that say so, and never removed.
RECORDED = (
    "organizations", "people", "mandates", "absences", "settings", "calendars", "sessions", "tokens", "webhooks",
    "cases", "items", "documents", "links", "tasks", "timers", "overrides", "erasures",
)  # fmt: skip

# The sealer is another role, on SQLite another way in: it reads hashes, and adds what it has signed.
SEALING: dict[str, tuple[str, ...]] = {
    "log_entries": (READ,),
    "log_head": (READ,),
    "checkpoints": (READ, ADD),
    "cosignatures": (READ,),
}

RIGHTS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(RECORDED, KEPT),
    **dict.fromkeys(APPENDED, (READ, ADD)),
    "checkpoints": (READ,),  # whoever could add one could say that anything is signed: the sealer adds them
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
