"""Open or close an override. It stands in the case's history, so that everybody who works on the case sees it."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from engine.change import Actor
from engine.columns import new_id
from engine.commands.case import actor_for
from engine.commands.transaction import Done, key_of, on_case
from engine.errors import Denied, Invalid, Refused
from engine.messages import message
from engine.override import LONGEST
from engine.runtime import Engine
from engine.snapshot import Snapshot
from engine.values import clean_words
from engine.view import CaseView
from engine.whom import standing_in
from engine.work import Work

SHORTEST_REASON = 10


def begin(
    engine: Engine,
    case_id: UUID,
    reason: str,
    *,
    by: UUID,
    lasting: timedelta = LONGEST,
    key: str | None = None,
) -> Done:
    """Let an administrator read one case for at most an hour, for a written reason."""

    def act(work: Work) -> UUID:
        words = clean_words("reason", reason) or ""
        if len(words) < SHORTEST_REASON:
            raise Invalid(
                {"reason": message("Write why you must read this case; everybody in it can see it.")}
            )
        if any(o.case_id == case_id and o.open_at(work.at) for o in work.snapshot.register.overrides_of(by)):
            raise Refused("Your override for this case is open already.", rule="override-once")
        override_id = new_id()
        row = {
            "case_id": case_id,
            "person_id": by,
            "reason": words,
            "since": work.at,
            "until": work.at + min(lasting, LONGEST),
        }
        work.event.words["reason"] = words  # the history tells it to everybody in the case
        work.event.insert("overrides", (override_id,), row)
        work.change.register_changed = True
        return override_id

    return on_case(
        engine,
        case_id,
        "override.begun",
        act,
        actor=lambda s: _administrator(s, by),
        key=key_of(key, by),
        person=by,
    )


def end(engine: Engine, case_id: UUID, *, by: UUID, key: str | None = None) -> Done:
    """Close one's override before its time."""

    def act(work: Work) -> None:
        mine = [
            o for o in work.snapshot.register.overrides_of(by) if o.case_id == case_id and o.open_at(work.at)
        ]
        if not mine:
            raise Refused("No override of yours is open for this case.", rule="override-open")
        for override in mine:
            work.event.update("overrides", (override.id,), {"until": work.at})
        work.change.register_changed = True

    return on_case(
        engine,
        case_id,
        "override.ended",
        act,
        actor=lambda s: _administrator(s, by),
        key=key_of(key, by),
        person=by,
    )


def _administrator(snapshot: Snapshot, by: UUID) -> Actor:
    house = snapshot.registry.house.administrators
    standing = standing_in(house, CaseView(snapshot), by) if house else None
    if standing is None:
        raise Denied("Only an administrator may open an override.", rule="override")
    return actor_for(standing, by)
