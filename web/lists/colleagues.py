"""Handing over: the colleagues one may hand work to, and what stands under one's own name."""

from __future__ import annotations

from engine.queries.inbox import BY_NAME, Narrowed, inbox
from web import request as desk
from web.lists.tasks import Row, task_row

MOST = 500


def colleagues() -> list[tuple[str, str]]:
    """Everybody else who acts for an organization of the reader now, by name."""
    register, now, me = desk.read().register, desk.now(), desk.signed_in()
    mine = {s.organization for s in register.standings(me, now) if s.organization is not None}
    found = {
        m.person_id
        for m in register.mandates
        if m.organization_id in mine and m.person_id is not None and m.holds_at(now)
    }
    people = [register.people[each] for each in found if each != me and register.people[each].active]
    return [(each.id.hex, each.name) for each in sorted(people, key=lambda each: (each.name, each.id))]


def own_tasks() -> list[Row]:
    """What the reader has claimed, was handed, or is asked by name: just what would be handed over."""
    connection, register = desk.read()
    narrowed = Narrowed(asked_as=BY_NAME)
    found = inbox(desk.engine(), connection, register, desk.signed_in(), most=MOST, narrowed=narrowed)
    return [task_row(entry) for entry in found]
