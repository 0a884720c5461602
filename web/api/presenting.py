"""A case as JSON: readable values, parties by name, every answer of every round, and why what cannot be done cannot."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any
from uuid import UUID

from flask import url_for

from engine.case import Case
from engine.definition import CaseDefinition, Field, Outcome, Refusal, Setting, TaskDefinition
from engine.document import Document
from engine.item import Item
from engine.link import Link
from engine.messages import Message
from engine.party import Organization, Person
from engine.position import Position
from engine.queries import case_page
from engine.queries.explain import Act, task_label, who_may
from engine.register import Register
from engine.rights import editable, reads
from engine.snapshot import Snapshot
from engine.task import Task
from engine.values import seen
from engine.view import CaseView, RowView
from engine.work import IMPLIED
from web.api import case_schemas as shapes
from web.api.definition_schemas import DefinitionName, OutcomeShape
from web.case_page.now import moment
from web.case_page.reading import Reading
from web.i18n import gettext as _
from web.present import say
from web.schema_of import schema_of

_KINDS = {"org": "organization", "all": "all"}

# ---- names and values


def person(register: Register, identity: UUID | None) -> shapes.Person | None:
    """Somebody by name, where there is somebody."""
    return None if identity is None else shapes.Person(id=identity, name=register.name(identity))


def code(register: Register, identity: UUID | None) -> str | None:
    """An organization by its code."""
    return register.name(identity) or None


def party(snapshot: Snapshot, key: str) -> shapes.Party:
    """Whose answer it is. Rows and answers are named only where their case was read."""
    kind, _colon, identity = key.partition(":")
    known = kind in ("org", "person") or snapshot.items or snapshot.answers
    name = str(CaseView(snapshot).party(key)) if identity and known else ""
    return shapes.Party(kind=_KINDS.get(kind, kind), id=UUID(identity) if identity else None, name=name)


def readable(value: Any) -> Any:
    """A value that a rule would see, as JSON: names of choices, codes of organizations, addresses of people, instants."""
    match value:
        case Enum():
            return value.name
        case Organization():
            return value.code
        case Person():
            return value.email
        case datetime():
            return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
        case date():
            return value.isoformat()
        case tuple():
            return [readable(each) for each in value]
        case _:
            return value


def data_of(
    fields: Iterable[Field], stored: Mapping[str, Any], view: CaseView, viewer: UUID
) -> dict[str, Any]:
    """Every field the viewer may read, with its value or nothing."""
    shown = [f for f in fields if _is_open(f.level, view, viewer)]
    return {f.key: readable(seen(f, stored.get(f.key), view.register)) for f in shown}


def _is_open(level: str | None, view: CaseView, viewer: UUID) -> bool:
    """Whether the viewer may read what is kept at this level within the case."""
    return level is None or reads(view, level, viewer)


def definition_name(definition: CaseDefinition) -> DefinitionName:
    """A case type by its names."""
    title = _(definition.title)
    return DefinitionName(key=definition.key, code=definition.code, version=definition.version, title=title)


# ---- the case


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


# ---- tasks and answers


def outcome_shape(task: TaskDefinition, outcome: Outcome, settings: Mapping[str, Setting]) -> OutcomeShape:
    """An answer with its form."""
    fields = {f.key: f for f in (*task.asks, *outcome.asks)}.values()
    return OutcomeShape(
        key=outcome.key,
        label=_(outcome.label),
        says=_(outcome.says) if outcome.says else "",
        reason=outcome.reason,
        form=schema_of(fields, settings),
    )


def task_of(reading: Reading, task: Task) -> shapes.Task:
    """A task of a case that was read."""
    case, snapshot = reading.snapshot.case, reading.snapshot
    mine = any(each.task.id == task.id for each in reading.mine)
    label = task_label(reading.view, task)
    bound = bound_of(snapshot.definition, task, case.rounds)
    return task_shape(snapshot, task, case_name(case), (party(snapshot, task.party), _(label), mine, bound))


def case_name(case: Case) -> shapes.CaseName:
    """A case as a task names it."""
    reference = case.number or case.reference
    return shapes.CaseName(
        id=case.id, code=case.code, title=case.title, reference=reference, state=case.state
    )


def _answers(asked: TaskDefinition, task: Task) -> tuple[Outcome, ...]:
    """The answers that may still be given, anew or late included."""
    return asked.outcomes if task.present and (task.is_open or asked.changeable or asked.late) else ()


def bound_of(definition: CaseDefinition, task: Task, rounds: Mapping[str, Mapping[str, Any]]) -> str | None:
    """What an answer to this task is bound to now, if it binds."""
    asked = definition.task_by_key.get(task.task)
    return (
        rounds.get(task.task, {}).get("bound") if asked is not None and asked.binds and task.present else None
    )


def task_shape(
    snapshot: Snapshot, task: Task, case: shapes.CaseName, told: tuple[shapes.Party, str, bool, str | None]
) -> shapes.Task:
    """A task, from its row and what only its case can tell: party, label, whether it is the viewer's, what it binds."""
    asked, settings = snapshot.definition.task_by_key.get(task.task), snapshot.registry.settings
    alike = (
        "id",
        "task",
        "round",
        "present",
        "optional",
        "state",
        "opened_at",
        "due_at",
        "closes_at",
        "ended_at",
        "ended_why",
    )
    whose, label, mine, bound = told
    return shapes.Task(
        **{name: getattr(task, name) for name in alike},
        case=case,
        label=label,
        party=whose,
        mine=mine,
        overdue=task.is_open and task.due_at is not None and task.due_at <= snapshot.at,
        claimed_by=person(snapshot.register, task.claimed_by),
        delegated_to=person(snapshot.register, task.delegated_to),
        position=task.answer,
        bound=bound,
        outcomes=[outcome_shape(asked, each, settings) for each in _answers(asked, task)] if asked else [],
    )


def positions(page: case_page.CasePage, view: CaseView, viewer: UUID) -> list[shapes.Position]:
    """Every answer of every round, oldest first; what no longer stands says so."""
    return [_position(view, each, viewer) for each in page.positions if not each.task.startswith(IMPLIED)]


def _position(view: CaseView, answer: Position, viewer: UUID) -> shapes.Position:
    asked = view.snapshot.definition.task_by_key[answer.task]
    outcome = asked.outcome(answer.outcome)
    fields = {
        f.key: f for f in (*asked.asks, *(outcome.asks if outcome else ())) if _is_open(f.level, view, viewer)
    }
    given = {
        key: readable(seen(fields[key], value, view.register))
        for key, value in answer.data.items()
        if key in fields
    }
    alike = (
        "id",
        "task",
        "task_id",
        "round",
        "outcome",
        "reason",
        "at",
        "capacity",
        "late",
        "recorded",
        "evidence",
        "corrects",
    )
    return shapes.Position(
        **{name: getattr(answer, name) for name in alike},
        party=party(view.snapshot, answer.party),
        label=_(outcome.label) if outcome else answer.outcome,
        data=given,
        bound=answer.bound.hex() if answer.bound else None,
        by=person(view.register, answer.by),
        for_organization=code(view.register, answer.for_organization),
        superseded=not answer.late and answer.id not in view.snapshot.answers,
    )


# ---- the file of the case


def rows_by_item(reading: Reading, viewer: UUID) -> dict[str, list[shapes.Row]]:
    """The rows of every table the viewer may read, ended ones too."""
    return {
        item.key: [
            row(reading.view, each, viewer) for each in reading.snapshot.items if each.item == item.key
        ]
        for item in reading.definition.items
        if _is_open(item.level, reading.view, viewer)
    }


def row(view: CaseView, item: Item, viewer: UUID) -> shapes.Row:
    """A row with readable values."""
    definition = view.snapshot.definition.item_by_key[item.item]
    alike = ("id", "item", "standing", "revision", "at")
    return shapes.Row(
        **{name: getattr(item, name) for name in alike},
        label=RowView(view, definition, item).label,
        data=data_of(definition.columns, item.data, view, viewer),
        by=person(view.register, item.by),
        for_organization=code(view.register, item.for_organization),
    )


def documents(page: case_page.CasePage, view: CaseView, viewer: UUID) -> list[shapes.Document]:
    """Every version of every document the viewer may read."""
    known = view.snapshot.definition.document_by_key
    shown = {key for key, each in known.items() if _is_open(each.level, view, viewer)}
    return [document(view, each) for each in page.versions if each.document in shown]


def document(view: CaseView, version: Document) -> shapes.Document:
    """One version, and where its bytes are."""
    alike = ("id", "document", "version", "size", "filename", "media_type", "at")
    newest = view.snapshot.documents.get(version.document)
    return shapes.Document(
        **{name: getattr(version, name) for name in alike},
        label=_(view.snapshot.definition.document_by_key[version.document].label),
        newest=newest is not None and newest.id == version.id,
        sha256=version.sha256.hex(),
        by=person(view.register, version.by),
        for_organization=code(view.register, version.for_organization),
        content=url_for(
            "api.documents.content",
            case_id=version.case_id,
            document=version.document,
            version=version.version,
        ),
    )


def link(view: CaseView, tie: Link) -> shapes.Link:
    """A tie, seen from this case."""
    there = view.snapshot.registry.get(tie.definition, tie.version)
    here = view.snapshot.definition
    labels = there.links if tie.incoming else here.links
    label = labels.get(tie.type, tie.type) if isinstance(labels, Mapping) else tie.type
    case = shapes.CaseName(id=tie.other, code=there.code, title=tie.title, reference=None, state=tie.state)
    return shapes.Link(
        id=tie.id,
        type=tie.type,
        label=_(label),
        incoming=tie.incoming,
        case=case,
        result=tie.result,
        at=tie.at,
    )


def comment(register: Register, remark: case_page.Comment) -> shapes.Comment:
    """A remark."""
    return shapes.Comment(
        id=remark.id,
        body=remark.body,
        level=remark.level,
        by=person(register, remark.by),
        for_organization=code(register, remark.for_organization),
        at=remark.at,
    )
