"""The desk of those who preside: what asks them, who has not answered, what is still needed, what closes when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from flask import url_for
from markupsafe import Markup

from engine.case import Case
from engine.definition import CaseDefinition
from engine.queries.case_register import Lying, desk_keys
from engine.queries.explain import explain
from engine.queries.many_cases import Answer, snapshots
from engine.rights import hears
from engine.snapshot import Missing, Snapshot
from engine.task import Task
from engine.view import CaseView
from engine.whom import standing_for
from engine.work import hex_id
from web import request as desk
from web.case_page.words import short_instant
from web.i18n import gettext as _
from web.i18n import ngettext
from web.lists.once import case_page
from web.lists.register_rows import ends_at, roll, seat_name
from web.lists.tasks import case_address, my_roles, task_label
from web.lists.when import SOON, late_words
from web.present import day, say

MOST = 3
NAMED = 4
RULES = 3
LONGEST = 160
ANSWER = "answer:"


def presides(definition: CaseDefinition) -> bool:
    """Whether the reader is one of those for whom the definition lays out a desk."""
    who = definition.register.presides if definition.register else None
    return who is not None and bool(my_roles() & {role.key for role in who.roles()})


def desk_panel(
    definition: CaseDefinition, found: list[Lying], answers: Mapping[UUID, list[Answer]]
) -> dict[str, Any]:
    """What the macro `desk` wants: at most three cells, the earliest first."""
    assert definition.register is not None
    waiting = [
        (task, each.case)
        for each in found
        if each.on_desk
        for task, _answer in answers[each.case.id]
        if _is_mine(definition, task)
    ]
    waiting.sort(key=lambda pair: (pair[0].due_at is None, pair[0].due_at or pair[0].opened_at, pair[0].id))
    told = _snapshots([case for _task, case in waiting[:MOST]], answers)
    rest = len(waiting) - MOST
    more = {"label": ngettext("%(num)s more", "%(num)s more", rest), "href": _all_of(definition)}
    return {
        "title": _(definition.register.desk_label) or _("Your desk"),
        "note": _note(definition, len(waiting)),
        "cells": [_cell(task, told[case.id]) for task, case in waiting[:MOST]],
        "more": more if rest > 0 else None,
    }


def _all_of(definition: CaseDefinition) -> str:
    return url_for("work.show", type=definition.key)


def _is_mine(definition: CaseDefinition, task: Task) -> bool:
    me = desk.signed_in()
    if task.task not in desk_keys(definition) or not task.is_open:
        return False
    if task.claimed_by is not None:
        return task.claimed_by == me
    return standing_for(task.target, desk.read().register, me, desk.now()) is not None


def _snapshots(cases: list[Case], answers: Mapping[UUID, list[Answer]]) -> dict[UUID, Snapshot]:
    connection, register = desk.read()
    once = list({case.id: case for case in cases}.values())
    found = snapshots(desk.engine(), connection, register, desk.signed_in(), once, answers)
    return {each.case.id: each for each in found}


def _note(definition: CaseDefinition, count: int) -> str:
    """Who presides until when, and how much there is to do."""
    things = (
        ngettext("%(num)s thing needs you.", "%(num)s things need you.", count)
        if count
        else _("Nothing needs you now.")
    )
    office = _office(definition)
    return f"{office} {things}" if office else things


def _office(definition: CaseDefinition) -> str:
    """“IOM, Chair until 31 December 2013.”: the office that the reader exercises, if the desk is an office's."""
    register, now = desk.read().register, desk.now()
    who = definition.register.presides if definition.register else None
    offices = {role.key for role in who.roles() if role.exercised_by} if who else set()
    for standing in register.standings(desk.signed_in(), now):
        if standing.role not in offices:
            continue
        terms = [
            m
            for m in register.mandates
            if (m.role, m.organization_id, m.person_id) == (standing.role, standing.organization, None)
            and m.holds_at(now)
        ]
        values = {
            "organization": register.name(standing.organization),
            "role": _(register.roles[standing.role].label),
        }
        if terms and terms[0].until is not None:
            return _(
                "%(organization)s, %(role)s until %(day)s.",
                day=day(terms[0].until - timedelta(microseconds=1)),
                **values,
            )
        return _("%(organization)s, %(role)s.", **values)
    return ""


def _cell(task: Task, snapshot: Snapshot) -> dict[str, Any]:
    view = CaseView(snapshot)
    case = snapshot.case
    link = Markup('<a href="{href}">{title}</a>').format(href=case_page(case.id), title=case.title)
    words = " ".join(each for each in (_reason(view, task), *_sentences(view)) if each)
    return {
        "state": _badge(task.due_at),
        "title": _label(view, task),
        "text": Markup("{link}. {words}").format(link=link, words=words),
        "action": {"label": _("Open it"), "href": case_address(case.id, task)},
    }


def _label(view: CaseView, task: Task) -> str:
    """What is asked; of whom it is about, where it follows somebody's answer or a row."""
    label = task_label(view.snapshot.definition, task.task, my_roles())
    if task.party.startswith((ANSWER, "row:")):
        return _("%(task)s: %(party)s", task=label, party=str(view.party(task.party)))
    return label


def _reason(view: CaseView, task: Task) -> str:
    """The written words of the answer that a task follows, where the reader may read them."""
    followed = view.snapshot.answers.get(hex_id(task.party)) if task.party.startswith(ANSWER) else None
    if followed is None or not followed.reason:
        return ""
    if not hears(view, view.snapshot.definition.task_by_key[followed.task], desk.signed_in()):
        return ""
    words = followed.reason
    return _("“%(words)s”", words=words if len(words) <= LONGEST else words[: LONGEST - 1].rstrip() + "…")


def _badge(due: datetime | None) -> dict[str, str]:
    if due is None:
        return {"icon": "calendar-event", "word": _("No date"), "tone": "none"}
    if due <= desk.now():
        return {"icon": "exclamation-circle-fill", "word": late_words(due), "tone": "stop"}
    soon = due - desk.now() <= SOON
    word = _("By %(when)s", when=short_instant(due))
    return {"icon": "clock" if soon else "calendar-event", "word": word, "tone": "warn" if soon else "none"}


def _sentences(view: CaseView) -> list[str]:
    """What stands, who has not answered, what is still needed, what closes when."""
    found = [_("It is “%(state)s”.", state=_(view.state.label))]
    ends = ends_at(view.snapshot.definition, view.case)
    if ends is not None:
        found.append(_("The period ends %(when)s.", when=short_instant(ends)))
    silent = _silent(view)
    if silent:
        found.append(_("Not answered: %(names)s.", names=_some(silent)))
    needed = _needed(view.snapshot)
    if needed:
        found.append(_("Still needed: %(rules)s.", rules="; ".join(needed)))
    return found


def _silent(view: CaseView) -> list[str]:
    """The seats that are asked and have not answered."""
    definition = view.snapshot.definition
    task = definition.register.seat_marks if definition.register else None
    asked: list[Answer] = [(each, None) for each in view.snapshot.tasks if task and each.task == task.key]
    return sorted(seat_name(each) for each, _answer in roll(asked) if each.answer is None and each.is_open)


def _some(names: list[str]) -> str:
    if len(names) <= NAMED + 1:
        return ", ".join(names)
    told = ", ".join(names[:NAMED])
    return ngettext(
        "%(names)s and %(num)s other", "%(names)s and %(num)s others", len(names) - NAMED, names=told
    )


def _needed(snapshot: Snapshot) -> list[str]:
    """The rules that do not hold yet, of the step that is nearest to being possible."""
    try:
        rules = explain(snapshot, desk.signed_in()).needed
    except Missing:
        return []
    failing = [say(rule.states) for rule in rules if not rule.holds and rule.states is not None]
    return failing[:RULES]
