"""Verbs on the proof of the history: a new key of the log is announced, a restore is put on record, and after a loss a new epoch
is opened by two persons."""

from __future__ import annotations

from uuid import UUID

from engine.change import Actor
from engine.commands.entry import Entry, on_register
from engine.commands.transaction import Done
from engine.errors import Denied, Refused
from engine.history.believed import present_keys
from engine.history.epoch import OPENED, next_origin
from engine.history.handing_on import ANNOUNCED, HandedOn
from engine.history.keys import Unreadable
from engine.history.loss import RESTORED, Held, hold_against
from engine.history.note import Checkpoint, Note
from engine.history.signed_list import last_note
from engine.history.trust import Trust
from engine.manifest import Manifest
from engine.runtime import Engine
from engine.setting import setting_id

ORIGIN = "log_origin"


def announce_key(engine: Engine, statement: str, trust: Trust, *, by: UUID | None = None) -> Done:
    """Put it on record that a key of the log is handed on. Refused where the old key is not one that this house believes."""
    told = _handed_on(statement)

    def act(entry: Entry) -> str:
        if told.old not in present_keys(entry.connection, trust.log_keys):
            raise Refused("This house does not believe the old key: {key}", key=str(told.old))
        origin = str(entry.register.settings.get(ORIGIN, ""))
        if told.new.name != origin:
            raise Refused(
                "That key is of {name}, and this log is {origin}: after a loss two persons open the epoch first.",
                name=told.new.name,
                origin=origin,
            )
        entry.event("setting", setting_id(ORIGIN), ANNOUNCED, statement=statement)
        return str(told.new)

    return on_register(engine, ANNOUNCED, act, by=by, key=None)


def _handed_on(statement: str) -> HandedOn:
    try:
        return HandedOn.read(statement)
    except Unreadable as error:
        raise Refused("This is no statement of two keys: {why}", why=str(error)) from error


def put_restore_on_record(engine: Engine, manifest: Manifest) -> Done:
    """How many entries of the log came out of which backup: what comes after them is of this house alone."""

    def act(entry: Entry) -> int:
        facts = {"entries": manifest.size, "backup_of": manifest.made_at}
        entry.event("setting", setting_id(ORIGIN), RESTORED, **facts)
        return manifest.size

    return on_register(engine, RESTORED, act, by=None, key=None)


def open_epoch(engine: Engine, written: str, trust: Trust, *, first: UUID, second: UUID) -> Done:
    """Go on under a new name after a loss, in the names of two persons. `written` is the last checkpoint that is known, or the
    sealer's list with it at the end.

    Refused where nothing is lost, or where that checkpoint is not signed by a key of the log. Gives the new name.
    """
    note, last = _last(written, trust)

    def act(entry: Entry) -> str:
        _may_open(entry, first, second)
        origin = str(entry.register.settings.get(ORIGIN, ""))
        if last.origin != origin:
            raise Refused(
                "That checkpoint is of {name}, and this log is {origin}.", name=last.origin, origin=origin
            )
        held = hold_against(entry.connection, last)
        if not held.lost:
            raise Refused(
                "Nothing is lost: {signed} entries were signed, and {size} are there.",
                signed=last.size,
                size=held.size,
            )
        return _open(entry, note, held, (first, second))

    return on_register(engine, OPENED, act, by=first, key=None, right=lambda entry: _standing(entry, first))


def _last(written: str, trust: Trust) -> tuple[Note, Checkpoint]:
    try:
        note = last_note(written)
        last = Checkpoint.read(note.text)
    except Unreadable as error:
        raise Refused("That is no checkpoint: {why}", why=str(error)) from error
    if not any(note.is_signed_by(key) for key in trust.log_keys):
        raise Refused("That checkpoint is not signed by a key that this house believes.")
    return note, last


def _may_open(entry: Entry, first: UUID, second: UUID) -> None:
    if first == second:
        raise Refused("Two persons open an epoch, not one twice.", rule="four-eyes")
    for each in (first, second):
        _standing(entry, each)


def _standing(entry: Entry, person: UUID) -> Actor:
    """An administrator or an auditor, as whom this person stands there."""
    house = entry.engine.registry.house
    for office in (house.administrators, house.auditors):
        for role in office.roles() if office else ():
            standing = entry.register.stands(person, role.key, entry.at)
            if standing is not None:
                return Actor(person, standing.organization, standing.name)
    raise Denied("Administrators and auditors open an epoch.", rule="administer")


def _open(entry: Entry, note: Note, held: Held, by: tuple[UUID, UUID]) -> str:
    origin = next_origin(held.told.origin)
    facts = {
        "checkpoint": str(note),
        "entries": held.kept,
        "lost": held.lost,
        "opened_by": [each.hex for each in by],
    }
    event = entry.event("setting", setting_id(ORIGIN), OPENED, **facts)
    row = {"value": origin, "set_by": by[0], "set_at": entry.at}
    event.update("settings", (setting_id(ORIGIN),), row)
    entry.change.origin = origin
    return origin
