"""Lists of cases: registers, searches and the API's list, newest first, in keyset pages, through the one filter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Connection,
    Table,
    Text,
    and_,
    cast,
    false,
    func,
    literal,
    or_,
    select,
    tuple_,
)
from sqlalchemy.dialects import postgresql

from engine.case import Case, cases
from engine.columns import from_micros, lowered, to_micros
from engine.comment import comments
from engine.definition import ALWAYS, CaseDefinition, Field, Kind
from engine.document import documents
from engine.item import items
from engine.position import positions
from engine.queries.visible import closed_tasks, readable_levels, visible_cases
from engine.register import Register
from engine.runtime import Engine
from engine.task import Task, tasks

PAGE = 50
ESCAPE = "\\"


@dataclass(frozen=True, slots=True)
class Page:
    """One page of cases and where the next one begins."""

    cases: tuple[Case, ...]
    next: str | None


def stored_value(engine: Engine, key: str, table: Table = cases) -> ColumnElement[str]:
    """A field of the data of a case (or of a row) as text, as each database reads JSON.

    The key comes from a definition, never from a request.
    """
    if engine.database.kind == "postgresql":
        return cast(table.c.data, Text).cast(postgresql.JSON)[key].astext  # type: ignore[no-any-return]
    return func.json_extract(cast(table.c.data, Text), f"$.{key}")


def list_cases(
    engine: Engine,
    connection: Connection,
    register: Register,
    viewer: UUID | None,
    *,
    definition: str | None = None,
    states: Iterable[str] = (),
    words: str = "",
    filters: Mapping[str, str] | None = None,
    cursor: str | None = None,
    most: int = PAGE,
) -> Page:
    """Cases that a viewer may know of, newest first. `filters` are fields of the definition with closed lists."""
    conditions = [visible_cases(engine, register, viewer)]
    if definition is not None:
        conditions.append(cases.c.definition == definition)
    if wanted := list(states):
        conditions.append(cases.c.state.in_(wanted))
    conditions += filtered(engine, definition, filters or {})
    if words.strip():
        conditions.append(matching(engine, register, viewer, words))
    if after := _read_cursor(cursor):
        conditions.append(
            tuple_(cases.c.opened_at, cases.c.id)
            < tuple_(literal(after[0], cases.c.opened_at.type), literal(after[1], cases.c.id.type))
        )
    query = (
        select(cases)
        .where(and_(*conditions))
        .order_by(cases.c.opened_at.desc(), cases.c.id.desc())
        .limit(most + 1)
    )
    found = [Case(*row) for row in connection.execute(query)]
    more = found[most - 1] if len(found) > most else None
    return Page(tuple(found[:most]), f"{to_micros(more.opened_at)}.{more.id.hex}" if more else None)


def _read_cursor(cursor: str | None) -> tuple[object, UUID] | None:
    try:
        opened, _, last = (cursor or "").partition(".")
        return (from_micros(int(opened)), UUID(last)) if cursor else None
    except (ValueError, OverflowError):
        return None


def filtered(engine: Engine, key: str | None, filters: Mapping[str, str]) -> list[ColumnElement[bool]]:
    """The fields of a definition that must hold these stored values; what is no field of it is not looked at."""
    definition = engine.registry.find(key) if key else None
    known = definition.field_by_key if definition else {}
    return [_holds(engine, known[name], value) for name, value in filters.items() if name in known and value]


def _holds(engine: Engine, field: Field, value: str) -> ColumnElement[bool]:
    """That a field is this choice, or has it among several: a choice is a name, so its JSON stands in that of the list."""
    column = stored_value(engine, field.key)
    return column.contains(f'"{value}"', autoescape=True) if field.many else column == value


def matching(engine: Engine, register: Register, viewer: UUID | None, words: str) -> ColumnElement[bool]:
    """Cases in which all these words stand: in title, number, reference, the words of its fields, or its open remarks."""
    each = [_one(engine, register, viewer, word) for word in words.split()[:8]]
    return and_(*each)


def like(column: ColumnElement[str], word: str) -> ColumnElement[bool]:
    """Whether a word stands in a column; what the database would take for a wild card is a letter like any other."""
    escaped = word.lower().replace(ESCAPE, ESCAPE * 2).replace("%", ESCAPE + "%").replace("_", ESCAPE + "_")
    return lowered(column).like(f"%{escaped}%", escape=ESCAPE)


def stored_words() -> list[ColumnElement[str]]:
    """What every case is known by: title, reference, number."""
    return [cases.c.title, cases.c.reference, func.coalesce(cases.c.number, "")]


def _one(engine: Engine, register: Register, viewer: UUID | None, word: str) -> ColumnElement[bool]:
    columns = stored_words()
    columns += [func.coalesce(stored_value(engine, key), "") for key in _open_fields(engine)]
    levels = readable_levels(engine, register, viewer)
    inside = [
        _within(comments, comments.c.level.in_(levels), like(comments.c.body, word)),
        _within(positions, positions.c.task.in_(_open_tasks(engine, levels)), like(positions.c.reason, word)),
        _within(documents, documents.c.document.in_(_open_papers(engine)), like(documents.c.filename, word)),
        _within(items, items.c.standing, or_(false(), *_rows_with(engine, word))),
    ]
    return or_(*[like(column, word) for column in columns], *inside)


def _within(table: Table, *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """That the case has something in a table of its file that fulfils this."""
    found = select(table.c.case_id).where(table.c.case_id == cases.c.id, *conditions)
    return found.correlate(cases).exists()


def _open_fields(engine: Engine) -> list[str]:
    """The fields in words that everybody reads who reads the case; a key that is closed in one type is searched in none."""
    kinds = [field for d in engine.registry.versions for field in d.fields]
    words = {each.key for each in kinds if each.kind in (Kind.TEXT, Kind.LONG)}
    return sorted(words - {each.key for each in kinds if each.level is not None})


def _open_tasks(engine: Engine, levels: list[str]) -> list[str]:
    """The tasks whose answers somebody who reads these levels may read, in every type that has them."""
    closed = {key for d in engine.registry.versions for key in closed_tasks(d, levels)}
    kinds = [task for d in engine.registry.versions for task in d.tasks]
    return sorted({t.key for t in kinds} - {t.key for t in kinds if t.shown != ALWAYS} - closed)


def _open_papers(engine: Engine) -> list[str]:
    kinds = [document for d in engine.registry.versions for document in d.documents]
    return sorted({each.key for each in kinds} - {each.key for each in kinds if each.level is not None})


def _rows_with(engine: Engine, word: str) -> list[ColumnElement[bool]]:
    """That a row has the word in a text column that everybody reads who reads the case, in every type that has it."""
    kinds = [(item, column) for d in engine.registry.versions for item in d.items for column in item.columns]
    words = {(item.key, column.key) for item, column in kinds if column.kind in (Kind.TEXT, Kind.LONG)}
    closed = {
        (item.key, column.key) for item, column in kinds if item.level is not None or column.level is not None
    }
    shown = words - closed
    return [
        and_(items.c.item == item, like(func.coalesce(stored_value(engine, key, items), ""), word))
        for item, key in sorted(shown)
    ]


def count_cases(
    engine: Engine, connection: Connection, register: Register, viewer: UUID | None, definition: str
) -> dict[str, int]:
    """How many cases of a type stand in each state, as far as the viewer may know."""
    query = (
        select(cases.c.state, func.count())
        .where(cases.c.definition == definition, visible_cases(engine, register, viewer))
        .group_by(cases.c.state)
    )
    return dict(connection.execute(query).all())


def tasks_of(connection: Connection, case_ids: Iterable[UUID], task: str) -> dict[UUID, list[Task]]:
    """The present tasks of one kind in several cases, for the marks of a register."""
    wanted = list(case_ids)
    found: dict[UUID, list[Task]] = {each: [] for each in wanted}
    query = (
        select(tasks)
        .where(tasks.c.case_id.in_(wanted), tasks.c.task == task, tasks.c.present)
        .order_by(tasks.c.id)
    )
    for row in connection.execute(query) if wanted else ():
        found[row.case_id].append(Task(*row))
    return found


def registers(engine: Engine) -> list[CaseDefinition]:
    """The types that declare a register of their own, in the order they ask for."""
    found = [definition for definition in engine.registry if definition.register is not None]
    return sorted(found, key=lambda d: (d.register.order if d.register else 0, d.title))


def by_reference(connection: Connection, words: str) -> UUID | None:
    """The case with this number or working reference, whoever may see it: for acts that check the right themselves."""
    if not words.isprintable():  # a text of PostgreSQL holds no NUL, so it cannot even be asked for
        return None
    found = connection.execute(
        select(cases.c.id).where(or_(cases.c.number == words, cases.c.reference == words))
    ).scalar()
    return found if isinstance(found, UUID) else None
