"""A case as JSON: where it stands, what can be done, and why what cannot be done cannot."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from engine.case import Case
from engine.definition import CaseDefinition, Refusal
from engine.messages import Message
from engine.queries import case_page
from engine.queries.explain import Act, who_may
from engine.rights import editable
from engine.view import CaseView
from web.api import case_schemas as shapes
from web.api.presenting import code, data_of, definition_name, person
from web.api.presenting_file import documents, link, rows_by_item
from web.api.presenting_tasks import positions, task_of
from web.case_page.now import moment
from web.case_page.reading import Reading
from web.i18n import gettext as _
from web.present import say
from web.schema_of import schema_of


def case_short(case: Case, definition: CaseDefinition) -> shapes.CaseShort:
    """A case in a list."""
    return shapes.CaseShort(**_head(case, definition))


def _head(case: Case, definition: CaseDefinition) -> dict[str, Any]:
    alike = (
        "id",
        "title",
        "reference",
        "number",
        "level",
        "state",
        "result",
        "ended",
        "opened_at",
        "changed_at",
        "revision",
    )
    label = _(definition.state_by_key[case.state].label)
    return {name: getattr(case, name) for name in alike} | {
        "definition": definition_name(definition),
        "state_label": label,
    }


def case_full(page: case_page.CasePage, viewer: UUID) -> shapes.Case:
    """Everything about a case that the viewer may see."""
    reading = Reading(page, viewer)
    view, case, told = reading.view, page.snapshot.case, reading.explanation
    return shapes.Case(
        **_head(case, reading.definition),
        moment=moment(reading),
        opener=person(view.register, case.opener),
        opened_for=code(view.register, case.opened_for),
        data=data_of(reading.definition.fields, case.data, view, viewer),
        may_edit=[field.key for field in editable(view, viewer)],
        transitions=[button(view, act) for act in told.acts],
        needed=[_needed(rule.states, rule.refusal) for rule in told.needed if rule.states],
        waiting=[
            shapes.Waiting(who=w.who, task=_(w.label), due_at=w.due_at, overdue=w.overdue)
            for w in told.waited
        ],
        tasks=[task_of(reading, each) for each in page.tasks],
        positions=positions(page, view, viewer),
        items=rows_by_item(reading, viewer),
        documents=documents(page, view, viewer),
        links=[link(view, each) for each in page.snapshot.links],
    )


def _needed(rule: Message, refusal: Refusal | None) -> shapes.Needed:
    detail = say(refusal.says) if refusal else None
    return shapes.Needed(rule=say(rule), holds=refusal is None, detail=detail)


def button(view: CaseView, act: Act) -> shapes.Button:
    """An act: open, or every reason why it is not."""
    way = act.transition
    reasons = [shapes.Reason(detail=say(r.refusal.says), rule=r.refusal.rule) for r in act.rules if r.refusal]
    if act.standing is None:
        assert way.by is not None
        who = ", ".join(_(each) for each in who_may(view, way.by)) or _("nobody now")
        rule = f"{view.snapshot.definition.key}:{way.trigger}"
        reasons.insert(0, shapes.Reason(detail=_("Not for you. Open to: %(who)s.", who=who), rule=rule))
    return shapes.Button(
        trigger=way.trigger,
        label=_(way.label),
        says=_(way.says) if way.says else "",
        available=act.open,
        reasons=reasons,
        reason_required=way.reason,
        form=schema_of(way.asks, view.snapshot.registry.settings),
    )
