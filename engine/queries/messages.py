"""The in-app inbox: what a person was told, newest first, in keyset pages; only what that person may still see."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Select, and_, func, literal, or_, select, tuple_

from engine.case import cases
from engine.columns import from_micros, to_micros
from engine.definition import CaseDefinition
from engine.message_box import messages
from engine.messages import Message
from engine.queries.kept import kept, rights_of
from engine.queries.visible import readable_levels, visible_cases
from engine.register import Register
from engine.runtime import Engine
from engine.work import IMPLIED

PAGE = 50
head = func.coalesce(messages.c.digest, messages.c.id)
_COLUMNS = (
    *messages.c,
    cases.c.title,
    func.coalesce(cases.c.number, cases.c.reference).label("reference"),
    cases.c.definition,
    cases.c.version,
)


@dataclass(frozen=True, slots=True)
class Line:
    """One thing a person was told: which sentence of the closed list, its places filled, and about which case."""

    kind: str
    sentence: str
    values: dict[str, Any]
    case_id: UUID | None = None
    title: str = ""
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """A message as it is read: usually one line, in a digest several. Unread while `read_at` is nothing."""

    id: UUID
    at: datetime
    read_at: datetime | None
    lines: tuple[Line, ...]

    @property
    def cursor(self) -> str:
        """Where this message stands, for the page after it."""
        return f"{to_micros(self.at)}.{self.id.hex}"


@dataclass(frozen=True, slots=True)
class Page:
    """One page of messages and where the next one begins."""

    messages: tuple[Told, ...]
    next: str | None


def list_messages(
    engine: Engine,
    connection: Connection,
    register: Register,
    person: UUID,
    *,
    unread: bool = False,
    cursor: str | None = None,
    most: int = PAGE,
) -> Page:
    """What a person was told, newest first; with `unread` only what is not read yet."""
    mine = _mine(engine, register, person)
    conditions = [mine, messages.c.read_at.is_(None)] if unread else [mine]
    if after := _read_cursor(cursor):
        before = tuple_(literal(after[0], messages.c.at.type), literal(after[1], messages.c.id.type))
        conditions.append(tuple_(messages.c.at, head) < before)
    query = (
        select(messages.c.at, head.label("head"))
        .select_from(_joined)
        .where(*conditions)
        .distinct()
        .order_by(messages.c.at.desc(), head.desc())
        .limit(most + 1)
    )
    found = connection.execute(query).all()
    told = _read(engine, connection, register, mine, [row.head for row in found[:most]])
    return Page(tuple(told), told[-1].cursor if len(found) > most else None)


_joined = messages.outerjoin(cases, cases.c.id == messages.c.case_id)


def visible_messages(engine: Engine, register: Register, person: UUID) -> Select[tuple[UUID]]:
    """The ids of everything a person was told and may still see."""
    return select(messages.c.id).select_from(_joined).where(_mine(engine, register, person))


def _mine(engine: Engine, register: Register, person: UUID) -> ColumnElement[bool]:
    """This person's rows, as far as the case and the level are open to them now."""
    return and_(
        messages.c.person_id == person,
        or_(messages.c.case_id.is_(None), visible_cases(engine, register, person)),
        or_(messages.c.level.is_(None), messages.c.level.in_(readable_levels(engine, register, person))),
    )


def _read(
    engine: Engine,
    connection: Connection,
    register: Register,
    mine: ColumnElement[bool],
    heads: list[UUID],
) -> list[Told]:
    query = (
        select(*_COLUMNS, head.label("head"))
        .select_from(_joined)
        .where(mine, head.in_(heads))
        .order_by(messages.c.at.desc(), head.desc(), messages.c.id)
    )
    grouped: dict[UUID, list[Any]] = {}
    for row in connection.execute(query) if heads else ():
        grouped.setdefault(row.head, []).append(row)
    return [_told(engine, register, identity, rows) for identity, rows in grouped.items()]


def _told(engine: Engine, register: Register, identity: UUID, rows: list[Any]) -> Told:
    unread = any(row.read_at is None for row in rows)
    return Told(
        identity, rows[0].at, None if unread else rows[0].read_at, newest_lines(engine, register, rows)
    )


def newest_lines(engine: Engine, register: Register, rows: list[Any]) -> tuple[Line, ...]:
    """The lines of a message. Of several reminders about one task the newest stands: the others are overtaken by it."""
    lines: dict[tuple[Any, ...], Line] = {}
    for row in rows:
        task = row.says["values"].get("task", {}).get("task")
        key = (row.case_id, task) if task and row.digest else (row.id,)
        lines.pop(key, None)
        lines[key] = _line(engine, register, row)
    return tuple(lines.values())


def _line(engine: Engine, register: Register, row: Any) -> Line:
    definition = engine.registry.find(row.definition, row.version) if row.definition else None
    values = {name: resolve(register, definition, each) for name, each in row.says["values"].items()}
    return Line(row.kind, row.says["id"], values, row.case_id, row.title or "", row.reference or "")


def digest_rows(
    engine: Engine, connection: Connection, register: Register, person: UUID, digest: UUID
) -> list[Any]:
    """The rows of one digest that this person may see, oldest first."""
    return _rows(engine, connection, register, person, messages.c.digest == digest)


def letter_rows(
    engine: Engine, connection: Connection, register: Register, person: UUID, letter: UUID
) -> list[Any]:
    """The rows that a daily letter tells, as far as this person may see them, oldest first."""
    return _rows(engine, connection, register, person, messages.c.letter == letter)


def _rows(
    engine: Engine, connection: Connection, register: Register, person: UUID, which: ColumnElement[bool]
) -> list[Any]:
    query = (
        select(*_COLUMNS)
        .select_from(_joined)
        .where(_mine(engine, register, person), which)
        .order_by(messages.c.id)
    )
    return list(connection.execute(query))


def count_unread(engine: Engine, connection: Connection, register: Register, person: UUID) -> int:
    """How many messages a person has not read; a digest counts once."""
    key = ("unread", rights_of(engine, register, person))
    query = kept(engine, key, lambda: _unread(engine, register, person))
    return int(connection.execute(query).scalar() or 0)


def _unread(engine: Engine, register: Register, person: UUID) -> Select[Any]:
    return (
        select(func.count(head.distinct()))
        .select_from(_joined)
        .where(_mine(engine, register, person), messages.c.read_at.is_(None))
    )


# What stands in the places of a sentence


def resolve(register: Register, definition: CaseDefinition | None, value: Any) -> Any:
    """A stored place as the thing it means: a person, an organization, an instant, a label."""
    if isinstance(value, list):
        return [resolve(register, definition, each) for each in value]
    if not isinstance(value, dict):
        return value
    ((what, key),) = value.items()
    if what == "person":
        return register.people.get(UUID(key), "")
    if what == "organization":
        return register.organizations.get(UUID(key), "")
    if what == "at":
        return from_micros(key)
    return label(_LABELS[what](definition, key)) if definition is not None else ""


def label(text: str) -> Message | str:
    """A label of a definition as a sentence of its own, so that it is translated; braces are no places."""
    return text if "{" in text or "}" in text else Message(text)


def _state(definition: CaseDefinition, key: str) -> str:
    state = definition.state_by_key.get(key)
    return state.label if state else key


def _task(definition: CaseDefinition, key: str) -> str:
    if key.startswith(IMPLIED):
        return _state(definition, key.removeprefix(IMPLIED))
    task = definition.task_by_key.get(key)
    return task.label if task else key


def _outcome(definition: CaseDefinition, key: list[str]) -> str:
    task = definition.task_by_key.get(key[0])
    outcome = task.outcome(key[1]) if task else None
    return outcome.label if outcome else key[1]


def _trigger(definition: CaseDefinition, key: str) -> str:
    return next((t.label for t in definition.transitions if t.trigger == key), key)


_LABELS: dict[str, Callable[[CaseDefinition, Any], str]] = {
    "task": _task,
    "state": _state,
    "outcome": _outcome,
    "trigger": _trigger,
    "says": lambda definition, key: str(key),
}


def _read_cursor(cursor: str | None) -> tuple[datetime, UUID] | None:
    """The place a cursor names; one that nobody gave out means the beginning."""
    try:
        at, _, last = (cursor or "").partition(".")
        return (from_micros(int(at)), UUID(last)) if cursor else None
    except (ValueError, OverflowError):
        return None
