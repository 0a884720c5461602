"""The guard of the application's connections to SQLite: what PostgreSQL refuses to a role, an authorizer refuses here.

SQLite asks it while it prepares a statement, so a statement that is run again costs nothing: a command takes as long with it
as without (0.77 ms, medians of 7 rounds of 400), the first one of a connection 0.8 ms longer. It holds whoever speaks
through our connections; whoever opens the file with another program is held by the triggers only, and convicted by the
verifier of the log. Migrations, backup and restore open the database `as_owner`, without it; the sealer opens it
`as_sealer`, and adds checkpoints and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any

from engine.grants import ADD, CHANGE, ERASABLE, REMOVE, RIGHTS, SEALING

# Pragmas that tell something and take an argument. Any other may be asked, and may not be set.
TELLING = frozenset(
    "table_info table_xinfo table_list index_list index_info index_xinfo foreign_key_list foreign_key_check "
    "integrity_check quick_check wal_checkpoint".split()
)
# The two journals that lose nothing: which one it is depends on the version of SQLite.
JOURNALS = frozenset({"wal", "delete"})
# Where VACUUM writes the file anew. It is attached without the name of a file, so nothing else is reached through it.
SCRATCH = re.compile(r"vacuum_[0-9a-f]+")
LOADING = frozenset({"load_extension"})

Judge = Callable[[int, str | None, str | None, str | None, str | None], int]
Columns = Mapping[str, tuple[str, ...]]


def guard(connection: Any, module: ModuleType, *, as_sealer: bool = False) -> None:
    """Let a connection do from here on what the application may, or what the sealer may, and nothing else."""
    rights, erasable = (SEALING, {}) if as_sealer else (RIGHTS, ERASABLE)
    # The triggers look into JSON by a table that older versions make at its first use: afterwards it would be refused.
    connection.execute("SELECT count(*) FROM json_each('{}')").fetchall()
    connection.set_authorizer(judge_of(module, rights, erasable))


def judge_of(module: ModuleType, given: Columns, erasable: Columns) -> Judge:
    """The authorizer of whoever is given these rights on tables, and the change of these columns.

    SQLite tells it an action, what it is done to, and in which of the attached files."""
    yes, no = int(module.SQLITE_OK), int(module.SQLITE_DENY)
    free = {module.SQLITE_SELECT, module.SQLITE_READ, module.SQLITE_TRANSACTION, module.SQLITE_SAVEPOINT}
    free |= {module.SQLITE_RECURSIVE}
    rights = {module.SQLITE_INSERT: ADD, module.SQLITE_UPDATE: CHANGE, module.SQLITE_DELETE: REMOVE}
    granted = {
        (action, table) for action, right in rights.items() for table, told in given.items() if right in told
    }

    def judge(action: int, one: str | None, two: str | None, schema: str | None, _by: str | None) -> int:
        if action in free:
            return yes
        if schema is not None and SCRATCH.fullmatch(schema):
            return yes
        if action in rights:
            erases = action == module.SQLITE_UPDATE and two in erasable.get(one or "", ())
            return yes if schema == "main" and ((action, one) in granted or erases) else no
        if action == module.SQLITE_PRAGMA:
            return yes if _tells(one or "", two) else no
        if action == module.SQLITE_FUNCTION:
            return no if two in LOADING else yes
        return yes if action == module.SQLITE_ATTACH and one == "" else no

    return judge


def _tells(pragma: str, value: str | None) -> bool:
    """Whether a pragma only asks, or chooses between the two journals."""
    if pragma.lower() == "journal_mode" and value is not None:
        return value.lower() in JOURNALS
    return value is None or pragma.lower() in TELLING
