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
from engine.rights import item_standing, opens, sees
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
        item = _item(work.snapshot, item_key)
        if item.fixed:
            raise Refused(
                "The rows of “{item}” are fixed; fill in the ones there are.",
                item=item.label,
                rule="fixed-rows",
            )
        columns = _writable(work, item, by, None)
        begun = {column.key: column.default for column in item.columns if column.default is not None}
        typed = {key: value for key, value in begun.items() if key in {c.key for c in columns}} | dict(data)
        values = begun | _collected(work, columns, typed, demand=True)
        row = add_row(work, item, {k: v for k, v in values.items() if v is not None}, typed=True)
        check_row(work, item, row)
        work.event.facts.update(item=item.key)
        work.event.words.update(from_whom)
        finish(work, quiet=item.level is not None)
        return row.id

    # Read before the case is locked: it may be long, and others may act meanwhile.
    from_whom = considered(engine, case_id, item_key, data, by)

    return on_case(
        engine, case_id, "item.added", act, actor=_editor(item_key, None, by), key=key_of(key, by), person=by
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
        row = _row(work.snapshot, row_id)
        item = _item(work.snapshot, row.item)
        _fresh(row, revision)
        values = _collected(work, _writable(work, item, by, row), data, demand=False)
        _keep_what_lasts(item, row, values)
        work.set_item(row, {k: v for k, v in values.items() if row.data.get(k) != v}, item.columns)
        row.data = {k: v for k, v in row.data.items() if v is not None}
        work.change.whole["items", (row.id,), "data"] = row.data
        check_row(work, item, row)
        work.event.facts.update(item=item.key)
        finish(work, quiet=item.level is not None)

    return on_case(
        engine, case_id, "item.edited", act, actor=_editor(None, row_id, by), key=key_of(key, by), person=by
    )


def end(
    engine: Engine, case_id: UUID, row_id: UUID, *, revision: int | None, by: UUID, key: str | None = None
) -> Done:
    """End a row: it stands no more, and stays on record."""

    def act(work: Work) -> None:
        row = _row(work.snapshot, row_id)
        item = _item(work.snapshot, row.item)
        _fresh(row, revision)
        if item.fixed:
            raise Refused(
                "The rows of “{item}” are fixed; fill in the ones there are.",
                item=item.label,
                rule="fixed-rows",
            )
        check_end(work, item, row)
        work.set_item(row, {}, item.columns, standing=False)
        work.event.facts.update(item=item.key)
        finish(work, quiet=item.level is not None)

    return on_case(
        engine, case_id, "item.ended", act, actor=_editor(None, row_id, by), key=key_of(key, by), person=by
    )


def _editor(item_key: str | None, row_id: UUID | None, by: UUID) -> Any:
    def actor(snapshot: Snapshot) -> Actor:
        view = CaseView(snapshot)
        sees(view, by)
        row = _row(snapshot, row_id) if row_id else None
        item = _item(snapshot, row.item if row else item_key or "")
        opens(view, item.level, by, NO_TABLE, key=item.key)
        owner = row.for_organization if row else None
        standing = item_standing(view, item, by, owner=owner, adding=row is None)
        if standing is None:
            raise Denied(
                "You cannot change “{item}” while the case is “{state}”.",
                item=item.label,
                state=view.state.label,
                rule=f"edit:{item.key}",
            )
        return actor_for(standing, by)

    return actor


def _item(snapshot: Snapshot, key: str) -> ItemDefinition:
    found = snapshot.definition.item_by_key.get(key)
    if found is None:
        raise Unknown(NO_TABLE, key=key)
    return found


def _row(snapshot: Snapshot, row_id: UUID | None) -> Item:
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


def _fresh(row: Item, revision: int | None) -> None:
    if revision is None:
        raise Unbound("Say which revision of the row you saw.")
    if revision != row.revision or not row.standing:
        raise Stale("The row has changed since you opened this page. Your words are kept.")


def _writable(work: Work, item: ItemDefinition, by: UUID, row: Item | None) -> list[Field]:
    view, owner = work.view, row.for_organization if row else None
    return [
        c
        for c in item.columns
        if c.computed is None
        and c.key not in item.given
        and item_standing(view, item, by, c, owner, adding=row is None)
    ]


def _collected(work: Work, columns: list[Field], data: Mapping[str, Any], *, demand: bool) -> dict[str, Any]:
    unknown = [name for name in data if name not in {column.key for column in columns}]
    if unknown:
        raise Invalid({name: message("You cannot fill in “{name}” here.", name=name) for name in unknown})
    return collect(
        columns, data, work.snapshot.register, work.snapshot.registry.settings, demand=demand, case=work.view
    )
