"""Effects carried out: each changes the snapshot and the event at hand, in the same transaction, in order."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from engine.columns import new_id
from engine.definition import (
    AddRow,
    AddRows,
    AdoptSetting,
    Answered,
    AssignNumber,
    CopyColumns,
    CopyDocument,
    CopyRows,
    Effect,
    EndMandates,
    EndRow,
    Field,
    Freeze,
    Gather,
    Grant,
    ItemDefinition,
    Reopen,
    Set,
    SetRow,
)
from engine.derive import open_round
from engine.document import Document
from engine.errors import Refused
from engine.frozen import freeze
from engine.gathering import gather
from engine.item import Item
from engine.party import OFFICE, Organization
from engine.rows import add_row, check_end, check_row, lay_down
from engine.setting import setting_id
from engine.values import kept, setting_value
from engine.work import Work, row_of


def carry_out(work: Work, effect: Effect) -> None:
    """Carry out one effect; it sees what the one before did. (`Open` is carried out by `decide`, which opens cases.)"""
    match effect:
        case AssignNumber() | Set():
            _fill_in(work, effect)
        case CopyRows() | CopyColumns() | CopyDocument():
            _copy(work, effect)
        case AddRow() | AddRows() | SetRow() | EndRow():
            _write_rows(work, effect)
        case Freeze():
            freeze(work, effect)
        case Gather():
            gather(work, effect)
        case Grant():
            _grant(work, effect)
        case EndMandates():
            _end_mandates(work, effect)
        case AdoptSetting():
            _adopt_setting(work, effect)
        case Reopen():
            open_round(work, effect.task)
        case _:
            raise TypeError(f"nobody knows how to carry out {type(effect).__name__}")


def assign_number(work: Work, series: str) -> None:
    """Give the case the next number of a series."""
    text = _draw_number(work, series)
    work.set_case(number=text)
    work.event.facts["number"] = text


def _draw_number(work: Work, series: str) -> str:
    """The next number of a series and year; two commands that take the same one collide and one tries again."""
    register = work.snapshot.register
    year = work.at.astimezone(ZoneInfo(register.calendar.zone)).year
    number = max(work.snapshot.need("number", series, year), 1 + _drawn(work, series, year))
    prefix = register.settings.get("number_prefix", "")
    text = "/".join(part for part in (prefix, series, str(year), f"{number:03}") if part)
    work.event.insert("numbers", (series, year, number), {"case_id": work.snapshot.case.id})
    return text


def _drawn(work: Work, series: str, year: int) -> int:
    """The last number of a series and year that this very act has drawn; 0 before the first."""
    rows = (row for event in work.change.events for row in event.rows if row.table == "numbers")
    return max((row.key[2] for row in rows if row.key[:2] == (series, year)), default=0)


def _assign_number(work: Work, effect: AssignNumber) -> None:
    if effect.into is not None:
        work.set_fields({effect.into.key: _draw_number(work, effect.series)})
    elif work.snapshot.case.number is None:
        assign_number(work, effect.series)


def _fill_in(work: Work, effect: AssignNumber | Set) -> None:
    if isinstance(effect, AssignNumber):
        _assign_number(work, effect)
        return
    work.set_fields({effect.field.key: _stored(work, effect.field, effect.value)})


def _copy(work: Work, effect: CopyRows | CopyColumns | CopyDocument) -> None:
    newest = work.view.newest(effect.link, incoming=effect.incoming)
    if isinstance(effect, CopyColumns):
        _copy_columns(work, effect, newest.link.other if newest is not None else None)
        return
    if newest is None:
        raise Refused("There is no linked case to copy from.")
    if isinstance(effect, CopyDocument):
        _copy_document(work, effect, newest.link.other)
        return
    rows = work.snapshot.need("rows", newest.link.other, effect.theirs)
    lay_down(work, effect.item, rows, fitting=effect.fitting)


def _copy_columns(work: Work, effect: CopyColumns, case_id: UUID | None) -> None:
    """Where nothing is tied, or nothing is to be compared, nothing is filled in."""
    name = effect.match(work.view)
    if case_id is None or name is None:
        return
    rows = work.snapshot.need("rows", case_id, effect.theirs)
    theirs = {row[effect.named]: row for row in rows if row.get(effect.named) is not None}
    for row in [r for r in work.snapshot.items if r.item == effect.item.key and r.standing]:
        found = theirs.get(row.data.get(name.key), {})
        values = {ours.key: found[key] for ours, key in effect.columns.items() if key in found}
        changed = {key: value for key, value in values.items() if row.data.get(key) != value}
        if changed:
            work.set_item(row, changed, effect.item.columns)


def _copy_document(work: Work, effect: CopyDocument, case_id: UUID) -> None:
    theirs = work.snapshot.need("document", case_id, effect.theirs)
    if theirs is None:
        raise Refused("The linked case has no file that could be taken over.")
    mine = work.snapshot.documents.get(effect.document.key)
    if mine is None or mine.sha256 != theirs.sha256:
        take_over(work, theirs, effect.document.key, mine.version + 1 if mine else 1)


def take_over(work: Work, document: Document, key: str, version: int) -> None:
    """Lay down a document version of another case here, under this key and version; the file is copied by its hash."""
    case_id = work.snapshot.case.id
    row = row_of(document)
    row.update(id=new_id(), case_id=case_id, document=key, version=version, at=work.at)
    work.add_document(Document(**row))
    if document.erased_at is None:
        work.change.copies.append((document.case_id, case_id, document.sha256))


def _write_rows(work: Work, effect: AddRow | AddRows | SetRow | EndRow) -> None:
    match effect:
        case AddRow(item=item, values=told):
            _add_row(work, item, told(work.view) if callable(told) else told)
        case AddRows(item=item, rows=rows):
            for row in rows(work.view):
                _add_row(work, item, row)
        case SetRow():
            _set_row(work, effect)
        case EndRow():
            _end_row(work, effect.item)


def _add_row(work: Work, item: ItemDefinition, given: Mapping[str, Any]) -> None:
    """A row as a person would add it: what has a default begins with it, and the rules of the item are asked."""
    values = {column.key: column.default for column in item.columns if column.default is not None}
    for key, value in given.items():
        values[key] = _stored(work, item.column(key), value)
    row = add_row(work, item, {key: value for key, value in values.items() if value is not None}, typed=False)
    check_row(work, item, row)


def _set_row(work: Work, effect: SetRow) -> None:
    """The row that the answer is about, filled in as a person would."""
    item, row = effect.item, _row_answered(work, effect.item)
    work.set_item(
        row, {key: _stored(work, item.column(key), v) for key, v in effect.values.items()}, item.columns
    )
    check_row(work, item, row)


def _end_row(work: Work, item: ItemDefinition) -> None:
    """The row that the answer is about, ended as a person would."""
    row = _row_answered(work, item)
    check_end(work, item, row)
    work.set_item(row, {}, item.columns, standing=False)


def _row_answered(work: Work, item: ItemDefinition) -> Item:
    """The row that the answer at hand is about."""
    assert work.answer is not None
    party = work.answer.party
    row = next((r for r in work.snapshot.items if r.item == item.key and r.id == party.id), None)
    if row is None or not row.standing:
        raise Refused("This row of “{item}” stands no more.", item=item.label, rule="row-ended")
    return row


def _stored(work: Work, field: Field, value: Any) -> Any:
    """The stored form of a constant, of what was just typed, or of what a function of the case says."""
    if isinstance(value, Answered):
        assert work.answer is not None
        return work.answer.values.get(value.field.key)
    return kept(field, value(work.view) if callable(value) else value)


def _moment(work: Work, field: Field) -> datetime:
    value = getattr(work.view, field.key)
    if isinstance(value, date) and not isinstance(value, datetime):
        return work.view.house_day(value)
    assert isinstance(value, datetime)
    return value


def _grant(work: Work, effect: Grant) -> None:
    organization = getattr(work.view, effect.to.key)
    assert isinstance(organization, Organization) and effect.holder.role is not None
    only = effect.holder.role.only
    refusal = only.refusal(None, organization) if only else None
    if refusal is not None:
        raise Refused(refusal.says, rule=refusal.rule)
    since = _moment(work, effect.since)
    if effect.sole:
        _end_others(work, effect.holder.role.key, since)
    event = _organization_event(work, organization, "mandate.granted", effect.holder.role.key)
    event.insert(
        "mandates",
        (new_id(),),
        {
            "organization_id": organization.id,
            "role": effect.holder.role.key,
            "capacity": OFFICE,
            "since": since,
            "until": _moment(work, effect.until),
            "case_id": work.snapshot.case.id,
        },
    )


def _end_others(work: Work, role: str, at: datetime) -> None:
    register = work.snapshot.register
    for mandate in register.mandates:
        if mandate.role == role and mandate.person_id is None and mandate.holds_at(at):
            organization = register.organizations[mandate.organization_id]
            event = _organization_event(work, organization, "mandate.ended", role)
            event.update("mandates", (mandate.id,), {"until": at})


def _end_mandates(work: Work, effect: EndMandates) -> None:
    organization = getattr(work.view, effect.of.key)
    assert isinstance(organization, Organization) and effect.holder.role is not None
    for mandate in work.snapshot.register.mandates:
        mine = mandate.case_id == work.snapshot.case.id and mandate.organization_id == organization.id
        if mine and mandate.role == effect.holder.role.key and mandate.holds_at(work.at):
            event = _organization_event(work, organization, "mandate.ended", mandate.role)
            event.update("mandates", (mandate.id,), {"until": work.at})


def _organization_event(work: Work, organization: Organization, kind: str, role: str) -> Any:
    stream = ("organization", organization.id)
    work.need_stream(stream)
    work.change.register_changed = True
    facts = {"role": role, "case": work.snapshot.case.id.hex}
    return work.change.event(stream, kind, work.at, work.actor, facts=facts)


def _adopt_setting(work: Work, effect: AdoptSetting) -> None:
    key = work.snapshot.case.data.get(effect.key.key)
    if key is None:
        return
    setting = work.snapshot.registry.settings[key]
    words = work.snapshot.case.data.get(effect.value.key) or ""
    value = setting_value(setting, words, work.snapshot.register, work.snapshot.registry.settings)
    stream = ("setting", setting_id(setting.key))
    work.need_stream(stream)
    work.change.register_changed = True
    event = work.change.event(
        stream, "setting.adopted", work.at, work.actor, facts={"case": work.snapshot.case.id.hex}
    )
    row = {
        "key": setting.key,
        "value": value,
        "adopted_by": work.snapshot.case.id,
        "set_by": work.actor.person,
        "set_at": work.at,
    }
    event.insert("settings", (stream[1],), row)
