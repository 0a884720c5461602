"""Tasks and answers as JSON: what is asked and on what, and every answer of every round."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from engine.case import Case
from engine.definition import CaseDefinition, Outcome, Setting, TaskDefinition
from engine.position import Position
from engine.queries import case_page
from engine.queries.explain import task_label
from engine.snapshot import Snapshot
from engine.task import Task
from engine.values import seen
from engine.view import CaseView
from engine.work import IMPLIED
from web.api import case_schemas as shapes
from web.api.definition_schemas import OutcomeShape
from web.api.presenting import code, is_open, party, person, readable
from web.case_page.reading import Reading
from web.i18n import gettext as _
from web.schema_of import schema_of


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
        instead_of=person(snapshot.register, task.instead_of),
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
        f.key: f for f in (*asked.asks, *(outcome.asks if outcome else ())) if is_open(f.level, view, viewer)
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
        instead_of=person(view.register, answer.instead_of),
        for_organization=code(view.register, answer.for_organization),
        superseded=not answer.late and answer.id not in view.snapshot.answers,
    )
