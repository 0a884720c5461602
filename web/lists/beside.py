"""The side of My work: what the reader waits for from others, and what the reader did lately."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import url_for
from markupsafe import Markup, escape

from engine.definition import CaseDefinition
from engine.queries.awaiting import Act, Awaited
from engine.task import Task
from web import request as desk
from web.i18n import gettext as _
from web.i18n import ngettext
from web.lists.once import case_page
from web.lists.tasks import task_label
from web.lists.when import late_words, moment_words, short_day
from web.present import party

NAMED = 2


def waiting_row(entry: Awaited) -> dict[str, Any]:
    """One thing that is waited for, with the small form that asks again."""
    definition = desk.engine().registry.get(entry.definition, entry.version)
    if not entry.tasks:
        return _by_itself(entry, definition)
    due = min((t.due_at for t in entry.tasks if t.due_at is not None), default=None)
    late = due is not None and due <= desk.now()
    what = task_label(definition, entry.tasks[0].task, set())
    row: dict[str, Any] = {
        "icon": "hourglass",
        "tone": "stop" if late else None,
        "text": Markup("{who}: {what}, {case}").format(
            who=who_words(entry.tasks), what=what, case=_case_link(entry)
        ),
        "end": "" if due is None else late_words(due) if late else short_day(due),
        "remind": url_for("work.remind", case_id=entry.case_id, task=entry.tasks[0].task),
        "remind_key": desk.new_key(),
        "about": _("%(who)s: %(what)s, %(case)s", who=who_words(entry.tasks), what=what, case=entry.title),
    }
    return row | _reminded(entry)


def _reminded(entry: Awaited) -> dict[str, Any]:
    """Once a day; until tomorrow the sentence alone stands there."""
    if entry.reminded is None:
        return {"reminded": "", "again": _("Remind")}
    calendar = desk.read().register.calendar
    today = calendar.day_of(entry.reminded) >= calendar.day_of(desk.now())
    words = _("Reminded %(day)s.", day=_("today") if today else short_day(entry.reminded))
    return {"reminded": words, "again": None if today else _("Remind again")}


def _by_itself(entry: Awaited, definition: CaseDefinition) -> dict[str, Any]:
    state = definition.state_by_key[entry.state]
    words = _(
        "%(state)s: waits for %(what)s; nobody is asked to act, it ends by itself",
        state=_(state.label),
        what=_(state.waits),
    )
    if entry.ends is None:
        words = _("%(state)s: waits for %(what)s", state=_(state.label), what=_(state.waits))
    return {
        "icon": "calendar-event",
        "text": Markup("{case}. {words}").format(case=_case_link(entry), words=words),
        "end": short_day(entry.ends) if entry.ends is not None else "",
        "remind": None,
    }


def _case_link(entry: Awaited | Act) -> Markup:
    href = case_page(entry.case_id)
    return Markup('<a href="{href}">{title}</a>').format(href=href, title=entry.title)


def who_words(asked: Iterable[Task]) -> str:
    """Those who are asked, by name: whoever has claimed it, else whom it is offered to; after two only their number."""
    names = list(dict.fromkeys(_who(task) for task in asked))
    if len(names) <= NAMED + 1:
        return ", ".join(names)
    rest = len(names) - NAMED
    told = ", ".join(names[:NAMED])
    return ngettext("%(names)s and %(num)s other", "%(names)s and %(num)s others", rest, names=told)


def _who(task: Task) -> str:
    register = desk.read().register
    someone = task.claimed_by or task.delegated_to
    if someone is not None:
        return register.name(someone)
    return target_words(task.target)


def target_words(target: str) -> str:
    """Whom a task is offered to: a person, an organization, or the roles by their labels."""
    if target.startswith("person:"):
        return party(target)
    roles, _at, organization = target.partition("@")
    if organization:
        return party(f"org:{organization}")
    known = desk.read().register.roles
    return " / ".join(_(known[key].label) if key in known else key for key in roles.split("|"))


def done_entry(act: Act) -> dict[str, Any]:
    """Something the reader did, as an entry of a timeline."""
    definition = desk.engine().registry.get(act.definition, act.version)
    words = escape(_act_words(act, definition))
    return {
        "when": moment_words(act.at),
        "text": Markup("{words}: {case}").format(words=words, case=_case_link(act)),
    }


def _act_words(act: Act, definition: CaseDefinition) -> str:
    match act.kind:
        case "task.answered":
            task = definition.task_by_key[act.facts["task"]]
            outcome = task.outcome(act.facts["outcome"])
            answer = _(outcome.label) if outcome else act.facts["outcome"]
            return _("%(task)s: %(answer)s", task=_(task.label), answer=answer)
        case "case.moved":
            trigger = act.facts.get("trigger", "")
            return _(
                next((t.label for t in definition.transitions if t.trigger == trigger), definition.title)
            )
        case "case.opened":
            return _("You opened")
        case "comment.added":
            return _("You commented on")
        case _:
            return _("You put a document in place")
