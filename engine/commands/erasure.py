"""Verbs on an erasure: ask for one, withdraw it, decline it, approve it. Whoever asks never approves."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, delete, update

from engine.change import Actor, Event
from engine.columns import new_id
from engine.commands.clearing import clear_at_once
from engine.commands.entry import INITIALISER, Entry, administrator, on_register
from engine.commands.sweep import remove_erased
from engine.commands.transaction import (
    KINDS,
    ClocksFirst,
    Done,
    answered_before,
    certain,
    clocks_first,
    fire_due,
    key_of,
    repeated,
    write_change,
)
from engine.database import DatabaseUnavailable
from engine.errors import EngineError, Invalid, Refused, Stale, Unknown
from engine.history.copies import copies_of, forget
from engine.history.erasure import (
    APPROVED,
    ASKED,
    BASES,
    DECLINED,
    EXECUTED,
    FIELD,
    STREAM,
    WITHDRAWN,
    Erasure,
    Part,
    read_erasures,
)
from engine.history.reach import Named, Reach, cases_of, files_of, reach_of
from engine.log import disclosures
from engine.messages import mark, message
from engine.runtime import Engine
from engine.store import lock_case, lock_register, read_timers
from engine.tables import RECORD
from engine.values import clean_words

log = logging.getLogger(__name__)
ONLY = mark("Only an administrator asks for an erasure or decides on one.")
SHORTEST_REASON = 10
MOST_PARTS = 1000
MOST_NAMES = 400
"""Disclosures that one event names: with more it would be too long for the log."""


def ask(
    engine: Engine, parts: Sequence[Part], basis: str, reason: str, *, by: UUID, key: str | None = None
) -> Done:
    """Ask that words be erased, on a legal ground and for a written reason. Nothing goes before another person approves."""

    def act(entry: Entry) -> UUID:
        words = _checked(parts, basis, reason)
        _check_free(entry, reach_of(entry.connection, parts))
        identity = new_id()
        row = {"parts": [part.told() for part in parts], "basis": basis, "reason": words, "state": ASKED}
        event = entry.event(STREAM, identity, "erasure.requested", basis=basis)
        event.insert("erasures", (identity,), {**row, "asked_by": by, "asked_at": entry.at})
        return identity

    return on_register(engine, "erasure.requested", act, by=by, key=key, right=_administrator(by))


def _checked(parts: Sequence[Part], basis: str, reason: str) -> str:
    if not parts or len(parts) > MOST_PARTS:
        raise Invalid({"of": message("Say what is to be erased.")})
    if any(part.what == FIELD and not part.names for part in parts):
        raise Invalid({"names": message("Say which fields of the case are meant.")})
    if basis not in BASES:
        raise Invalid({"basis": message("Choose the legal ground.")})
    words = clean_words("reason", reason) or ""
    if len(words) < SHORTEST_REASON:
        raise Invalid(
            {"reason": message("Write why it is to be erased; do not repeat the words themselves.")}
        )
    return words


def _check_free(entry: Entry, reach: Reach) -> None:
    """Somebody who still works here needs a name and an address."""
    for cell in reach.cells:
        person = entry.register.people.get(cell.key[0]) if cell.table == "people" else None
        if person is not None and person.active:
            raise Refused(
                "The account of {person} is open: close it first, then its words can be erased.",
                person=person.name,
                rule="erasure-open-account",
            )


def withdraw(engine: Engine, identity: UUID, *, by: UUID, key: str | None = None) -> Done:
    """Whoever asked takes it back."""

    def act(entry: Entry) -> None:
        asked = _waiting(entry.connection, identity)
        if asked.asked_by != by:
            raise Refused("Only whoever asked for an erasure withdraws it.", rule="erasure-asker")
        _decide(entry, asked, "erasure.withdrawn", WITHDRAWN)

    return on_register(engine, "erasure.withdrawn", act, by=by, key=key, right=_administrator(by))


def decline(engine: Engine, identity: UUID, reason: str, *, by: UUID, key: str | None = None) -> Done:
    """Another person than the one who asked says no, and why."""

    def act(entry: Entry) -> None:
        asked = _waiting(entry.connection, identity)
        _check_other(asked, by)
        words = clean_words("reason", reason) or ""
        if len(words) < SHORTEST_REASON:
            raise Invalid({"reason": message("Write why it is declined.")})
        _decide(entry, asked, "erasure.declined", DECLINED).words["reason"] = words

    return on_register(engine, "erasure.declined", act, by=by, key=key, right=_administrator(by))


def approve(engine: Engine, identity: UUID, *, shown: str, by: UUID, key: str | None = None) -> Done:
    """Another person than the one who asked agrees, to exactly what was `shown`, and it is executed in the same moment.

    Files and the room that the words had taken go right after it; what keeps that from happening is made up for later.
    """
    event_key, kind = key_of(key, by), "erasure.approved"
    with engine.database.read() as connection:
        parts = _asked_for(connection, identity).parts
        cases, files = cases_of(connection, parts), files_of(connection, parts)

    def once() -> Done:
        with engine.database.begin() as connection:
            engine.at_point("begun")
            for case_id in cases:
                lock_case(connection, case_id)
            lock_register(connection)
            entry = Entry(engine, connection, INITIALISER, event_key)
            entry.actor = administrator(entry, by, ONLY)
            _execute(entry, identity, shown, by)
            engine.at_point("written")
        engine.at_point("committed")
        return Done(None, identity)

    done = certain(
        lambda: clocks_first(engine, lambda: repeated(once), fire_due),
        lambda: answered_before(engine, event_key, by, kind),
    )
    _clear_up(engine, files)
    return done


def _asked_for(connection: Connection, identity: UUID) -> Erasure:
    found = read_erasures(connection, identity)
    if not found:
        raise Unknown("There is no such erasure.")
    return found[0]


def _waiting(connection: Connection, identity: UUID) -> Erasure:
    found = _asked_for(connection, identity)
    if found.state != ASKED:
        raise Refused("This erasure was decided already.", rule="erasure-decided")
    return found


def _check_other(asked: Erasure, by: UUID) -> None:
    if asked.asked_by == by:
        raise Refused(
            "You asked for this erasure yourself: another administrator decides on it.", rule="four-eyes"
        )


def _administrator(by: UUID) -> Callable[[Entry], Actor]:
    return lambda entry: administrator(entry, by, ONLY)


def _decide(entry: Entry, asked: Erasure, kind: str, state: str) -> Event:
    event = entry.event(STREAM, asked.id, kind, basis=asked.basis)
    told = {"state": state, "decided_by": entry.actor.person, "decided_at": entry.at}
    event.update("erasures", (asked.id,), told)
    return event


# Executing


def _execute(entry: Entry, identity: UUID, shown: str, by: UUID) -> None:
    asked = _waiting(entry.connection, identity)
    _check_other(asked, by)
    reach = reach_of(entry.connection, asked.parts)
    if reach.print != shown:
        raise Stale("What would go is not what you were shown: look at it again.", rule="erasure-shown")
    _check_free(entry, reach)
    _check_clocks(entry, reach)
    _decide(entry, asked, "erasure.approved", APPROVED)
    _record(entry, asked, reach, by)
    entry.engine.at_point("decided")
    write_change(entry.engine, entry.connection, entry.change)
    _take_out(entry.connection, reach)


def _check_clocks(entry: Entry, reach: Reach) -> None:
    """Nothing happens in a case in which something is due: that fires first."""
    for case_id in reach.cases:
        armed = read_timers(entry.connection, case_id).values()
        if any(timer.kind in KINDS and timer.due_at <= entry.at for timer in armed):
            raise ClocksFirst(case_id, entry.at)


def _record(entry: Entry, asked: Erasure, reach: Reach, by: UUID) -> None:
    """One event in each history that is touched, at each level, so that each can be proved by itself."""
    facts: dict[str, Any] = {"erasure": asked.id.hex, "basis": asked.basis}
    facts |= {"requested_by": asked.asked_by.hex, "approved_by": by.hex}
    papers = list(reach.documents)
    for stream, level, named in _grouped(reach):
        erased = {each.event.hex: list(each.names) for each in named}
        event = entry.event(*stream, EXECUTED, **facts, erased=erased)
        event.level, event.urgent = level, True
        for paper in [each for each in papers if ("case", each.case_id) == stream]:
            event.update("documents", (paper.id,), {"erased_at": event.at})
            papers.remove(paper)
    for paper in papers:
        event = entry.event("case", paper.case_id, EXECUTED, **facts, erased={})
        event.urgent = True
        event.update("documents", (paper.id,), {"erased_at": event.at})


def _grouped(reach: Reach) -> Iterator[tuple[tuple[str, UUID], str | None, list[Named]]]:
    def place(each: Named) -> tuple[str, UUID, str]:
        return (*each.stream, each.level or "")

    for (kind, identity, level), found in groupby(sorted(reach.named, key=place), place):
        part: list[Named] = []
        for each in found:
            if part and sum(len(one.names) for one in (*part, each)) > MOST_NAMES:
                yield (kind, identity), level or None, part
                part = []
            part.append(each)
        yield (kind, identity), level or None, part


def _take_out(connection: Connection, reach: Reach) -> None:
    """The disclosures, the cells that held their values, and the copies of the words."""
    copies = copies_of(connection, reach)
    for named in reach.named:
        mine = (disclosures.c.event_id == named.event, disclosures.c.name.in_(named.names))
        connection.execute(delete(disclosures).where(*mine))
    for cell in reach.cells:
        table = RECORD[cell.table]
        mine = tuple(column == part for column, part in zip(table.primary_key, cell.key, strict=True))
        connection.execute(update(table).where(*mine).values(cell.values))
    forget(connection, copies)


def _clear_up(engine: Engine, files: Sequence[tuple[UUID, bytes]]) -> None:
    """It is erased; what fails here is made up for: files within a day, room by the next round or `nemcon sweep-erased`."""
    try:
        for case_id, sha256 in files:
            remove_erased(engine, case_id, sha256)
    except (EngineError, DatabaseUnavailable, OSError):
        log.exception("a file whose content was erased is not removed yet")
    clear_at_once(engine)
