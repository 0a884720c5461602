"""Triggers that keep a table append-only: what was written can be neither changed, nor removed, nor replaced; and words of
people give way to nothing but the mark of an erasure.

They stop mistakes and a misled application. An administrator can drop them; the verifier of the log
convicts that.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import DDL, Table, UniqueConstraint, event

from engine.columns import Json
from engine.history.erased import ERASED

DIALECTS = ("sqlite", "postgresql")

_POSTGRESQL_FUNCTION = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    RAISE EXCEPTION USING ERRCODE = 'restrict_violation',
        MESSAGE = TG_TABLE_NAME || ' is append-only, ' || lower(TG_OP) || ' refused';
END
$body$""".strip()

# Its arguments: the columns that hold words, those that hold values by key, and the mark of an erasure.
_POSTGRESQL_ERASED = """
CREATE OR REPLACE FUNCTION only_erased() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
    each text;
    stood jsonb := to_jsonb(OLD);
    stands jsonb := to_jsonb(NEW);
    fits boolean := true;
BEGIN
    FOREACH each IN ARRAY string_to_array(TG_ARGV[0], ' ') LOOP
        fits := fits AND ((stands ->> each) IS NOT DISTINCT FROM (stood ->> each)
            OR coalesce(stands ->> each = TG_ARGV[2], false));
    END LOOP;
    FOREACH each IN ARRAY string_to_array(TG_ARGV[1], ' ') LOOP
        fits := fits AND (stands ->> each) IS NOT NULL AND NOT EXISTS (
            SELECT FROM jsonb_each(CAST(stands ->> each AS jsonb)) AS kept
            WHERE (CAST(stood ->> each AS jsonb) -> kept.key) IS DISTINCT FROM kept.value);
    END LOOP;
    IF NOT fits THEN
        RAISE EXCEPTION USING ERRCODE = 'restrict_violation',
            MESSAGE = TG_TABLE_NAME || ' is append-only, other words refused';
    END IF;
    RETURN NEW;
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


def only_erased_sql(
    dialect_name: str, table_name: str, words: Sequence[str], by_key: Sequence[str] = ()
) -> list[str]:
    """The statements that let `words` give way to the mark of an erasure and to nothing else, and `by_key`, which hold values by
    key, only lose keys."""
    if dialect_name == "sqlite":
        return [_sqlite_erased(table_name, words, by_key)]
    if dialect_name == "postgresql":
        return _postgresql_erased(table_name, words, by_key)
    raise ValueError(f"no append-only guard for {dialect_name}")


def guards_of(table: Table, dialect_name: str, erasable: Collection[str] = ()) -> list[str]:
    """All of these for a table of the metadata."""
    fixed = [column.name for column in table.columns if column.name not in erasable] if erasable else []
    primary = [column.name for column in table.primary_key.columns]
    told = append_only_sql(dialect_name, table.name, primary, _unique_keys(table), fixed=fixed)
    if erasable:
        words = [name for name in erasable if not isinstance(table.c[name].type, Json)]
        by_key = [name for name in erasable if name not in words]
        told += only_erased_sql(dialect_name, table.name, words, by_key)
    return told


def append_only_ddl(table: Table, erasable: Collection[str] = ()) -> list[DDL]:
    """The same as DDL: one for each statement, each run only on its own database."""
    return [
        DDL(statement).execute_if(dialect=dialect)  # type: ignore[no-untyped-call]
        for dialect in DIALECTS
        for statement in guards_of(table, dialect, erasable)
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
        f"CREATE TRIGGER {name} BEFORE DELETE OR {update} OR TRUNCATE ON {_quoted(table)} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )
    return [
        _POSTGRESQL_FUNCTION,
        trigger,
        f"ALTER TABLE {_quoted(table)} ENABLE ALWAYS TRIGGER {name}",
    ]


def _sqlite_erased(table: str, words: Sequence[str], by_key: Sequence[str]) -> str:
    changed = "(NEW.{0} IS NOT OLD.{0} AND NEW.{0} IS NOT {1})"
    others = [changed.format(_quoted(name), _text(ERASED)) for name in words]
    others += [_sqlite_keeps_more(_quoted(name)) for name in by_key]
    return (
        f"CREATE TRIGGER {_quoted(f'{table}_only_erased')} BEFORE {_update_of([*words, *by_key])} ON {_quoted(table)} "
        f"WHEN {' OR '.join(others)} "
        f"BEGIN SELECT RAISE(ABORT, {_text(f'{table} is append-only, other words refused')}); END"
    )


def _sqlite_keeps_more(column: str) -> str:
    """Whether a value stands under a key under which it did not stand before. Older versions of SQLite let a trigger call no
    function of JSON but the table of its keys, which fails where the text is none."""
    same = "stood.key IS kept.key AND stood.type IS kept.type AND stood.value IS kept.value"
    known = f"EXISTS (SELECT 1 FROM json_each(OLD.{column}) AS stood WHERE {same})"  # noqa: S608 - names of our own
    more = f"EXISTS (SELECT 1 FROM json_each(NEW.{column}) AS kept WHERE NOT {known})"  # noqa: S608
    return f"(substr(NEW.{column}, 1, 1) IS NOT '{{' OR {more})"


def _postgresql_erased(table: str, words: Sequence[str], by_key: Sequence[str]) -> list[str]:
    name = _quoted(f"{table}_only_erased")
    told = ", ".join(map(_text, (" ".join(words), " ".join(by_key), ERASED)))
    trigger = (
        f"CREATE TRIGGER {name} BEFORE {_update_of([*words, *by_key])} ON {_quoted(table)} "
        f"FOR EACH ROW EXECUTE FUNCTION only_erased({told})"
    )
    return [
        _POSTGRESQL_ERASED,
        trigger,
        f"ALTER TABLE {_quoted(table)} ENABLE ALWAYS TRIGGER {name}",
    ]


def _same(key: Sequence[str]) -> str:
    return " AND ".join(f"{_quoted(column)} = NEW.{_quoted(column)}" for column in key)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _text(words: str) -> str:
    return "'" + words.replace("'", "''") + "'"
