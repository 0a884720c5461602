"""The store: reads what a command needs under the lock, and is the only writer of a `Change`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Connection,
    Select,
    Table,
    and_,
    bindparam,
    func,
    insert,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from engine.case import Case, cases, may_hold
from engine.change import Change, Head, Key, Written, compose
from engine.columns import new_id
from engine.definition import CaseDefinition
from engine.document import Document, documents
from engine.errors import Unknown
from engine.item import Item, items
from engine.link import Link, Told, links, wakes
from engine.log import disclosures, events
from engine.notice import apart, asked_and_answered
from engine.number import numbers
from engine.position import Position, positions
from engine.prepared import Prepared, together
from engine.register import Register
from engine.registry import Registry
from engine.setting import register_stamp
from engine.snapshot import Snapshot
from engine.tables import OWNERS, RECORD
from engine.task import Task, tasks
from engine.timer import ARMED, Timer, timers

# Statements are built once, and compiled once a database.

_case_under_lock = Prepared(select(cases).where(cases.c.id == bindparam("id")).with_for_update())
_case_of_task = select(tasks.c.case_id).where(tasks.c.id == bindparam("id"))
_case_of_task_under_lock = Prepared(
    select(cases).where(cases.c.id == _case_of_task.scalar_subquery()).with_for_update()
)
_register_under_lock = select(register_stamp.c.version).with_for_update()
_present_tasks = Prepared(
    asked_and_answered(positions.c.id == tasks.c.answer)
    .where(and_(tasks.c.case_id == bindparam("id"), tasks.c.present))
    .order_by(tasks.c.id)
)
_armed_timers = Prepared(
    select(timers).where(and_(timers.c.case_id == bindparam("id"), timers.c.state == ARMED))
)
_items = Prepared(
    select(items).where(items.c.case_id == bindparam("id")).order_by(items.c.item, items.c.position)
)
_documents = Prepared(
    select(documents).where(documents.c.case_id == bindparam("id")).order_by(documents.c.version)
)
_other = cases.alias("other")
_ties = (
    select(
        links.c.id,
        links.c.case_id,
        links.c.to_case,
        links.c.type,
        links.c.at,
        (links.c.to_case == bindparam("id")).label("incoming"),
        _other.c.id.label("other"),
        _other.c.definition,
        _other.c.version,
        _other.c.title,
        _other.c.state,
        _other.c.result,
        _other.c.data,
        select(events.c.id)
        .where(events.c.id == links.c.id, events.c.kind == "link.added")
        .exists()
        .label("by_hand"),
    )
    .join(
        _other,
        or_(
            and_(links.c.case_id == bindparam("id"), _other.c.id == links.c.to_case),
            and_(links.c.to_case == bindparam("id"), _other.c.id == links.c.case_id),
        ),
    )
    .where(
        and_(
            or_(links.c.case_id == bindparam("id"), links.c.to_case == bindparam("id")),
            links.c.ended_at.is_(None),
        )
    )
    .order_by(links.c.at, links.c.id)
)
_links = Prepared(_ties)


_leaves_of_stream = Prepared(
    select(events.c.leaf_hash)
    .where(and_(events.c.stream_kind == bindparam("kind"), events.c.stream_id == bindparam("id")))
    .order_by(events.c.seq)
)


@dataclass(frozen=True, slots=True)
class OfTask:
    """The case that a task belongs to, now and for ever: named by the task."""

    task_id: UUID


def lock_case(connection: Connection, case: UUID | OfTask) -> Case:
    """Lock a case in a statement of its own and read it: a joined locking select would return stale partners."""
    if isinstance(case, OfTask):
        row = _case_of_task_under_lock.first(connection, {"id": case.task_id})
    else:
        row = _case_under_lock.first(connection, {"id": case})
    if row is None:
        raise _no_such(case)
    return Case(*row)


def read_case_id(connection: Connection, case: UUID | OfTask) -> UUID:
    """The id of a case, without a lock."""
    if not isinstance(case, OfTask):
        return case
    found: UUID | None = connection.execute(_case_of_task, {"id": case.task_id}).scalar()
    if found is None:
        raise _no_such(case)
    return found


def _no_such(case: UUID | OfTask) -> Unknown:
    if isinstance(case, OfTask):
        return Unknown("There is no such task, or it is not open to you.")
    return Unknown("There is no such case, or it is not open to you.")


def load(
    connection: Connection, case: Case, register: Register, registry: Registry, at: datetime
) -> Snapshot:
    """The snapshot of a locked case: its present tasks with answers and notices, its clocks, and of the file only what its
    definition can ask for."""
    definition = registry.get(case.definition, case.version)
    snapshot = Snapshot(
        definition, case, register, registry, at, fingerprint=registry.fingerprint(definition)
    )
    identity = {"id": case.id}
    for row in _present_tasks.all(connection, identity):
        task, answer, notice = apart(row)
        snapshot.tasks.append(task)
        if answer is not None:
            snapshot.answers[answer.id] = answer
        if notice is not None:
            snapshot.notices.append(notice)
    snapshot.timers = read_timers(connection, case.id)
    _load_file(connection, snapshot, definition, identity)
    return snapshot


def _load_file(
    connection: Connection, snapshot: Snapshot, definition: CaseDefinition, identity: dict[str, UUID]
) -> None:
    if definition.items:
        snapshot.items = [Item(*row) for row in _items.all(connection, identity)]
    if definition.documents:
        versions = [Document(*row) for row in _documents.all(connection, identity)]
        snapshot.documents = {each.document: each for each in versions}
    if definition.tied:
        snapshot.links = read_links(connection, identity["id"])


def read_extra(connection: Connection, snapshot: Snapshot, wanted: tuple[Any, ...]) -> Any:
    """What a decision asked for on top: a number, a stream's head, the rows or neighbours of a case, late answers."""
    match wanted:
        case ("number", series, year):
            found = select(func.max(numbers.c.no)).where(
                and_(numbers.c.series == series, numbers.c.year == year)
            )
            return (connection.execute(found).scalar() or 0) + 1
        case ("stream", kind, identity):
            lock_register(connection)
            return read_head(connection, kind, identity)
        case ("task", identity):
            row = connection.execute(
                select(tasks).where(and_(tasks.c.id == identity, tasks.c.case_id == snapshot.case.id))
            ).first()
            if row is None:
                raise Unknown("There is no such task, or it is not open to you.")
            return Task(*row)
        case ("acted for", identity, person):
            own = and_(
                events.c.stream_kind == "case", events.c.stream_id == identity, events.c.actor == person
            )
            acted = select(events.c.for_organization).where(own).distinct()
            return {
                row.for_organization for row in connection.execute(acted) if row.for_organization is not None
            }
        case ("looked up", definition, field, person):
            return _looked_up(connection, definition, field, person)
        case ("telling", definition, field, value, level):
            return _telling(connection, definition, field, value, snapshot.registry.open_to_readers_of(level))
        case ("late",):
            late = select(positions).where(and_(positions.c.case_id == snapshot.case.id, positions.c.late))
            return [Position(*row) for row in connection.execute(late)]
        case _:
            return _of_another(connection, wanted)


def _of_another(connection: Connection, wanted: tuple[Any, ...]) -> Any:
    """What is asked of a linked case: its neighbours, its ties, its standing rows, the newest version of a document."""
    match wanted:
        case ("neighbours", identity):
            # First those that this case has opened or names, then those that name it, which may be many.
            return [link.other for link in sorted(read_links(connection, identity), key=lambda e: e.incoming)]
        case ("links of", identity):
            return read_links(connection, identity)
        case ("rows", identity, item):
            found_rows = [Item(*row) for row in _items.all(connection, {"id": identity})]
            return [row.data for row in found_rows if row.item == item and row.standing]
        case ("document", identity, key):
            newest = select(documents).where(documents.c.case_id == identity, documents.c.document == key)
            row = connection.execute(newest.order_by(documents.c.version.desc()).limit(1)).first()
            return Document(*row) if row is not None else None
        case _:
            raise LookupError(f"nobody knows how to read {wanted}")


def _looked_up(connection: Connection, definition: str, field: str, person: str) -> Told | None:
    """The newest case of a type in which this field names this person."""
    query = select(cases).where(cases.c.definition == definition, may_hold(field, person))
    newest_first = connection.execute(query.order_by(cases.c.opened_at.desc(), cases.c.id.desc()))
    about = next((case for row in newest_first if (case := Case(*row)).data.get(field) == person), None)
    if about is None:
        return None
    return Told(definition, about.version, about.title, about.result, about.data)


def _telling(
    connection: Connection, definition: str, field: str, value: str, levels: Iterable[str]
) -> list[Case]:
    """The cases of a type, at these levels, that hold this choice in this field, the oldest first."""
    mine = (cases.c.definition == definition, cases.c.level.in_(list(levels)), may_hold(field, value))
    rows = connection.execute(select(cases).where(*mine).order_by(cases.c.opened_at, cases.c.id))
    return [case for row in rows if (case := Case(*row)).data.get(field) == value]


def lock_register(connection: Connection) -> None:
    """Let one act at a time change the register. Cases are locked before it, its streams after it, by everybody."""
    connection.execute(_register_under_lock)


def read_head(connection: Connection, kind: str, identity: UUID) -> Head:
    """Lock a stream's row and read where the stream stands; a stream that does not exist yet stands at nothing."""
    owner = RECORD[OWNERS[kind]]
    query = (
        select(owner.c.stream_seq, owner.c.stream_head, owner.c.stream_at)
        .where(owner.c.id == identity)
        .with_for_update()
    )
    row = connection.execute(query).first()
    return Head(*row) if row else Head()


def head_of(case: Case) -> Head:
    """Where the stream of a locked case stands."""
    return Head(case.stream_seq, case.stream_head, case.stream_at)


def read_links(connection: Connection, case_id: UUID, ties: Select[Any] | None = None) -> list[Link]:
    """The ties of a case, seen from it, with what the other case tells; all of them, or as `ties_among` keeps them."""
    if ties is None:
        return [Link(*row) for row in _links.all(connection, {"id": case_id})]
    return [Link(*row) for row in connection.execute(ties, {"id": case_id})]


def ties_among(some: Select[tuple[UUID]]) -> Select[Any]:
    """The statement that reads the ties of a case to these cases only."""
    return _ties.where(_other.c.id.in_(some))


def read_timers(connection: Connection, case_id: UUID) -> dict[str, Timer]:
    """The armed clocks of a case, by key."""
    found = [Timer(*row) for row in _armed_timers.all(connection, {"id": case_id})]
    return {timer.key: timer for timer in found}


# Writing


def write(connection: Connection, change: Change, *, origin: str, build: str, node_at: datetime) -> None:
    """Write a change: rows by table, then its events, what they disclose, and the queue for the sequencer.

    The queue goes by itself and last: a pipeline ends with a message that stops PostgreSQL's timer for idle transactions,
    and a process that was frozen after it would hold the case for ever. A plain statement starts it again.
    """
    before = _leaves_before(connection, change)
    written = compose(change, origin=origin, build=build, node_at=node_at, db_at=None, before=before)
    inserts, updates = _merged(change)
    _stand(change, inserts, updates)
    with together(connection):
        for name, table in RECORD.items():
            if name in inserts:
                _insert(connection, table, inserts[name])
            if name in updates:
                _update(connection, table, updates[name])
        _append(connection, written)
    if change.wakes:
        at = change.events[-1].at
        connection.execute(
            insert(wakes),
            [{"id": new_id(), "case_id": each, "at": at} for each in dict.fromkeys(change.wakes)],
        )
    if connection.dialect.name == "postgresql" and written:
        queue = {"ids": [w.event.id for w in written], "leaves": [w.leaf for w in written]}
        _insert_unsequenced.run(connection, [queue])


def _leaves_before(connection: Connection, change: Change) -> dict[tuple[str, UUID], list[bytes]]:
    """The leaf hashes of the streams in which a case comes to a result; nothing is read for any other change."""
    return {
        stream: [leaf for (leaf,) in _leaves_of_stream.all(connection, {"kind": stream[0], "id": stream[1]})]
        for stream in dict.fromkeys(event.stream for event in change.events if event.closes)
    }


Rows = dict[str, dict[Key, dict[str, Any]]]


def _merged(change: Change) -> tuple[Rows, Rows]:
    """All row changes of all events, one entry a row: what the tables hold at the end."""
    inserts: Rows = defaultdict(dict)
    updates: Rows = defaultdict(dict)
    for event in change.events:
        for row in event.rows:
            if row.inserted:
                inserts[row.table][row.key] = dict(row.values)
                continue
            into = inserts[row.table].get(row.key)
            if into is None:
                into = updates[row.table].setdefault(row.key, {})
            for column, value in row.values.items():
                into[column] = change.whole.get((row.table, row.key, column), value)
    return inserts, updates


def _stand(change: Change, inserts: Rows, updates: Rows) -> None:
    """Write where each stream now stands into the row it belongs to."""
    for (kind, identity), head in change.heads.items():
        if head.at is None:
            continue
        table = OWNERS[kind]
        told = {"stream_seq": head.seq, "stream_head": head.leaf, "stream_at": head.at}
        fresh = inserts.get(table, {}).get((identity,))
        if fresh is not None:
            fresh.update(told)
        else:
            updates[table].setdefault((identity,), {}).update(told)


def _insert(connection: Connection, table: Table, rows: dict[Key, dict[str, Any]]) -> None:
    if not rows:
        return
    keys = [column.name for column in table.primary_key]
    full = [_complete(table, dict(zip(keys, key, strict=True)) | values) for key, values in rows.items()]
    upserts = _upserts.get(table.name)
    (_inserts[table.name] if upserts is None else upserts[connection.dialect.name]).run(connection, full)


def _complete(table: Table, row: dict[str, Any]) -> dict[str, Any]:
    return {column.name: row.get(column.name) for column in table.c}


def _update(connection: Connection, table: Table, rows: dict[Key, dict[str, Any]]) -> None:
    """Update rows, those with the same columns in one statement."""
    alike: dict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
    keys = [column.name for column in table.primary_key]
    for key, values in rows.items():
        named = {f"k_{name}": part for name, part in zip(keys, key, strict=True)}
        alike[tuple(sorted(values))].append(
            {**named, **{f"v_{name}": value for name, value in values.items()}}
        )
    for columns, parameters in alike.items():
        _update_statement(table, keys, columns).run(connection, parameters)


_updates: dict[tuple[str, tuple[str, ...]], Prepared] = {}


def _update_statement(table: Table, keys: Iterable[str], columns: tuple[str, ...]) -> Prepared:
    found = _updates.get((table.name, columns))
    if found is None:
        where = and_(*[table.c[name] == bindparam(f"k_{name}") for name in keys])
        values = {name: bindparam(f"v_{name}", type_=table.c[name].type) for name in columns}
        found = _updates[table.name, columns] = Prepared(update(table).where(where).values(values))
    return found


def _places(table: Table, *without: str) -> dict[str, Any]:
    return {c.name: bindparam(c.name, type_=c.type) for c in table.c if c.name not in without}


def _plain_insert(table: Table, *without: str) -> Prepared:
    return Prepared(insert(table).values(_places(table, *without)).inline())


_inserts = {table.name: _plain_insert(table) for table in RECORD.values()}


def _upsert(dialect: Any, table: Table) -> Prepared:
    statement = dialect.insert(table).values(_places(table)).inline()
    keys = [column.name for column in table.primary_key]
    values = {c.name: statement.excluded[c.name] for c in table.c if c.name not in keys}
    return Prepared(statement.on_conflict_do_update(index_elements=keys, set_=values))


# A clock that was cancelled may be armed again, a setting set again: the same row, told anew.
_upserts = {
    table.name: {"sqlite": _upsert(sqlite, table), "postgresql": _upsert(postgresql, table)}
    for table in (RECORD["timers"], RECORD["settings"])
}
_insert_event = _plain_insert(events, "pos")
_insert_disclosure = _plain_insert(disclosures)
# One statement however many events there are, and each gets its place in the queue in their order.
_insert_unsequenced = Prepared(
    text(
        "INSERT INTO unsequenced (event_id, leaf_hash) SELECT id, leaf FROM unnest(CAST(:ids AS uuid[]), "
        "CAST(:leaves AS bytea[])) WITH ORDINALITY AS queue (id, leaf, n) ORDER BY n"
    )
)


def _append(connection: Connection, written: list[Written]) -> None:
    rows = [
        {
            "id": w.event.id,
            "stream_kind": w.event.stream[0],
            "stream_id": w.event.stream[1],
            "seq": w.seq,
            "kind": w.event.kind,
            "actor": w.event.actor.person,
            "for_organization": w.event.actor.organization,
            "at": w.event.at,
            "body": w.body,
            "leaf_hash": w.leaf,
            "level": w.event.level,
            "closes": w.event.closes or w.event.urgent,
        }
        for w in written
    ]
    _insert_event.run(connection, rows)
    disclosed = [each for w in written for each in w.disclosed]
    if disclosed:
        _insert_disclosure.run(connection, disclosed)
