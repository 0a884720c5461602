"""A calendar as a file (iCalendar, RFC 5545), for a program that asks again and again: what is due, and what takes place, each
with two alarms.

The program shows nothing but the secret address. All is judged anew at each reading for whom the address was made: what
this person may not know of any more is gone, and an account that is closed has no calendar.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

import icalendar
from flask import Blueprint, Response, abort

from engine.case import Case
from engine.definition import GanttPanel
from engine.messages import Message
from engine.queries.appointments import Appointed, appointments
from engine.queries.deadlines import Calendar, Deadline, calendar_by, case_known, deadlines
from engine.queries.rows import rows_of
from engine.snapshot import Snapshot
from engine.view import CaseView, RowView
from notifications.dates import BEFORE_TASKS, OFF, PROGRAM, appointment_event, dated_event
from web import request as desk
from web.addresses import absolute
from web.i18n import gettext as _
from web.i18n import in_language
from web.lists.once import case_page
from web.lists.tasks import task_label
from web.policy import action
from web.present import say

blueprint = Blueprint("calendar_file", __name__)

ASK_AGAIN, ASK_AGAIN_WRITTEN = timedelta(hours=1), "PT1H"
BEFORE_DAYS = (timedelta(days=7), timedelta(days=1))


@blueprint.get("/calendar/<secret>.ics")
@action("calendar.read")
def show(secret: str) -> Response:
    """Everything that is due for this person, or in this case."""
    connection, register = desk.read()
    calendar = calendar_by(connection, secret)
    owner = register.people.get(calendar.person) if calendar is not None else None
    if calendar is None or owner is None or not owner.active:
        abort(404)
    with in_language(owner.language):
        content = _written(calendar)
    answer = Response(content, mimetype="text/calendar")
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _written(calendar: Calendar) -> bytes:
    connection, register = desk.read()
    found = deadlines(desk.engine(), connection, register, calendar.person, calendar.about)
    about = None
    if calendar.about is not None:
        about = case_known(desk.engine(), connection, register, calendar.person, calendar.about)
    house = str(register.settings.get("house_name") or "Nemcon")
    told = icalendar.Calendar()
    told.add("prodid", PROGRAM)
    told.add("version", "2.0")
    told.add("x-wr-calname", f"{house}: {about.title if about else _('deadlines')}")
    told.add("refresh-interval", ASK_AGAIN, parameters={"VALUE": "DURATION"})
    told.add("x-published-ttl", ASK_AGAIN_WRITTEN)  # the library knows of no duration under this name
    roles = {standing.role for standing in register.standings(calendar.person, desk.now())}
    for due in found:
        told.add_component(_of_task(due, roles))
    for each in appointments(desk.engine(), connection, register, calendar.person, calendar.about):
        told.add_component(_of_appointment(each))
    for event in _of_phases(about) if about is not None else ():
        told.add_component(event)
    return bytes(told.to_ical())


def _of_task(deadline: Deadline, roles: set[str]) -> icalendar.Event:
    definition = desk.engine().registry.get(deadline.case.definition, deadline.case.version)
    label = task_label(definition, deadline.task.task, roles)
    words = f"{label}: {deadline.case.title}"
    uid = deadline.uid(desk.site().base_url)
    return _event(uid, words, deadline.case, deadline.due_at, deadline.task.opened_at, BEFORE_TASKS)


def _of_appointment(told: Appointed) -> icalendar.Event:
    words = say(Message(OFF, {"title": told.case.title})) if told.called_off else told.case.title
    return appointment_event(told, words, desk.site().base_url)


def _of_phases(case: Case) -> Iterator[icalendar.Event]:
    """The ends of phases and the milestones that are ahead, as days, as they look now."""
    definition = desk.engine().registry.get(case.definition, case.version)
    for panel in definition.panels:
        if isinstance(panel, GanttPanel) and panel.phases.level is None and panel.milestones.level is None:
            yield from _of_panel(case, panel)


def _of_panel(case: Case, panel: GanttPanel) -> Iterator[icalendar.Event]:
    connection, register = desk.read()
    registry = desk.engine().registry
    rows = rows_of(connection, [case.id], (panel.phases.key, panel.milestones.key)).get(case.id, [])
    definition = registry.get(case.definition, case.version)
    view = CaseView(Snapshot(definition, case, register, registry, desk.now(), items=rows))
    for row in view.rows(panel.phases):
        on = getattr(row, panel.forecast.key) or getattr(row, panel.ends.key)
        if on is not None and getattr(row, panel.ended.key) is None:
            yield _of_row(case, row, _("Ends: %(phase)s", phase=row.label), on)
    for row in view.rows(panel.milestones):
        on = getattr(row, panel.looks.key) or getattr(row, panel.planned.key)
        if on is not None and getattr(row, panel.reached.key) is None:
            gate = bool(getattr(row, panel.gate.key))
            yield _of_row(case, row, _("Gate: %(step)s", step=row.label) if gate else row.label, on)


def _of_row(case: Case, row: RowView, words: str, on: date) -> icalendar.Event:
    words = f"{words}: {case.title}"
    return _event(_uid(row.id.hex), words, case, on, row.row.at, BEFORE_DAYS)


def _event(
    uid: str,
    words: str,
    case: Case,
    when: datetime | date,
    stamp: datetime,
    before: tuple[timedelta, ...],
) -> icalendar.Event:
    """Something that is due; the same each time it is read, until it changes."""
    address = absolute(case_page(case.id))
    reference = case.number or case.reference
    return dated_event(uid, words, reference, address, when, stamp, before)


def _uid(key: str) -> str:
    return f"{key}@{urlsplit(desk.site().base_url).hostname}"
