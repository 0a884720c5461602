"""What happened in a case, oldest first, as sentences and as the facts behind them."""

from __future__ import annotations

from uuid import UUID

from apiflask import APIBlueprint

from engine.queries.happening import facts_of
from engine.queries.timeline import Happening, timeline
from engine.queries.visible import open_within
from engine.view import CaseView
from web import request as desk
from web.api import case_schemas as shapes
from web.api.cases import page_of
from web.api.describing import view
from web.api.presenting import code, person
from web.api.schemas import EventList
from web.present import say

blueprint = APIBlueprint("events", __name__, tag="Events")
MOST = 200


@blueprint.get("/cases/<uuid:case_id>/events")
@blueprint.input(EventList, location="query", arg_name="asked")
@blueprint.output(shapes.Events)
@view(blueprint, "case.read")
def every(case_id: UUID, asked: EventList) -> shapes.Events:
    """What happened, oldest first"""
    snapshot = page_of(case_id).snapshot
    connection, register = desk.read()
    seen = open_within(desk.engine(), register, desk.viewer(), snapshot)
    found = timeline(
        connection,
        register,
        snapshot.definition,
        case_id,
        **seen,
        after=UUID(asked.cursor) if asked.cursor else None,
        most=MOST + 1,
    )
    shown, more = found[:MOST], len(found) > MOST
    told = [_event(CaseView(snapshot), each) for each in shown]
    return shapes.Events(items=told, next=shown[-1].event_id.hex if more else None)


def _event(view_of: CaseView, told: Happening) -> shapes.Event:
    register = view_of.register
    return shapes.Event(
        id=told.event_id,
        at=told.at,
        kind=told.kind,
        says=say(told.says),
        by=person(register, told.actor),
        for_organization=code(register, told.organization),
        capacity=told.capacity,
        behalf=person(register, told.behalf),
        reason=told.reason,
        due=told.due,
        noticed=told.noticed,
        late=told.late,
        facts=facts_of(view_of, told),
        leaf=told.leaf,
    )
