"""Verbs on a case: open it, fill it in, move it, remark on it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from engine.change import Actor, Change
from engine.commands.transaction import (
    Done,
    answered_before,
    certain,
    key_of,
    on_case,
    repeated,
    write_change,
)
from engine.decide import blank_case, finish, move, open_case
from engine.definition import LONG, CaseDefinition, Field, Transition
from engine.errors import Denied, Invalid, Refused, Stale, Unbound, Unknown
from engine.form import collect
from engine.messages import message
from engine.register import Standing
from engine.rights import editable, may_edit, may_retitle, reads, sees
from engine.runtime import Engine
from engine.snapshot import Missing, Snapshot
from engine.store import read_extra
from engine.values import clean_words
from engine.view import CaseView
from engine.whom import standing_in
from engine.work import Work

TITLE = Field("title", "Title", required=True)
REMARK = Field("remark", "Remark", LONG, required=True)


def actor_for(standing: Standing, person: UUID) -> Actor:
    """The actor an event names: who typed, for whom, in which capacity."""
    return Actor(person, standing.organization, standing.name)


def open(  # noqa: A001 - `case.open` reads as what it does
    engine: Engine,
    definition_key: str,
    *,
    title: str,
    data: Mapping[str, Any],
    by: UUID,
    for_: UUID | None = None,
    key: str | None = None,
) -> Done:
    """Open a case. Denied where the definition does not let this person; Invalid names every field that is wrong."""
    definition = engine.registry.find(definition_key)
    if definition is None:
        raise Unknown("There is no case type “{key}”.", key=definition_key)
    event_key = key_of(key, by)

    def attempt() -> Done:
        return Done(repeated(lambda: _open(engine, definition, title, data, by, for_, event_key)))

    return certain(attempt, lambda: answered_before(engine, event_key, by, "case.opened"))


def _open(
    engine: Engine,
    definition: CaseDefinition,
    title: str,
    data: Mapping[str, Any],
    by: UUID,
    for_: UUID | None,
    key: UUID,
) -> UUID:
    """Nobody is woken: no other case is tied yet to one that opens."""
    with engine.database.begin() as connection:
        engine.at_point("begun")
        change = decide_opening(
            engine, connection, definition, lambda s: _opening(s, title, data, by, for_, key), (by, for_)
        )
        engine.at_point("decided")
        write_change(engine, connection, change)
        engine.at_point("written")
    engine.at_point("committed")
    assert isinstance(change.result, UUID)
    return change.result


def decide_opening(
    engine: Engine,
    connection: Connection,
    definition: CaseDefinition,
    decide: Callable[[Snapshot], Change],
    opener: tuple[UUID | None, UUID | None],
) -> Change:
    """Decide on a blank case, by whom and for whom it is opened; whatever the decision still needs is read, and it is made
    again."""
    register, now = engine.register(connection), engine.now()
    extra: dict[tuple[Any, ...], Any] = {}
    while True:
        blank = blank_case(definition, now, title="", values={}, opener=opener[0], opened_for=opener[1])
        snapshot = Snapshot(
            definition,
            blank,
            register,
            engine.registry,
            now,
            extra=extra,
            fingerprint=engine.registry.fingerprint(definition),
        )
        try:
            return decide(snapshot)
        except Missing as missing:
            extra[missing.wanted] = read_extra(connection, snapshot, missing.wanted)


def _opening(
    snapshot: Snapshot, title: str, data: Mapping[str, Any], by: UUID, for_: UUID | None, key: UUID
) -> Change:
    definition, register = snapshot.definition, snapshot.register
    view = CaseView(snapshot)
    standing = standing_in(definition.opened_by, view, by, for_)
    if standing is None:
        raise Denied(
            "You cannot open a case of this type: {type}.",
            type=definition.title,
            rule=f"open:{definition.key}",
        )
    known = [f for f in definition.fields if f.computed is None and may_edit(view, f, by, opening=True)]
    _refuse_unknown(data, known)
    typed = {**data, "title": title}
    asked = [f for f in definition.fields if f in definition.opens_with or (f in known and f.key in data)]
    values = collect((TITLE, *asked), typed, register, snapshot.registry.settings, case=view)
    words = values.pop("title")
    snapshot.case = blank_case(
        definition, snapshot.at, title=words, values=values, opener=by, opened_for=standing.organization
    )
    change = Change(key=key)
    work = open_case(definition, snapshot, change, actor_for(standing, by))
    finish(work)
    change.result = snapshot.case.id
    return change


def _refuse_unknown(data: Mapping[str, Any], known: list[Field]) -> None:
    unknown = [name for name in data if name not in {field.key for field in known}]
    if unknown:
        raise Invalid(
            {name: message("There is no field “{name}” to fill in here.", name=name) for name in unknown}
        )


def edit(
    engine: Engine,
    case_id: UUID,
    data: Mapping[str, Any],
    *,
    revision: int | None,
    by: UUID,
    title: str | None = None,
    key: str | None = None,
) -> Done:
    """Fill in fields of a case. Only fields that an `Edit` opens to this person now; stale against the case's revision."""

    def act(work: Work) -> None:
        _check_revision(work, revision)
        view = work.view
        known = editable(view, by)
        _refuse_unknown(data, known)
        values = collect(
            known, data, work.snapshot.register, work.snapshot.registry.settings, demand=False, case=view
        )
        _keep_demanded(work.snapshot.definition, values)
        work.set_fields(values)
        if title is not None:
            _retitle(work, title, by)
        finish(work)

    return on_case(
        engine, case_id, "case.edited", act, actor=lambda s: _editor(s, by), key=key_of(key, by), person=by
    )


def _retitle(work: Work, title: str, by: UUID) -> None:
    words = collect((TITLE,), {"title": title}, work.snapshot.register, {})["title"]
    if words == work.snapshot.case.title:
        return
    if not may_retitle(work.view, by):
        raise Denied(
            "Everybody reads this title. It can be changed with the rest of what everybody reads.",
            rule="title",
        )
    work.set_case(title=words)


def _keep_demanded(definition: CaseDefinition, values: Mapping[str, Any]) -> None:
    """Refuse to take away what no case of this type is without."""
    emptied = [f for f in definition.opens_with if f.key in values and values[f.key] is None]
    if emptied:
        raise Invalid({f.key: message("Fill in: {label}.", label=f.label) for f in emptied})


def _editor(snapshot: Snapshot, by: UUID) -> Actor:
    view = CaseView(snapshot)
    sees(view, by)
    for rule in snapshot.definition.edit:
        standing = standing_in(rule.by, view, by)
        if standing is not None and (not rule.during or view.state in rule.during):
            return actor_for(standing, by)
    raise Denied(
        "You cannot change this case while it is “{state}”.",
        state=view.state.label,
        rule=f"edit:{snapshot.definition.key}",
    )


def _check_revision(work: Work, revision: int | None) -> None:
    if revision is None:
        raise Unbound("Say which revision of the case you saw.")
    if revision != work.snapshot.case.revision:
        raise Stale("The case has changed since you opened this page. Your words are kept.")


def transition(
    engine: Engine,
    case_id: UUID,
    trigger: str,
    *,
    data: Mapping[str, Any],
    revision: int | None,
    by: UUID,
    for_: UUID | None = None,
    reason: str | None = None,
    key: str | None = None,
) -> Done:
    """Press a button of a case: right, guards in order, its form stored, effects, the move."""

    def act(work: Work) -> None:
        _check_revision(work, revision)
        found = _way(work.snapshot, trigger)
        _refuse_unknown(data, list(found.asks))
        values = collect(
            found.asks, data, work.snapshot.register, work.snapshot.registry.settings, case=work.view
        )
        words = demand_reason(reason, found.reason)
        move(work, found, values, words)

    def actor(snapshot: Snapshot) -> Actor:
        view = CaseView(snapshot)
        sees(view, by)
        found = _way(snapshot, trigger)
        assert found.by is not None
        standing = standing_in(found.by, view, by, for_)
        if standing is None:
            raise Denied(
                "You cannot do this here: {act}.",
                act=found.label,
                rule=f"{snapshot.definition.key}:{trigger}",
            )
        return actor_for(standing, by)

    return on_case(engine, case_id, "case.moved", act, actor=actor, key=key_of(key, by), person=by)


def _way(snapshot: Snapshot, trigger: str) -> Transition:
    state = snapshot.definition.state_by_key[snapshot.case.state]
    found = snapshot.definition.transition(state.key, trigger)
    if found is None or found.automatic:
        raise not_from_here(snapshot, trigger)
    return found


def not_from_here(snapshot: Snapshot, trigger: str) -> Refused:
    """The refusal of an act that does not lead on from the present state."""
    state = snapshot.definition.state_by_key[snapshot.case.state]
    known = next(
        (t.label for t in snapshot.definition.transitions if t.trigger == trigger and not t.automatic), None
    )
    if known is None:
        return Refused("There is no act “{act}” here.", act=trigger, rule="no-such-act")
    return Refused(
        "“{act}” is not possible while the case is “{state}”.",
        act=known,
        state=state.label,
        rule="wrong-state",
    )


def demand_reason(reason: str | None, needed: bool) -> str | None:
    """The reason as it is kept; refused where one is needed and none is written, or where it is far too long."""
    words = clean_words("reason", reason)
    if needed and words is None:
        raise Invalid({"reason": message("Write the reason: it goes on record.")})
    return words


def comment(
    engine: Engine, case_id: UUID, body: str, *, by: UUID, level: str | None = None, key: str | None = None
) -> Done:
    """Add a remark to the discussion, at the case's level of confidentiality or a closer one."""

    def act(work: Work) -> UUID:
        words = collect((REMARK,), {"remark": body}, work.snapshot.register, {})["remark"]
        chosen = level or work.snapshot.case.level
        if chosen not in work.snapshot.registry.levels or not reads(work.view, chosen, by):
            raise Invalid({"level": message("Choose a level of confidentiality that you may read yourself.")})
        comment_id = work.event.id  # so that whoever may not read the remark is not shown its event either
        row = {
            "case_id": case_id,
            "level": chosen,
            "body": words,
            "by": by,
            "for_organization": work.actor.organization,
            "at": work.at,
        }
        work.event.insert("comments", (comment_id,), row)
        return comment_id

    def actor(snapshot: Snapshot) -> Actor:
        view = CaseView(snapshot)
        sees(view, by)
        standing = (
            standing_in(snapshot.definition.remarks_by, view, by) if snapshot.definition.remarks_by else None
        )
        if standing is None:
            raise Denied(
                "You can read this case, and not remark on it.", rule=f"remark:{snapshot.definition.key}"
            )
        return actor_for(standing, by)

    return on_case(engine, case_id, "comment.added", act, actor=actor, key=key_of(key, by), person=by)
