"""Statements compiled once a database and run on the driver's own cursor: what a command does again and again.

They are SQLAlchemy's own statements with its own conversions of values; only the machinery around each call is left
out, which costs more than the call. Errors come as SQLAlchemy's, and listeners for statements are told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Dialect, exc
from sqlalchemy.sql import ClauseElement

Convert = Callable[[Any], Any] | None


class _Compiled:
    """A statement for one dialect: its text, how values go in, how columns come out."""

    __slots__ = ("binds", "converters", "order", "sql")

    def __init__(self, statement: ClauseElement, dialect: Dialect) -> None:
        compiled: Any = statement.compile(dialect=dialect)
        self.sql = str(compiled)
        self.binds: list[tuple[str, Convert, Any]] = [
            (name, bind.type.dialect_impl(dialect).bind_processor(dialect), bind.value)
            for name, bind in compiled.binds.items()
        ]
        self.order: Sequence[str] | None = compiled.positiontup
        self.converters = _converters(statement, dialect)

    def values(self, given: Mapping[str, Any]) -> Any:
        """The values as the driver takes them: in order, or by name."""
        found = {}
        for name, convert, constant in self.binds:
            value = given.get(name, constant)
            found[name] = value if convert is None else convert(value)
        return found if self.order is None else tuple([found[name] for name in self.order])

    def row(self, raw: Sequence[Any]) -> tuple[Any, ...]:
        """A row as Python has it."""
        row = list(raw)
        for place, convert in self.converters:
            value = row[place]
            if value is not None:
                row[place] = convert(value)
        return tuple(row)


def _converters(statement: ClauseElement, dialect: Dialect) -> list[tuple[int, Callable[[Any], Any]]]:
    """The columns that Python sees otherwise than the driver, by their places."""
    columns: Iterable[Any] = getattr(statement, "selected_columns", ())
    every = [column.type.dialect_impl(dialect).result_processor(dialect, None) for column in columns]
    return [(place, convert) for place, convert in enumerate(every) if convert is not None]


class Prepared:
    """One statement, compiled when a database first needs it."""

    __slots__ = ("_compiled", "statement")

    def __init__(self, statement: ClauseElement) -> None:
        self.statement = statement
        self._compiled: dict[str, _Compiled] = {}

    def all(self, connection: Connection, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """Every row."""
        compiled = self._for(connection)
        cursor = _execute(connection, compiled.sql, compiled.values(values))
        try:
            return [compiled.row(raw) for raw in cursor.fetchall()]
        finally:
            cursor.close()

    def first(self, connection: Connection, values: Mapping[str, Any]) -> tuple[Any, ...] | None:
        """The first row, if there is one."""
        rows = self.all(connection, values)
        return rows[0] if rows else None

    def run(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        """Write some rows."""
        compiled = self._for(connection)
        if len(rows) == 1:
            _execute(connection, compiled.sql, compiled.values(rows[0])).close()
        elif rows:
            _execute(connection, compiled.sql, [compiled.values(row) for row in rows], many=True).close()

    def _for(self, connection: Connection) -> _Compiled:
        dialect = connection.dialect
        found = self._compiled.get(dialect.name)
        if found is None:
            found = self._compiled[dialect.name] = _Compiled(self.statement, dialect)
        return found


def _execute(connection: Connection, sql: str, values: Any, *, many: bool = False) -> Any:
    cursor: Any = connection.connection.cursor()
    for listener in connection.engine.dispatch.before_cursor_execute:
        listener(connection, cursor, sql, values, None, many)
    try:
        if many:
            cursor.executemany(sql, values)
        else:
            cursor.execute(sql, values)
    except connection.dialect.loaded_dbapi.Error as error:
        raise _told(connection, error, sql) from error
    return cursor


def _told(connection: Connection, error: Any, sql: str) -> BaseException:
    """The driver's error as SQLAlchemy tells it; a connection that is gone is not used again."""
    driver: Any = connection.dialect.loaded_dbapi
    lost = connection.dialect.is_disconnect(error, connection.connection, None)
    if lost:
        connection.invalidate(error)
    told: BaseException = exc.DBAPIError.instance(
        sql,
        None,
        error,
        driver.Error,
        hide_parameters=True,
        connection_invalidated=lost,
        dialect=connection.dialect,
    )
    return told


@contextmanager
def together(connection: Connection) -> Iterator[None]:
    """Writes that travel together: on PostgreSQL in a pipeline, where nothing is known until it is left."""
    if connection.dialect.name != "postgresql":
        yield
        return
    driver: Any = connection.connection.driver_connection
    try:
        with driver.pipeline():
            yield
    except connection.dialect.loaded_dbapi.Error as error:
        raise _told(connection, error, "a pipeline") from error
