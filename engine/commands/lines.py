"""Many rows of a table at once, as one writes a sheet: all of them are taken, or none is and each says what is wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from engine.change import Actor
from engine.commands.case import actor_for
from engine.commands.item import (
    add_typed,
    editor,
    fill_in_typed,
    item_of,
    row_of_case,
    writable_columns,
)
from engine.commands.transaction import Done, key_of, on_case
from engine.decide import finish
from engine.definition import ItemDefinition
from engine.errors import EngineError, Invalid, Refused, Stale
from engine.item import Item
from engine.messages import Message
from engine.queries.considered import considered
from engine.rights import item_standing
from engine.runtime import Engine
from engine.snapshot import Snapshot
from engine.values import Mistyped, stored
from engine.view import CaseView, RowView
from engine.work import Work

MOST = 100  # what an event can carry


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it was typed: the columns by key, and the row that it fills in, as it was seen. One without a row fills in
    the row that says the same in the columns that make a row unique, or adds one; with the revision 0 it was written where
    none was to be seen, so that one which has come meanwhile makes it stale."""

    data: Mapping[str, Any]
    row: UUID | None = None
    revision: int | None = None


@dataclass(slots=True)
class _Tally:
    """What came of the lines."""

    added: int = 0
    changed: int = 0
    problems: dict[str, Message] = field(default_factory=dict)
    stale: list[str] = field(default_factory=list)
    rule: str | None = None


def write(
    engine: Engine, case_id: UUID, item_key: str, lines: Sequence[Line], *, by: UUID, key: str | None = None
) -> Done:
    """Write all lines or none. What is wrong is named by line and column (`3-amount`, or `3` for the line as a whole); a
    row that has changed since it was seen makes the whole Stale. Of rows that are choices from a ranking it goes on record
    from whom. Gives how many rows were added and how many changed."""

    def act(work: Work) -> tuple[int, int]:
        item = item_of(work.snapshot, item_key)
        if len(lines) > MOST:
            raise Refused(
                "These are {count} lines; {most} are the most at once.", count=len(lines), most=MOST
            )
        tally = _Tally()
        for number, line in enumerate(lines, 1):
            _take(work, item, number, line, by, tally)
        _judge(tally)
        if not tally.added + tally.changed:
            work.change.events.clear()
            return 0, 0
        work.event.facts.update(item=item.key, added=tally.added, changed=tally.changed)
        work.event.words.update(from_whom)
        finish(work, quiet=item.level is not None)
        return tally.added, tally.changed

    from_whom = considered(
        engine, case_id, item_key, [line.data for line in lines[:MOST] if not line.row], by
    )
    return on_case(
        engine, case_id, "item.lines", act, actor=_writer(item_key, by), key=key_of(key, by), person=by
    )


def _writer(item_key: str, by: UUID) -> Any:
    """Whoever may add rows; of those that are fixed, or another's to add, whoever may write any of them."""

    def actor(snapshot: Snapshot) -> Actor:
        view = CaseView(snapshot)
        item = snapshot.definition.item_by_key.get(item_key)
        rows = [r for r in snapshot.items if item is not None and r.item == item.key and r.standing]
        mine = (item_standing(view, item, by, row=r) for r in rows if item is not None)
        found = next((each for each in mine if each is not None), None)
        judged: Actor = editor(item_key, None, by)(snapshot) if found is None else actor_for(found, by)
        return judged

    return actor


def _take(work: Work, item: ItemDefinition, number: int, line: Line, by: UUID, tally: _Tally) -> None:
    row = row_of_case(work.snapshot, line.row) if line.row else _same(work, item, line)
    try:
        if row is None:
            add_typed(work, item, _to_add(work, item, line, by), by)
            tally.added += 1
        elif (said := _said(work, item, row, line)) or not row.standing:
            unseen = line.row is None and line.revision is None
            seen = row.revision if unseen else line.revision
            tally.changed += fill_in_typed(work, item, row, said, seen, by)
    except Invalid as wrong:
        tally.problems |= {f"{number}-{column}": says for column, says in wrong.problems.items()}
        tally.rule = tally.rule or wrong.rule
    except Stale:
        tally.stale.append(RowView(work.view, item, row).label if row else str(number))
    except EngineError as refusal:
        tally.problems[str(number)] = refusal.says
        tally.rule = tally.rule or refusal.rule


def _judge(tally: _Tally) -> None:
    if tally.stale:
        raise Stale(
            "Somebody has changed these rows since you opened the page: {rows}. Your words are kept.",
            rows=", ".join(tally.stale),
        )
    if tally.problems:
        raise Invalid(tally.problems, tally.rule)


def _same(work: Work, item: ItemDefinition, line: Line) -> Item | None:
    """The standing row that a line without one means: the same in what makes a row unique, and of the same owner."""
    told = _unique(work, item, line)
    if not told or any(each is None for each in told):
        return None
    mine = work.actor.organization
    return next(
        (
            r
            for r in work.snapshot.items
            if r.item == item.key and r.standing and [r.data.get(k) for k in item.unique] == told
            if not item.per_organization or r.for_organization == mine
        ),
        None,
    )


def _unique(work: Work, item: ItemDefinition, line: Line) -> list[Any]:
    register, settings = work.snapshot.register, work.snapshot.registry.settings
    try:
        return [stored(item.column(key), line.data.get(key), register, settings) for key in item.unique]
    except Mistyped:
        return []


def _said(work: Work, item: ItemDefinition, row: Item, line: Line) -> dict[str, Any]:
    """What a line says otherwise than its row does; what says the same is no change, whoever has the row now."""
    register, settings = work.snapshot.register, work.snapshot.registry.settings
    known = {column.key: column for column in item.columns}

    def otherwise(key: str, typed: Any) -> bool:
        try:
            return key not in known or stored(known[key], typed, register, settings) != row.data.get(key)
        except Mistyped:
            return True

    return {key: typed for key, typed in line.data.items() if otherwise(key, typed)}


def _to_add(work: Work, item: ItemDefinition, line: Line, by: UUID) -> dict[str, Any]:
    """What a new row begins with: a column that is not this person's to fill in may stand in a sheet, and be empty."""
    own = {column.key for column in writable_columns(work, item, by, None)}
    return {key: typed for key, typed in line.data.items() if key in own or typed not in ("", None, [])}
