"""Verbs of everybody: send a form about something that is published. It opens a case in the name of nobody."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select

from engine import lockout
from engine.case import Case, cases
from engine.change import ANONYMOUS, Change
from engine.columns import new_id
from engine.commands.case import decide_opening
from engine.commands.transaction import (
    Done,
    answered_before,
    certain,
    key_of,
    repeated,
    wake_linked,
    write_change,
)
from engine.decide import blank_case, finish, open_case
from engine.definition import CaseDefinition, PublicForm
from engine.errors import Unknown
from engine.form import collect
from engine.link import seen_from
from engine.lockout import PUBLIC_FORM
from engine.messages import mark
from engine.queries.published import Published, forms_about, published
from engine.runtime import Engine
from engine.snapshot import Snapshot
from engine.view import CaseView
from engine.work import Work

NOTHING_PUBLIC = mark("There is nothing public here, or not any more.")


def send(
    engine: Engine,
    definition: CaseDefinition,
    about: UUID,
    path: str,
    data: Mapping[str, Any],
    *,
    address: str,
    key: str | None = None,
) -> Done:
    """Send the form at `path` about an entry of the public list of `definition`. Nobody is asked who they are.

    `address` is where it comes from, kept as a hash for a day: TooMany where too much came from there. Invalid names every
    field that is wrong; Unknown where the entry is not public.
    """
    event_key = key_of(key, None)
    theirs, form = _form_at(engine, definition, path)
    before = answered_before(engine, event_key, None, "case.opened")
    if before is not None:
        return before
    _count(engine, about, address)

    def attempt() -> Done:
        return Done(repeated(lambda: _send(engine, definition, theirs, form, about, data, event_key)))

    done = certain(attempt, lambda: answered_before(engine, event_key, None, "case.opened"))
    wake_linked(engine)
    return done


def _form_at(engine: Engine, definition: CaseDefinition, path: str) -> tuple[CaseDefinition, PublicForm]:
    found = (pair for pair in forms_about(engine, definition) if pair[1].path == path)
    pair = next(found, None)
    if pair is None:
        raise Unknown(NOTHING_PUBLIC)
    return pair


def _count(engine: Engine, about: UUID, address: str) -> None:
    """Each sending counts, whatever becomes of it, in a transaction of its own."""
    attempt = lockout.attempt_by(PUBLIC_FORM, f"{about.hex} {lockout.network(address)}", address)
    with engine.database.begin() as connection:
        engine.register(connection)
        lockout.take(connection, PUBLIC_FORM, attempt, engine.now())


def _send(
    engine: Engine,
    definition: CaseDefinition,
    theirs: CaseDefinition,
    form: PublicForm,
    about: UUID,
    data: Mapping[str, Any],
    key: UUID,
) -> UUID:
    with engine.database.begin() as connection:
        entry = published(engine, connection, engine.register(connection), definition, about)
        if entry is None:
            raise Unknown(NOTHING_PUBLIC)
        row = connection.execute(select(cases).where(cases.c.id == about)).one()

        def decide(snapshot: Snapshot) -> Change:
            return _opened(snapshot, form, entry, Case(*row), data, key)

        change = decide_opening(engine, connection, theirs, decide, (None, None))
        write_change(engine, connection, change)
    assert isinstance(change.result, UUID)
    return change.result


def _opened(
    snapshot: Snapshot, form: PublicForm, entry: Published, about: Case, data: Mapping[str, Any], key: UUID
) -> Change:
    definition, register = snapshot.definition, snapshot.register
    told = {field.key: data[field.key] for field in form.asks if field.key in data}
    settings = snapshot.registry.settings
    values = collect(form.asks, told, register, settings, case=CaseView(snapshot), checks=form.checks)
    values[form.version.key] = entry.sha256
    snapshot.case = blank_case(
        definition, snapshot.at, title=entry.title, values=values, opener=None, opened_for=None
    )
    change = Change(key=key)
    work = open_case(definition, snapshot, change, ANONYMOUS)
    _tie(work, form, about)
    finish(work)
    change.wakes.append(about.id)
    change.result = snapshot.case.id
    return change


def _tie(work: Work, form: PublicForm, about: Case) -> None:
    mine = work.snapshot.case
    row = {"case_id": mine.id, "to_case": about.id, "type": form.tie, "at": work.at, "by": None}
    link_id = new_id()
    work.event.insert("links", (link_id,), row)
    work.event.facts.update(link=form.tie, to=about.id.hex)
    work.snapshot.links.append(seen_from(link_id, form.tie, work.at, mine, about, incoming=False))
