"""Verbs on a row of the case file: add it, fill it in, end it. Stale is judged against the row, not the case."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from engine.change import Actor
from engine.commands.case import actor_for
from engine.commands.transaction import Done, key_of, on_case
from engine.decide import finish
from engine.definition import Field, ItemDefinition
from engine.errors import Denied, Invalid, Refused, Stale, Unbound, Unknown
from engine.form import collect
from engine.item import Item
from engine.messages import mark, message
from engine.queries.considered import considered
from engine.rights import item_standing, opens, sees, takes_whole_rows
from engine.rows import add_row, check_end, check_row
from engine.runtime import Engine
from engine.snapshot import Snapshot
from engine.view import CaseView
from engine.work import Work

NO_TABLE = mark("There is no table “{key}” in this case.")


def add(
    engine: Engine, case_id: UUID, item_key: str, data: Mapping[str, Any], *, by: UUID, key: str | None = None
) -> Done:
    """A new row. Its columns are checked as a whole; a row like a standing one is refused. Where it is a choice from a
    ranking, it goes on record from whom."""

    def act(work: Work) -> UUID:
        item = item_of(work.snapshot, item_key)
        row = add_typed(work, item, data, by)
        work.event.facts.update(item=item.key)
        work.event.words.update(from_whom)
        finish(work, quiet=item.level is not None)
        return row.id

    from_whom = considered(engine, case_id, item_key, [data], by)

    return on_case(
        engine, case_id, "item.added", act, actor=editor(item_key, None, by), key=key_of(key, by), person=by
    )


def edit(
    engine: Engine,
    case_id: UUID,
    row_id: UUID,
    data: Mapping[str, Any],
    *,
    revision: int | None,
    by: UUID,
    key: str | None = None,
) -> Done:
    """Fill in columns of a row. Stale names what changed when the row's revision is not the one seen."""

    def act(work: Work) -> None:
        row = row_of_case(work.snapshot, row_id)
        item = item_of(work.snapshot, row.item)
        fill_in_typed(work, item, row, data, revision, by)
        work.event.facts.update(item=item.key)
        finish(work, quiet=item.level is not None)

    return on_case(
        engine, case_id, "item.edited", act, actor=editor(None, row_id, by), key=key_of(key, by), person=by
    )


def end(
    engine: Engine, case_id: UUID, row_id: UUID, *, revision: int | None, by: UUID, key: str | None = None
) -> Done:
    """End a row: it stands no more, and stays on record."""

    def act(work: Work) -> None:
        row = row_of_case(work.snapshot, row_id)
        item = item_of(work.snapshot, row.item)
        _fresh(row, revision)
        _whole_rows(work, item, by)
        check_end(work, item, row)
        work.set_item(row, {}, item.columns, standing=False)
        work.event.facts.update(item=item.key)
        finish(work, quiet=item.level is not None)

    return on_case(
        engine, case_id, "item.ended", act, actor=editor(None, row_id, by), key=key_of(key, by), person=by
    )


def add_typed(work: Work, item: ItemDefinition, data: Mapping[str, Any], by: UUID) -> Item:
    """A row as somebody has typed it, under the rules of its item."""
    _whole_rows(work, item, by)
    columns = writable_columns(work, item, by, None)
    begun = {column.key: column.default for column in item.columns if column.default is not None}
    typed = {key: value for key, value in begun.items() if key in {c.key for c in columns}} | dict(data)
    values = begun | _collected(work, columns, typed, demand=True)
    row = add_row(work, item, {k: v for k, v in values.items() if v is not None}, typed=True)
    check_row(work, item, row)
    return row


def fill_in_typed(
    work: Work, item: ItemDefinition, row: Item, data: Mapping[str, Any], revision: int | None, by: UUID
) -> bool:
    """Columns of a row as somebody has typed them, under the rules of its item; says whether anything has changed."""
    _fresh(row, revision)
    values = _collected(work, writable_columns(work, item, by, row), data, demand=False)
    _keep_what_lasts(item, row, values)
    _keep_what_is_required(item, row, values)
    changed = {k: v for k, v in values.items() if row.data.get(k) != v}
    work.set_item(row, changed, item.columns)
    row.data = {k: v for k, v in row.data.items() if v is not None}
    work.change.whole["items", (row.id,), "data"] = row.data
    check_row(work, item, row)
    return bool(changed)


def _whole_rows(work: Work, item: ItemDefinition, by: UUID) -> None:
    """Refuse to add or end a row where it is not for this person, or for nobody, to do."""
    if item.fixed:
        raise Refused(
            "The rows of “{item}” are fixed; fill in the ones there are.", item=item.label, rule="fixed-rows"
        )
    if not takes_whole_rows(work.view, item, by):
        raise Refused(
            "You fill in the rows of “{item}” that others have written; you add none and end none.",
            item=item.label,
            rule="whole-rows",
        )


def editor(item_key: str | None, row_id: UUID | None, by: UUID) -> Any:
    """Judges the right to write a row, or to add one, and gives who acts."""

    def actor(snapshot: Snapshot) -> Actor:
        view = CaseView(snapshot)
        sees(view, by)
        row = row_of_case(snapshot, row_id) if row_id else None
        item = item_of(snapshot, row.item if row else item_key or "")
        opens(view, item.level, by, NO_TABLE, key=item.key)
        standing = item_standing(view, item, by, row=row)
        if standing is None:
            raise Denied(
                "You cannot change “{item}” while the case is “{state}”.",
                item=item.label,
                state=view.state.label,
                rule=f"edit:{item.key}",
            )
        return actor_for(standing, by)

    return actor


def item_of(snapshot: Snapshot, key: str) -> ItemDefinition:
    """The table with this key; Unknown where the case has none."""
    found = snapshot.definition.item_by_key.get(key)
    if found is None:
        raise Unknown(NO_TABLE, key=key)
    return found


def row_of_case(snapshot: Snapshot, row_id: UUID | None) -> Item:
    """A row of the case; Unknown where there is none."""
    found = next((r for r in snapshot.items if r.id == row_id), None)
    if found is None:
        raise Unknown("There is no such row in this case.")
    return found


def _keep_what_lasts(item: ItemDefinition, row: Item, values: Mapping[str, Any]) -> None:
    """What others have answered for a row, they have answered for whom and what it names: that stays."""
    for key in item.lasting:
        before = row.data.get(key)
        if before is not None and key in values and values[key] != before:
            raise Refused(
                "“{column}” stays as it is. End this row and add another.",
                column=message(item.column(key).label),
                rule="lasting-column",
            )


def _keep_what_is_required(item: ItemDefinition, row: Item, values: Mapping[str, Any]) -> None:
    """What a row had to say when it was added it goes on saying; what was never said may stay open."""
    emptied = [key for key, value in values.items() if value is None and row.data.get(key) is not None]
    needed = [item.column(key) for key in emptied if item.column(key).required is True]
    if needed:
        raise Invalid({each.key: message("Fill in: {label}.", label=each.label) for each in needed})


def _fresh(row: Item, revision: int | None) -> None:
    if revision is None:
        raise Unbound("Say which revision of the row you saw.")
    if revision != row.revision or not row.standing:
        raise Stale("The row has changed since you opened this page. Your words are kept.")


def writable_columns(work: Work, item: ItemDefinition, by: UUID, row: Item | None) -> list[Field]:
    """The columns of a row, or of one that is to be added, that a person may write now."""
    view = work.view
    return [
        c
        for c in item.columns
        if c.computed is None and c.key not in item.given and item_standing(view, item, by, c, row)
    ]


def _collected(work: Work, columns: list[Field], data: Mapping[str, Any], *, demand: bool) -> dict[str, Any]:
    unknown = [name for name in data if name not in {column.key for column in columns}]
    if unknown:
        raise Invalid({name: message("You cannot fill in “{name}” here.", name=name) for name in unknown})
    return collect(
        columns, data, work.snapshot.register, work.snapshot.registry.settings, demand=demand, case=work.view
    )
