"""Triggers that keep a table append-only: what was written can be neither changed, nor removed, nor replaced.

They stop mistakes and a misled application. An administrator can drop them; the verifier of the log
convicts that.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import DDL, Table, UniqueConstraint, event

DIALECTS = ("sqlite", "postgresql")

_POSTGRESQL_FUNCTION = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    RAISE EXCEPTION USING ERRCODE = 'restrict_violation',
        MESSAGE = TG_TABLE_NAME || ' is append-only, ' || lower(TG_OP) || ' refused';
END
$body$""".strip()


def append_only_sql(
    dialect_name: str,
    table_name: str,
    key_columns: Sequence[str],
    other_keys: Iterable[Sequence[str]] = (),
    *,
    fixed: Sequence[str] = (),
) -> list[str]:
    """The statements that guard a table, free of `%` and of bind parameters, to be run one by one.

    `key_columns` is the primary key, `other_keys` every further unique key: SQLite's INSERT OR REPLACE
    removes the row that stands in the way of *any* of them. `fixed` are the columns that never change, where an
    erasure may empty the others; without it all are. An unknown dialect is a ValueError.
    """
    if dialect_name == "sqlite":
        return _sqlite(table_name, [key_columns, *other_keys], _update_of(fixed))
    if dialect_name == "postgresql":
        return _postgresql(table_name, _update_of(fixed))
    raise ValueError(f"no append-only guard for {dialect_name}")


def append_only_ddl(table: Table, erasable: Collection[str] = ()) -> list[DDL]:
    """The same for a table of the metadata: one DDL a statement, each run only on its own database."""
    fixed = [column.name for column in table.columns if column.name not in erasable] if erasable else []
    primary = [column.name for column in table.primary_key.columns]
    others = _unique_keys(table)
    return [
        DDL(statement).execute_if(dialect=dialect)  # type: ignore[no-untyped-call]
        for dialect in DIALECTS
        for statement in append_only_sql(dialect, table.name, primary, others, fixed=fixed)
    ]


def append_only(table: Table, *, erasable: Collection[str] = ()) -> Table:
    """Guard the table whenever the metadata creates it; returns the table. `erasable` are the columns that hold words of
    people, which an erasure may empty."""
    for ddl in append_only_ddl(table, erasable):
        event.listen(table, "after_create", ddl)
    return table


def _unique_keys(table: Table) -> list[list[str]]:
    constraints = [c for c in table.constraints if isinstance(c, UniqueConstraint)]
    keys = [[column.name for column in constraint.columns] for constraint in constraints]
    keys += [[column.name for column in index.columns] for index in table.indexes if index.unique]
    return sorted(keys)


def _update_of(columns: Sequence[str]) -> str:
    return f"UPDATE OF {', '.join(map(_quoted, columns))}" if columns else "UPDATE"


def _sqlite(table: str, keys: Sequence[Sequence[str]], update: str) -> list[str]:
    """The trigger on INSERT holds also where `recursive_triggers` is off and REPLACE fires none on DELETE.

    It speaks like SQLite's own unique violation, which is what a second insert of a key means to its caller.
    """
    row = f"SELECT 1 FROM {_quoted(table)} WHERE"  # noqa: S608 - names of our own tables, quoted
    taken = " OR ".join(f"EXISTS ({row} {_same(key)})" for key in keys)
    changes = [
        f"CREATE TRIGGER {_quoted(f'{table}_no_{verb.lower()}')} BEFORE {when} ON {_quoted(table)} BEGIN "
        f"SELECT RAISE(ABORT, {_text(f'{table} is append-only, {verb.lower()} refused')}); END"
        for verb, when in (("UPDATE", update), ("DELETE", "DELETE"))
    ]
    replace = (
        f"CREATE TRIGGER {_quoted(f'{table}_no_replace')} BEFORE INSERT ON {_quoted(table)} WHEN {taken} "
        f"BEGIN SELECT RAISE(ABORT, {_text(f'UNIQUE constraint failed: {table} is append-only')}); END"
    )
    return [*changes, replace]


def _postgresql(table: str, update: str) -> list[str]:
    """A trigger per statement sees TRUNCATE too; ALWAYS makes it hold for replication sessions as well."""
    name = _quoted(f"{table}_no_change")
    trigger = (
        f"CREATE TRIGGER {name} BEFORE {update} OR DELETE OR TRUNCATE ON {_quoted(table)} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )
    return [
        _POSTGRESQL_FUNCTION,
        trigger,
        f"ALTER TABLE {_quoted(table)} ENABLE ALWAYS TRIGGER {name}",
    ]


def _same(key: Sequence[str]) -> str:
    return " AND ".join(f"{_quoted(column)} = NEW.{_quoted(column)}" for column in key)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _text(words: str) -> str:
    return "'" + words.replace("'", "''") + "'"
