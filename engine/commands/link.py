"""Verbs on a link: tie a case to another one, or end the tie."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Connection, select

from engine.change import Actor
from engine.commands.case import actor_for, demand_reason
from engine.commands.transaction import Done, key_of, on_case
from engine.decide import finish
from engine.errors import Denied, Invalid, Refused, Unknown
from engine.link import Link, links
from engine.messages import message
from engine.queries.visible import can_see
from engine.register import Standing
from engine.rights import edit_standing, sees
from engine.runtime import Engine
from engine.snapshot import Snapshot
from engine.values import clean_words
from engine.view import CaseView
from engine.whom import standing_in
from engine.work import Work


def add(
    engine: Engine,
    case_id: UUID,
    link: str,
    to_case: UUID,
    *,
    by: UUID,
    note: str | None = None,
    key: str | None = None,
) -> Done:
    """Tie this case to another that the person may see. The type must be one the definition declares."""
    words = clean_words("note", note)
    with engine.database.read() as connection:
        _check_seen(engine, connection, to_case, by)

    def act(work: Work) -> UUID:
        if link not in work.snapshot.definition.links:
            known = ", ".join(work.snapshot.definition.links)
            raise Invalid({"type": message("Choose one of these ties: {known}.", known=known)})
        if work.snapshot.registry.lays(work.snapshot.definition, link):
            raise Refused(
                "This tie comes about when a case is opened; nobody makes it by hand.",
                rule="tie-by-effect",
            )
        if to_case == case_id:
            raise Invalid({"to": message("A case is not tied to itself.")})
        # The id of its event, so that whoever may not know of the other case is not shown the event either.
        link_id = work.event.id
        row = {"case_id": case_id, "to_case": to_case, "type": link, "at": work.at, "by": by, "note": words}
        work.event.insert("links", (link_id,), row)
        work.event.facts.update(link=link, to=to_case.hex)
        work.change.wakes += [case_id, to_case]
        finish(work, quiet=True)
        return link_id

    def actor(snapshot: Snapshot) -> Actor:
        view = CaseView(snapshot)
        sees(view, by)
        standing = standing_to_tie(view, link, by)
        if standing is None:
            raise Denied(
                "You cannot tie this case to another one now.", rule=f"link:{snapshot.definition.key}"
            )
        return actor_for(standing, by)

    return on_case(
        engine, case_id, "link.added", act, actor=actor, key=key_of(key, by), person=by, beside=to_case
    )


def end(
    engine: Engine, case_id: UUID, link_id: UUID, *, by: UUID, reason: str | None, key: str | None = None
) -> Done:
    """End a tie of this case, with the reason: it stands no more, and stays on record."""
    words = demand_reason(reason, True)
    with engine.database.read() as connection:
        _check_seen(engine, connection, _other_end(connection, case_id, link_id), by)

    def act(work: Work) -> None:
        link = _find(work.snapshot, link_id)
        if not link.by_hand:
            raise Refused("This tie came about when a case was opened; it stays.", rule="tie-by-effect")
        work.event.update("links", (link_id,), {"ended_at": work.at, "ended_in": work.event.id})
        work.event.facts.update(link=link.type, to=link.to_case.hex)
        work.event.words["reason"] = words or ""
        work.snapshot.links.remove(link)
        work.change.wakes += [case_id, link.to_case]
        finish(work, quiet=True)

    def actor(snapshot: Snapshot) -> Actor:
        view = CaseView(snapshot)
        sees(view, by)
        link = _find(snapshot, link_id)
        standing = standing_to_tie(view, link.type, by)
        if standing is None:
            raise Denied("You cannot end this tie now.", rule=f"link:{snapshot.definition.key}")
        return actor_for(standing, by)

    return on_case(engine, case_id, "link.ended", act, actor=actor, key=key_of(key, by), person=by)


def _other_end(connection: Connection, case_id: UUID, link_id: UUID) -> UUID:
    """The case a tie of this one leads to, also where the tie has ended: a repeated act finds it too."""
    query = select(links.c.to_case).where(links.c.id == link_id, links.c.case_id == case_id)
    row = connection.execute(query).first()
    if row is None:
        raise Unknown("There is no such tie, or it is not open to you.")
    to_case: UUID = row.to_case
    return to_case


def _find(snapshot: Snapshot, link_id: UUID) -> Link:
    for link in snapshot.links:
        if link.id == link_id and not link.incoming:
            return link
    raise Unknown("There is no such tie, or it is not open to you.")


def standing_to_tie(view: CaseView, link: str, by: UUID) -> Standing | None:
    """Who may edit the case may tie it; so may those who keep the house, but for what the case itself decides."""
    definition, house = view.snapshot.definition, view.snapshot.registry.house
    keepers = None if link in definition.decided_ties else house.keepers
    return edit_standing(view, None, by) or (standing_in(keepers, view, by) if keepers else None)


def _check_seen(engine: Engine, connection: Connection, case_id: UUID, person: UUID) -> None:
    if not can_see(engine, connection, case_id, person):
        raise Unknown("There is no such case, or it is not open to you.")
