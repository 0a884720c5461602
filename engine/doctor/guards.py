"""What keeps history from being changed: the triggers as this program would make them, and what the application may do."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from engine.append_only import guards_of
from engine.columns import metadata
from engine.doctor.finding import Looked, NotRun, Promise
from engine.doctor.records import Records
from engine.grants import ADD, APPENDED, ERASABLE, RIGHTS
from engine.messages import message

_TRIGGER = re.compile(r'CREATE TRIGGER "(\w+)"')
_FUNCTION = re.compile(r"CREATE OR REPLACE FUNCTION (\w+)\(\).*AS \$body\$(.*)\$body\$", re.DOTALL)
KNOWN = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname, pg_get_triggerdef(oid, true) FROM pg_trigger WHERE tgenabled = 'A' AND NOT tgisinternal "
    "UNION ALL SELECT proname || '()', prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace",
}


def guards_stand(records: Records) -> Looked:
    """The triggers of every table that is only appended to are there, enabled, and say what they should."""
    kind = records.connection.dialect.name
    rows = records.connection.execute(text(KNOWN[kind]))
    standing = {row[0]: _plain(row[1]) for row in rows}
    for name, wanted in dict(_wanted(kind)).items():
        if name not in standing:
            yield message("The guard {name} is gone.", name=name)
        else:
            same = standing[name] == wanted
            yield None if same else message("The guard {name} is not what it should be.", name=name)


def _wanted(kind: str) -> Iterator[tuple[str, str]]:
    """Every trigger, and on PostgreSQL the functions behind them, by name."""
    for table in APPENDED:
        for statement in guards_of(metadata.tables[table], kind, ERASABLE.get(table, ())):
            trigger, function = _TRIGGER.match(statement), _FUNCTION.match(statement)
            if trigger is not None:
                yield trigger[1], _plain(statement)
            elif function is not None:
                yield f"{function[1]}()", _plain(function[2])


def _plain(sql: str) -> str:
    """Without what a database puts in its own way: quotes around names, and the room between words."""
    return " ".join(sql.replace('"', "").split())


def the_application_may_only_append(records: Records) -> Looked:
    """What it is granted on PostgreSQL, what its connections are let do on SQLite; of an owner nothing can be said."""
    postgresql = records.connection.dialect.name == "postgresql"
    if _owns(records):
        raise NotRun(message("The owner of the tables looks: run it as the application."))
    may = _granted if postgresql else _prepared
    for table in APPENDED:
        for column in metadata.tables[table].columns.keys():  # noqa: SIM118  # a collection, and no dictionary
            says = message("The application may change {table}.{column}.", table=table, column=column)
            if column not in ERASABLE.get(table, ()):
                yield says if may(records, table, column) else None
        yield (
            message("The application may delete from {table}.", table=table) if may(records, table) else None
        )
        if ADD not in RIGHTS[table]:
            says = message("The application may add to {table}.", table=table)
            yield says if _adds(records, table) else None


def _owns(records: Records) -> bool:
    if records.connection.dialect.name == "sqlite":
        return _let(records, "EXPLAIN CREATE TABLE doctor (a)")
    owner = text("SELECT pg_has_role(tableowner, 'USAGE') FROM pg_tables WHERE tablename = 'events'")
    return bool(records.connection.execute(owner).scalar())


def _granted(records: Records, table: str, column: str | None = None) -> bool:
    """To change a column; without one, to delete or truncate."""
    remove = "SELECT has_table_privilege(:table, 'DELETE, TRUNCATE')"
    ask = text("SELECT has_column_privilege(:table, :column, 'UPDATE')" if column else remove)
    named = {"table": table, "column": column} if column else {"table": table}
    return bool(records.connection.execute(ask, named).scalar())


def _prepared(records: Records, table: str, column: str | None = None) -> bool:
    """Whether such a statement is prepared; it is never run."""
    said = f'UPDATE {table} SET "{column}" = "{column}"' if column else f"DELETE FROM {table}"  # noqa: S608
    return _let(records, f"EXPLAIN {said}")


def _adds(records: Records, table: str) -> bool:
    if records.connection.dialect.name == "sqlite":
        return _let(records, f"EXPLAIN INSERT INTO {table} DEFAULT VALUES")
    ask = text("SELECT has_table_privilege(:table, 'INSERT')")
    return bool(records.connection.execute(ask, {"table": table}).scalar())


def _let(records: Records, statement: str) -> bool:
    try:
        records.connection.exec_driver_sql(statement).close()
    except DatabaseError:
        return False
    return True


GUARDS = (
    Promise("guards", message("The triggers that keep history are there and hold."), guards_stand),
    Promise("append", message("The application may add to history and may not change it."),
            the_application_may_only_append),
)  # fmt: skip
