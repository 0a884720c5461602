"""Handing over: the colleagues one may hand work to, and what stands under one's own name."""

from __future__ import annotations

from uuid import UUID

from engine.party import Person
from engine.queries.inbox import BY_NAME, Narrowed, inbox
from web import request as desk
from web.i18n import gettext as _
from web.lists.tasks import Row, task_row
from web.present import day

MOST = 500


def colleagues(of: UUID | None = None) -> list[tuple[str, str]]:
    """Everybody else who acts for an organization of a person (of the reader) now, by name."""
    register, now, me = desk.read().register, desk.now(), of or desk.signed_in()
    mine = {s.organization for s in register.standings(me, now) if s.organization is not None}
    found = {
        m.person_id
        for m in register.mandates
        if m.organization_id in mine and m.person_id is not None and m.holds_at(now)
    }
    people = [register.people[each] for each in found if each != me and register.people[each].active]
    return [(each.id.hex, _named(each)) for each in sorted(people, key=lambda each: (each.name, each.id))]


def _named(person: Person) -> str:
    """A colleague's name, and that they are away now."""
    away = [each for each in desk.read().register.absences_of(person.id) if each.holds_at(desk.now())]
    if not away:
        return person.name
    back = day(max(each.until for each in away))
    return _("%(name)s, away until %(day)s", name=person.name, day=back)


def own_tasks() -> list[Row]:
    """What the reader has claimed, was handed, or is asked by name: just what would be handed over."""
    connection, register = desk.read()
    narrowed = Narrowed(asked_as=BY_NAME)
    found = inbox(desk.engine(), connection, register, desk.signed_in(), most=MOST, narrowed=narrowed)
    return [task_row(entry) for entry in found]
