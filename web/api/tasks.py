"""Tasks: what waits and for whom; claim, release, answer, hand on. Each change answers with the task as it then stands."""

from __future__ import annotations

from uuid import UUID

from apiflask import APIBlueprint

from engine.commands import handing
from engine.commands import task as commands
from engine.errors import Unknown
from engine.queries.task_list import OPEN, Listed, case_of, list_tasks
from engine.snapshot import Snapshot
from web import request as desk
from web.api import asking
from web.api import case_schemas as shapes
from web.api.cases import page_of
from web.api.describing import view
from web.api.presenting import party
from web.api.presenting_tasks import bound_of, case_name, task_of, task_shape
from web.api.schemas import Completion, Delegation, TaskList
from web.case_page.reading import Reading
from web.lists.tasks import my_roles, task_label

blueprint = APIBlueprint("tasks", __name__, tag="Tasks")


def _task(task_id: UUID) -> shapes.Task:
    page = page_of(case_of(desk.read().connection, task_id))
    found = next((each for each in page.tasks if each.id == task_id), None)
    if found is None:
        raise Unknown("There is no such task, or it is not open to you.")
    return task_of(Reading(page, desk.signed_in()), found)


@blueprint.get("/tasks")
@blueprint.input(TaskList, location="query", arg_name="asked")
@blueprint.output(shapes.Tasks)
@view(blueprint, "desk.read")
def every(asked: TaskList) -> shapes.Tasks:
    """Tasks, the earliest due first; open ones unless another state is named"""
    viewer = desk.signed_in()
    connection, register = desk.read()
    state, cursor = asked.state or OPEN, asked.cursor or None
    page = list_tasks(
        desk.engine(), connection, register, viewer, mine=asked.mine, state=state, cursor=cursor
    )
    return shapes.Tasks(items=[_listed(each) for each in page.tasks], next=page.next)


def _listed(listed: Listed) -> shapes.Task:
    """A task without the rest of its case: parties of rows and answers go without a name."""
    registry, task, case = desk.engine().registry, listed.task, listed.case
    definition = registry.get(case.definition, case.version)
    snapshot = Snapshot(definition, case, desk.read().register, registry, desk.now())
    label, bound = task_label(definition, task.task, my_roles()), bound_of(definition, task, case.rounds)
    return task_shape(
        snapshot, task, case_name(case), (party(snapshot, task.party), label, listed.mine, bound)
    )


@blueprint.get("/tasks/<uuid:task_id>")
@blueprint.output(shapes.Task)
@view(blueprint, "case.read")
def show(task_id: UUID) -> shapes.Task:
    """One task"""
    return _task(task_id)


@blueprint.put("/tasks/<uuid:task_id>/claim")
@blueprint.output(shapes.Task)
@view(blueprint, "task.take")
def claim(task_id: UUID) -> shapes.Task:
    """Take a task to yourself"""
    commands.claim(desk.engine(), task_id, by=desk.signed_in(), key=asking.key())
    return _task(task_id)


@blueprint.delete("/tasks/<uuid:task_id>/claim")
@blueprint.output(shapes.Task)
@view(blueprint, "task.take")
def release(task_id: UUID) -> shapes.Task:
    """Give a task back"""
    commands.release(desk.engine(), task_id, by=desk.signed_in(), key=asking.key())
    return _task(task_id)


@blueprint.post("/tasks/<uuid:task_id>/completion")
@asking.takes(blueprint, Completion)
@blueprint.output(shapes.Task)
@view(blueprint, "task.answer")
def complete(task_id: UUID, body: Completion) -> shapes.Task:
    """Answer a task, on exactly what it showed"""
    commands.complete(
        desk.engine(),
        task_id,
        body.outcome,
        by=desk.signed_in(),
        for_=asking.organization(body.for_organization),
        reason=body.reason,
        data=body.data,
        bound=body.bound,
        evidence=body.evidence,
        key=asking.key(),
    )
    return _task(task_id)


@blueprint.put("/tasks/<uuid:task_id>/delegation")
@asking.takes(blueprint, Delegation)
@blueprint.output(shapes.Task)
@view(blueprint, "task.take")
def delegate(task_id: UUID, body: Delegation) -> shapes.Task:
    """Hand a task to somebody else of your organization"""
    to = asking.person(body.to, "to")
    handing.delegate(desk.engine(), task_id, to, by=desk.signed_in(), key=asking.key())
    return _task(task_id)


@blueprint.delete("/tasks/<uuid:task_id>/delegation")
@blueprint.output(shapes.Task)
@view(blueprint, "task.take")
def take_back(task_id: UUID) -> shapes.Task:
    """Take back what you handed on"""
    handing.delegate(desk.engine(), task_id, None, by=desk.signed_in(), key=asking.key())
    return _task(task_id)
